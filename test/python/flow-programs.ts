/** Programs of Python 2.7 that hand a request around, put together of carriers and a sink. */
import { readFileSync } from 'node:fs';
import { numbers } from './mutants.js';

/**
 * A way in which a request can travel (fixtures/flow-ways/carriers.txt), or what can be done with it at the end (sinks.txt).
 * `$e` is the expression that gives it, `$n` a number of its own. No name is `req`: nothing may be guessed by name.
 */
interface Way {
  readonly name: string;
  /** Lines at the top of the module. */
  readonly top?: string;
  /** Text of a second module, other$n. */
  readonly other?: string;
  /** Lines of the function that has the request. */
  readonly body?: string;
  /** The expression that gives it now. */
  readonly out?: string;
}

const CARRIERS = waysIn('carriers.txt');
const SINKS = waysIn('sinks.txt');

function waysIn(file: string): readonly Way[] {
  const text = readFileSync(`fixtures/flow-ways/${file}`, 'utf8');
  return text
    .split(/^== /m)
    .slice(1)
    .map((block): Way => {
      const [name = '', ...parts] = block.trimEnd().split(/\n-- /);
      const pairs = parts.map((part) => [
        part.slice(0, part.indexOf('\n')),
        part.slice(part.indexOf('\n') + 1),
      ]);
      return { name, ...Object.fromEntries(pairs) };
    });
}

export interface FlowProgram {
  /** Names of its carriers and of its sink, in order. */
  readonly name: string;
  /** Text by file name; `mod.py` has handler(). */
  readonly files: Readonly<Record<string, string>>;
}

/** Each carrier alone with the plainest sink, and each sink alone. */
export function plainPrograms(): readonly FlowProgram[] {
  const [write] = SINKS as [Way, ...Way[]];
  return [
    ...CARRIERS.map((carrier) => programOf([carrier], write)),
    ...SINKS.map((sink) => programOf([], sink)),
  ];
}

/** Chains of two or three carriers, the same for the same seed. */
export function chainedPrograms(seed: number, count: number): readonly FlowProgram[] {
  const next = numbers(seed);
  return Array.from({ length: count }, () => {
    const carriers = Array.from({ length: 2 + next(2) }, () => CARRIERS[next(CARRIERS.length)] as Way);
    return programOf(carriers, SINKS[next(SINKS.length)] as Way);
  });
}

function programOf(carriers: readonly Way[], sink: Way): FlowProgram {
  const tops: string[] = [];
  const body: string[] = [];
  const files: Record<string, string> = {};
  let expression = 'context';
  for (const [index, { top, body: lines, out, other }] of carriers.entries()) {
    const fill = (text: string) => text.replaceAll('$n', String(index)).replaceAll('$e', expression);
    if (top !== undefined) tops.push(fill(top));
    if (lines !== undefined) body.push(...fill(lines).split('\n'));
    if (other !== undefined) files[`other${index}.py`] = `${fill(other)}\n`;
    // A line of its own: what is said of the carrier's line says nothing of the line behind it.
    body.push(`t${index} = ${fill(out ?? '')}`);
    expression = `t${index}`;
  }
  const fill = (text: string) => text.replaceAll('$n', '9').replaceAll('$e', expression);
  if (sink.top !== undefined) tops.push(fill(sink.top));
  body.push(...fill(sink.body ?? '').split('\n'));
  const globals = body.filter((line) => /^global /.test(line));
  const others = body.filter((line) => !/^global /.test(line));
  files['mod.py'] = [
    'from mod_python import apache',
    ...tops,
    'def handler(context):',
    ...[...globals, ...others].map((line) => `  ${line}`),
    '  return apache.OK',
    '',
  ].join('\n');
  return { name: [...carriers.map(({ name }) => name), sink.name].join(' > '), files };
}
