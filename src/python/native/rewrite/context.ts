/** What the rewriting of one unit goes by. */
import type { ExactModule } from '../../reader.js';
import type { Flow } from '../flow/flow.js';
import type { OutsideRaise } from '../outside-raises.js';
import { groupOf, type Unit, type UnitFunction } from '../unit.js';
import type { Use } from '../uses/uses.js';
import type { Kept } from './kept.js';
import type { Layout } from './layout.js';
import type { FunctionName, Names } from './names.js';
import { takesDefaultType } from './sending.js';

/** One unit, as far as its functions are in one module. */
export interface Rewrite {
  readonly module: ExactModule;
  readonly unit: Unit;
  readonly flow: Flow;
  readonly layout: Layout;
  readonly names: Names;
  readonly functionNames: Readonly<Record<FunctionName, string>>;
  /** The WSGI callable is in this module. */
  readonly home: boolean;
  /** Name of the WSGI callable. */
  readonly callable: string;
  readonly dialect: Dialect;
  /** Everything the handlers of the module write is certainly of the type `str`. */
  readonly nativeText: boolean;
  /** No redirect of the module has a content type of its own. */
  readonly typelessRedirects: boolean;
  /** Some redirect by exception brings headers that were set before it. */
  readonly redirectsCarry: boolean;
  /** The only answer of the module, which is written out where it stands instead of in a function. */
  readonly inline: boolean;
  /** Exceptions in functions of the module that get no request. */
  readonly raises: readonly OutsideRaise[];
  /** Exceptions that end the request are answered around the handler. */
  readonly answersErrors: boolean;
}

/** Versions of Python that the module is written for. */
export type Dialect = '2' | '3' | 'both';

/** What comes in for the request, in this order. */
export type Parameter = 'environ' | 'start' | 'cleanups' | 'headers' | 'errors' | 'body' | 'form';

export function parametersOf(rewrite: Rewrite, fn: UnitFunction): readonly Parameter[] {
  const cleans = cleansUp(rewrite.unit);
  if (fn === rewrite.unit.handler) return ['environ', 'start', ...(cleans ? (['cleanups'] as const) : [])];
  const group = groupOf(rewrite.unit, fn);
  const given = (kept: Kept): boolean =>
    group.some((other) => rewrite.layout.functions.get(other)?.given.has(kept));
  const found: Parameter[] = [];
  if (group.some((other) => needsEnviron(rewrite, other, new Set()))) found.push('environ');
  if (fn.role === 'responder') found.push('start');
  if (group.some((other) => doesInside(rewrite, other, (use) => use.kind === 'cleanup')))
    found.push('cleanups');
  for (const kept of ['headers', 'errors', 'body'] as const) if (given(kept)) found.push(kept);
  if (group.some((other) => doesInside(rewrite, other, takesForm))) found.push('form');
  return found;
}

/** The name of what comes in for the request. */
export function parameterName({ names }: Rewrite, parameter: Parameter): string {
  return parameter === 'form' ? names.reading('form') : names[parameter];
}

/** `req.form`, which the publisher has put there. */
export function takesForm(use: Use): boolean {
  return use.kind === 'read' && use.own?.given === true;
}

/** Whether something of the unit is to be called after the request. */
export function cleansUp(unit: Unit): boolean {
  return [...unit.functions.values()].some((fn) => fn.uses.some((use) => use.kind === 'cleanup'));
}

/** Whether the function has such a use, itself or through another. */
function doesInside(
  rewrite: Pick<Rewrite, 'unit'>,
  fn: UnitFunction,
  does: (use: Use) => boolean,
  seen = new Set<UnitFunction>(),
): boolean {
  if (seen.has(fn)) return false;
  seen.add(fn);
  return fn.uses.some((use) => {
    if (use.kind !== 'call') return does(use);
    return use.callees.some(({ node }) => {
      const callee = rewrite.unit.functions.get(node);
      return callee !== undefined && doesInside(rewrite, callee, does, seen);
    });
  });
}

/** Whether what takes the place of the use names `environ`. */
function isOfEnviron(use: Use): boolean {
  if (use.kind === 'header') return use.challenge !== undefined;
  if (use.kind === 'read') return !use.type && !use.own?.given;
  return use.kind === 'log' || use.kind === 'file';
}

function needsEnviron(rewrite: Rewrite, fn: UnitFunction, seen: Set<UnitFunction>): boolean {
  if (seen.has(fn)) return false;
  seen.add(fn);
  if (fn.uses.some(isOfEnviron)) return true;
  if (rewrite.flow.exits.some((exit) => exit.fn === fn && takesDefaultType(rewrite, exit))) return true;
  return fn.uses.some((use) => {
    const callees =
      use.kind === 'call' ? use.callees.flatMap(({ node }) => rewrite.unit.functions.get(node) ?? []) : [];
    return callees.some((callee) => needsEnviron(rewrite, callee, seen));
  });
}
