/**
 * Rewrites mod_python handlers as WSGI applications (PEP 3333), or says why not. A handler is rewritten only when every use
 * of its request in the functions of its module that get it has an exact counterpart.
 */
import type { Edit } from '../../core/edit.js';
import { type ExactModule, readPythonAs } from '../reader.js';
import type { Leaf } from '../tree.js';
import { type Candidate, examine, type HandlerInput, toReasons } from './candidate.js';
import { overlap } from './changes.js';
import { goneLeaves, usesMissingApache } from './constants.js';
import { exitProblems, needsErrorOverride } from './flow/exit-problems.js';
import { streamOf } from './flow/stream.js';
import { type ModPythonNames, modPythonNames } from './mod-python-names.js';
import type {
  BlockedHandler,
  ModuleConversion,
  NativeHandler,
  NativeNote,
  NativeResult,
  Requirement,
} from './native-result.js';
import { answersErrors, raisedTypes } from './raising.js';
import { certainty } from './response-state.js';
import type { Dialect, Rewrite } from './rewrite/context.js';
import {
  type Forms,
  generalForms,
  hasNoBody,
  isNotModified,
  type Layout,
  makeLayout,
  sendsFile,
  usesOf,
} from './rewrite/layout.js';
import { importEdits } from './rewrite/module-imports.js';
import { chooseFunctionNames, chooseNames } from './rewrite/names.js';
import { isTypelessRedirect, setsLength } from './rewrite/sending.js';
import { readsPassword, supportFor } from './rewrite/support.js';
import { rewriteUnit } from './rewrite/unit.js';
import { isNative } from './string-types.js';
import { type Problem, strayUses, type Unit } from './unit.js';

export interface ConversionInput {
  readonly module: ExactModule;
  readonly handlers: readonly HandlerInput[];
  /** Names that other files of the site take from this module. */
  readonly external: ReadonlySet<string>;
  /**
   * Modules of the site (last element of their name) that may end a request without being given it, from modulesThatEnd():
   * a handler whose module imports one of them stays on the bridge.
   */
  readonly enders?: ReadonlySet<string>;
}

/** Rewrites the handlers of one module that can be rewritten. */
export function convertModule(input: ConversionInput): ModuleConversion {
  const { module } = input;
  const names = modPythonNames(module);
  const results = new Map<string, NativeHandler | BlockedHandler>();
  const examined = input.handlers.map((handler) => ({
    object: handler.object,
    found: examine(module, names, handler, input.enders ?? new Set()),
  }));
  for (const { object, found } of examined) {
    if (found.kind === 'blocked') results.set(object, block(module, found.problems));
  }
  const alone = examined.flatMap(({ found }) => (found.kind === 'candidate' ? [found.candidate] : []));
  const candidates = settle(input, alone, results);
  if (candidates.length === 0) return { handlers: results, edits: [] };
  const edits = rewriteAll(input, names, candidates, results);
  return { handlers: results, edits };
}

/** One handler alone. */
export function convertHandler(input: {
  readonly module: ExactModule;
  readonly handler: HandlerInput;
  readonly external?: ReadonlySet<string>;
}): NativeResult {
  const { module, handler, external = new Set<string>() } = input;
  const { handlers, edits } = convertModule({ module, handlers: [handler], external });
  const result = handlers.get(handler.object) as NativeHandler | BlockedHandler;
  return result.kind === 'native' ? { ...result, edits } : result;
}

function block(module: ExactModule, problems: readonly Problem[]): BlockedHandler {
  return { kind: 'blocked', reasons: toReasons(module, problems) };
}

/** Takes out candidates that others depend on staying as they are, until the rest agree. */
function settle(
  input: ConversionInput,
  candidates: readonly Candidate[],
  results: Map<string, NativeHandler | BlockedHandler>,
): readonly Candidate[] {
  const units = candidates.map((candidate) => candidate.unit);
  const forms = candidates
    .map((candidate) => candidate.forms)
    .reduce<Forms | undefined>((a, b) => (a ? generalForms(a, b) : b), undefined);
  const kept = candidates.filter((candidate) => {
    const problems = [
      ...strayUses(input.module, candidate.unit, units),
      ...externalProblems(candidate.unit, input.external),
      ...sharedProblems(candidate, candidates),
      ...exitProblems(
        candidate.unit,
        candidate.flow,
        makeLayout(candidate.unit, candidate.flow, forms as Forms),
        candidate.mounts,
      ),
    ];
    if (problems.length > 0) results.set(candidate.object, block(input.module, problems));
    return problems.length === 0;
  });
  const [first, ...others] = kept;
  if (first && raisedTypes(kept.map((candidate) => candidate.flow)).length > 1) {
    for (const { object, title } of others)
      results.set(
        object,
        block(input.module, [
          {
            tree: title,
            message: 'its redirects by exception have another content type than those of other handlers',
          },
        ]),
      );
    return settle(input, [first], results);
  }
  return kept.length === candidates.length ? kept : settle(input, kept, results);
}

/** @param external names of the module that something else of the site uses */
export function externalProblems(unit: Unit, external: ReadonlySet<string>): readonly Problem[] {
  return [...unit.functions.values()]
    .filter((fn) => external.has(fn.name))
    .map((fn) => ({
      tree: fn.node.children[1] as Leaf,
      message: `other files or lines of the configuration use \`${fn.name}\` of this module`,
    }));
}

/** A function of two handlers would have to fit both. */
function sharedProblems(candidate: Candidate, all: readonly Candidate[]): readonly Problem[] {
  const others = all.filter((other) => other !== candidate);
  return [...candidate.unit.functions.values()]
    .filter((fn) => others.some((other) => other.unit.functions.has(fn.name)))
    .map((fn) => ({
      tree: fn.node.children[1] as Leaf,
      message: `\`${fn.name}()\` gets the requests of several handlers`,
    }));
}

function rewriteAll(
  input: ConversionInput,
  names: ModPythonNames,
  candidates: readonly Candidate[],
  results: Map<string, NativeHandler | BlockedHandler>,
): readonly Edit[] {
  const { module } = input;
  const rewrites = prepare(input, names, candidates);
  const support = supportFor(module, rewrites);
  const gone = new Set(candidates.flatMap((candidate) => [...goneLeaves(names, candidate.unit)]));
  const imports = importEdits(module, gone, support.imports, input.external);
  const parts = [...rewrites.map((rewrite) => rewriteUnit(rewrite)), support.edits, imports];
  const written = parts.every((part) => part !== undefined) ? (parts.flat() as readonly Edit[]) : undefined;
  const shared = written !== undefined && overlap(written);
  const edits = shared ? undefined : written;
  for (const [index, candidate] of candidates.entries()) {
    results.set(
      candidate.object,
      edits ? native(names, candidate, rewrites[index] as Rewrite) : unwritable(module, candidate, shared),
    );
  }
  return edits ?? [];
}

/** @param shared statements that need lines of their own share one */
function unwritable(module: ExactModule, candidate: Candidate, shared: boolean): BlockedHandler {
  const message = shared
    ? 'statements that share a line cannot be taken apart'
    : `the new code cannot be written in the encoding of this file, ${module.source.encoding}`;
  return block(module, [{ tree: candidate.title, message }]);
}

function prepare(
  input: ConversionInput,
  modPython: ModPythonNames,
  candidates: readonly Candidate[],
): readonly Rewrite[] {
  const { module } = input;
  const forms = candidates.map((candidate) => candidate.forms).reduce(generalForms);
  const dialect = dialectOf(module);
  const functionNames = chooseFunctionNames(module);
  const nativeText = candidates.every((candidate) => writesNative(candidate.unit));
  const inline = isInline(candidates);
  const layouts = candidates.map((candidate) => makeLayout(candidate.unit, candidate.flow, forms));
  const typelessRedirects = candidates.every((candidate, index) =>
    isTypelessRedirect(layouts[index] as Layout, candidate.flow),
  );
  return candidates.map((candidate, index) => ({
    module,
    unit: candidate.unit,
    flow: candidate.flow,
    layout: layouts[index] as Layout,
    typelessRedirects,
    names: chooseNames(candidate.unit),
    functionNames,
    modPython,
    callable: callableName(module, candidate, input.handlers.length),
    dialect,
    nativeText,
    inline,
    answersErrors: answersErrors(candidate.unit, candidate.flow),
  }));
}

export function dialectOf(module: ExactModule): Dialect {
  if (module.version === '3') return '3';
  return readPythonAs(module.source.bytes, '3').kind === 'exact' ? 'both' : '2';
}

function writesNative(unit: Unit): boolean {
  const writes = usesOf(unit, 'write').every(([fn, use]) =>
    isNative({ scope: fn.scope, byLeaf: fn.byLeaf }, use.argument),
  );
  const texts = usesOf(unit, 'redirect').every(([fn, use]) => {
    const parts = [use.location, ...(use.text ? [use.text] : [])];
    return parts.every((tree) => isNative({ scope: fn.scope, byLeaf: fn.byLeaf }, tree));
  });
  return writes && texts;
}

/** One answer of the module needs a function to send it, and it has a type of its own: it is written out instead. */
function isInline(candidates: readonly Candidate[]): boolean {
  const exits = candidates
    .flatMap((candidate) => candidate.flow.exits)
    .filter(
      (exit) =>
        exit.end.kind !== 'tail' &&
        !hasNoBody(exit) &&
        !setsLength(exit) &&
        !isNotModified(exit) &&
        !sendsFile(exit),
    );
  const [only] = exits;
  if (candidates.some(({ unit, flow }) => answersErrors(unit, flow) || streamOf(unit, flow))) return false;
  return exits.length === 1 && only?.end.kind === 'answer' && certainty(only.state.type) === 'always';
}

/** `application`, as WSGI servers expect it, unless the module has several handlers or uses the name. */
function callableName(module: ExactModule, candidate: Candidate, handlers: number): string {
  const free = !module.scopes().bindings.has('application');
  return free && (handlers === 1 || candidate.object === 'handler') ? 'application' : candidate.object;
}

function native(names: ModPythonNames, candidate: Candidate, rewrite: Rewrite): NativeHandler {
  const requires = new Set<Requirement>(
    usesOf(candidate.unit, 'read').flatMap(([, use]) => use.requires ?? []),
  );
  if (readsPassword(candidate.unit)) requires.add('pass-authorization');
  if (needsErrorOverride(candidate.flow, candidate.mounts)) requires.add('error-override');
  const notes: NativeNote[] = [];
  if (usesMissingApache(names, candidate.unit)) notes.push('apache-was-not-imported');
  if (candidate.mounts.some((mount) => mount.debug)) notes.push('no-traceback-page');
  if (usesOf(candidate.unit, 'log').some(([, use]) => use.level !== undefined)) notes.push('log-level');
  return { kind: 'native', callable: rewrite.callable, requires: [...requires], notes };
}
