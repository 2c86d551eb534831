/** What is decided before any code is written: forms, names and places, the same for all handlers of a group. */
import { type ExactModule, readPythonAs } from '../../reader.js';
import type { Candidate } from '../candidate.js';
import { streamOf } from '../flow/stream.js';
import { answersErrors, carriesHeaders } from '../raising.js';
import { certainty } from '../response-state.js';
import { formsOf } from '../settle.js';
import { isNative } from '../string-types.js';
import { modulesOf, type Unit } from '../unit.js';
import type { Dialect, Rewrite } from './context.js';
import { hasNoBody, isBareRedirect, isBodilessResult, sendsFile } from './exit-kinds.js';
import { type Forms, type Layout, makeLayout, usesOf } from './layout.js';
import { chooseFunctionNames, chooseNames } from './names.js';
import { setsLength } from './own-length.js';
import { isTypelessRedirect } from './sending.js';

/**
 * One rewrite for each module that a handler's unit has functions of.
 * @param single modules with one handler
 */
export function prepare(
  candidates: readonly Candidate[],
  single: ReadonlySet<ExactModule>,
): readonly Rewrite[] {
  const forms = formsOf(candidates) as Forms;
  const modules = [...new Set(candidates.flatMap(({ unit }) => modulesOf(unit)))];
  const functionNames = chooseFunctionNames(modules);
  const dialect = commonDialect(modules);
  const nativeText = candidates.every((candidate) => writesNative(candidate.unit));
  const inline = isInline(candidates);
  const layouts = candidates.map((candidate) => makeLayout(candidate.unit, candidate.flow, forms));
  const typelessRedirects = candidates.every(({ flow }, index) =>
    isTypelessRedirect(layouts[index] as Layout, flow),
  );
  const redirectsCarry = candidates.some(({ flow }) => flow.raised.some(carriesHeaders));
  return candidates.flatMap(({ module: home, object, unit, flow, raises }, index) =>
    modulesOf(unit).map((module) => ({
      module,
      unit,
      flow,
      layout: layouts[index] as Layout,
      typelessRedirects,
      redirectsCarry,
      names: chooseNames(unit),
      functionNames,
      home: module === home,
      callable: callableName(home, object, single.has(home)),
      dialect,
      nativeText,
      inline,
      raises: raises.get(module) ?? [],
      answersErrors: answersErrors(unit, flow) || raisesOutside(raises),
    })),
  );
}

/** Code that several modules share must run wherever one of them does. */
export function commonDialect(modules: readonly ExactModule[]): Dialect {
  const [first, ...others] = [...new Set(modules.map(dialectOf))];
  return others.length > 0 ? 'both' : (first as Dialect);
}

function dialectOf(module: ExactModule): Dialect {
  if (module.version === '3') return '3';
  return readPythonAs(module.source.bytes, '3').kind === 'exact' ? 'both' : '2';
}

function writesNative(unit: Unit): boolean {
  const writes = usesOf(unit, 'write').every(([fn, use]) =>
    (use.printed ?? [use.argument]).every((tree) => isNative({ scope: fn.scope, byLeaf: fn.byLeaf }, tree)),
  );
  const texts = usesOf(unit, 'redirect').every(([fn, use]) => {
    const parts = [use.location, ...(use.text ? [use.text] : [])];
    return parts.every((tree) => isNative({ scope: fn.scope, byLeaf: fn.byLeaf }, tree));
  });
  return writes && texts;
}

/** One answer of the group needs a function to send it, and it has a type of its own: it is written out instead. */
function isInline(candidates: readonly Candidate[]): boolean {
  const exits = candidates
    .flatMap((candidate) => candidate.flow.exits)
    .filter(
      (exit) =>
        exit.end.kind !== 'tail' &&
        !hasNoBody(exit) &&
        !isBareRedirect(exit) &&
        !setsLength(exit) &&
        !isBodilessResult(exit) &&
        !sendsFile(exit),
    );
  const [only] = exits;
  if (candidates.some(({ unit, flow }) => answersErrors(unit, flow) || streamOf(unit, flow))) return false;
  if (candidates.some(({ raises }) => raisesOutside(raises))) return false;
  return exits.length === 1 && only?.end.kind === 'answer' && certainty(only.state.type) === 'always';
}

function raisesOutside(raises: Candidate['raises']): boolean {
  return [...raises.values()].some((found) => found.length > 0);
}

/** `application`, as WSGI servers expect it, unless the module has several handlers or uses the name. */
function callableName(module: ExactModule, object: string, single: boolean): string {
  const free = !module.scopes().bindings.has('application');
  return free && (single || object === 'handler') ? 'application' : object;
}
