/**
 * Programs that are put together at random run under Python 2.7 with a request that notes every access. Each access is a use
 * that the analysis lists, or lies behind a place where the analysis says that it lost the request.
 * PROGRAMS=20000 SEED=7 in the environment run more of them.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EntryFlow } from '../../src/python/flow/flow-types.js';
import { type ExactModule, readPythonAs } from '../../src/python/reader.js';
import { makeRequestFlow } from '../../src/python/request-flow.js';
import { chainedPrograms, type FlowProgram, plainPrograms } from './flow-programs.js';
import { findPython27 } from './python27.js';

const python27 = findPython27();
const PROGRAMS = Number(process.env.PROGRAMS ?? 400);
const SEED = Number(process.env.SEED ?? 1);

/** Accesses by program, as `file:line what`. */
function run(python: string, programs: readonly FlowProgram[]): readonly (readonly string[])[] {
  const work = mkdtempSync(join(tmpdir(), 'flow-'));
  const folders = programs.map(({ files }, index) => {
    const folder = join(work, String(index));
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  });
  const out = execFileSync(python, ['test/python/record_request.py', ...folders], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', process.env.SHOW_ERRORS ? 'inherit' : 'ignore'],
  });
  rmSync(work, { recursive: true });
  return out
    .trim()
    .split('\n')
    .map((line) => {
      const all = JSON.parse(line) as [string, number, string][];
      return all
        .filter(([, , what]) => what !== 'req.softspace')
        .map(([file, at, what]) => `${file}:${at} ${what}`);
    });
}

interface Known {
  /** `file:line` of uses and escapes. */
  readonly lines: ReadonlySet<string>;
  /** Somewhere the analysis says that it does not know what becomes of the request. */
  readonly lost: boolean;
}

function analyse({ files }: FlowProgram): Known {
  const modules = new Map<string, ExactModule>();
  for (const [path, text] of Object.entries(files)) {
    const read = readPythonAs(new TextEncoder().encode(text), '2.7');
    if (read.kind !== 'exact') throw new Error(`${read.error.message}\n${text}`);
    modules.set(path, read);
  }
  const flow = makeRequestFlow(modules, (_, name) => (modules.has(`${name}.py`) ? `${name}.py` : undefined));
  const followed = [flow.follow({ path: 'mod.py', object: 'handler', parameter: 0 })];
  const flows: readonly EntryFlow[] = [...followed, ...flow.guess(followed)];
  const lines = new Set<string>();
  let lost = false;
  for (const one of flows) {
    if (one.kind !== 'followed') continue;
    lost ||= one.escapes.some(({ followed: seen }) => !seen);
    for (const { path, start, end } of [...one.uses, ...one.escapes]) {
      const { source } = modules.get(path) as ExactModule;
      for (let line = source.position(start).line; line <= source.position(end).line; line++)
        lines.add(`${path}:${line}`);
    }
  }
  return { lines, lost };
}

interface Outcome {
  /** Accesses of programs of which nothing says that the request is lost. */
  readonly missing: readonly string[];
  /** Programs with accesses that nothing stands at, behind a place that is named. */
  readonly behind: readonly string[];
  readonly accesses: number;
  /** Programs that end before the request is touched: some ways do not go together. */
  readonly idle: number;
}

function check(programs: readonly FlowProgram[]): Outcome {
  const missing: string[] = [];
  const behind: string[] = [];
  let accesses = 0;
  let idle = 0;
  for (const [index, found] of run(python27 as string, programs).entries()) {
    const program = programs[index] as FlowProgram;
    const { lines, lost } = analyse(program);
    accesses += found.length;
    const silent = found.filter((one) => !lines.has(one.split(' ')[0] as string));
    if (found.length === 0) idle++;
    if (silent.length === 0) continue;
    if (lost) behind.push(program.name);
    else missing.push(`${program.name}: ${silent.join(', ')}`);
  }
  return { missing, behind, accesses, idle };
}

describe.skipIf(python27 === undefined)('a request on its way through generated programs', () => {
  it('is not lost by any carrier or sink alone', () => {
    const { missing, behind, idle, accesses } = check(plainPrograms());
    if (process.env.SHOW) console.log(accesses, behind);
    expect({ missing, idle }).toEqual({ missing: [], idle: 0 });
  });

  it('is not lost in chains of them', { timeout: 600_000 }, () => {
    const { missing, behind, idle, accesses } = check(chainedPrograms(SEED, PROGRAMS));
    if (process.env.SHOW) console.log(accesses, behind.length);
    expect(missing).toEqual([]);
    expect(idle).toBeLessThan(PROGRAMS / 50);
  });
});
