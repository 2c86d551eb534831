/** Where a command's words go: the product to stdout, everything about it to stderr. */
import { type ColorChoice, makePaint, type Paint, wantsColor } from '../report/colors.js';
import type { Sink, World } from './world.js';

export interface Terminal {
  /** The product of the command: a report, a patch, JSON. Resolves when it has been handed over. */
  out(data: string | Uint8Array | readonly string[]): Promise<void>;
  /** What the command has to say about it. */
  err(lines: string | readonly string[]): Promise<void>;
  readonly outPaint: Paint;
  /** Columns for prose on stdout: 100 at most, also where no terminal says how many there are. */
  readonly width: number;
  readonly errPaint: Paint;
}

/** @param machine the product is for a program: never coloured */
export async function openTerminal(world: World, color: ColorChoice, machine: boolean): Promise<Terminal> {
  const paintOf = (sink: Sink, choice: ColorChoice) =>
    makePaint(wantsColor(choice, world.env, sink.isTTY === true));
  return {
    out: (data) =>
      write(world.stdout, typeof data === 'string' || data instanceof Uint8Array ? data : joined(data)),
    err: (lines) => write(world.stderr, joined(typeof lines === 'string' ? [lines] : lines)),
    outPaint: await paintOf(world.stdout, machine ? 'never' : color),
    width: Math.min(world.stdout.columns ?? 100, 100),
    errPaint: await paintOf(world.stderr, color),
  };
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function write(sink: Sink, data: string | Uint8Array): Promise<void> {
  if (data.length === 0) return Promise.resolve();
  // The callback comes with an error too (EPIPE); main.ts listens for those.
  return new Promise((resolve) => {
    sink.write(data, () => resolve());
  });
}
