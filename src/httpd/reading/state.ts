/** What read-time directives have set up so far. Immutable maps are copied at undecided branches and merged behind them. */
import { lowerAscii } from '../syntax/bytes.js';
import type { EvaluateHost, Truth } from './host.js';
import type { Macro } from './macros.js';
import { withIdentifiers } from './modules.js';
import type { SourceRef } from './source-ref.js';
import type { Variable } from './variables.js';

export interface EvaluationState {
  /** `-D` and Define names, case-sensitive. */
  flags: Map<string, Truth>;
  /** By lower-case name. */
  variables: Map<string, Variable>;
  /** By lower-case name; an undefined one is kept as such; `certain` is false after an undecided branch. */
  macros: Map<string, { readonly macro: Macro | undefined; readonly certain: boolean }>;
  /** Identifiers and file names. */
  modules: Map<string, Truth>;
  serverRoot: string;
}

export function initialState(host: EvaluateHost, fallbackRoot: string): EvaluationState {
  const flags = host.defines === 'unknown' ? [] : host.defines;
  return {
    flags: new Map(flags.map((name) => [name, true])),
    variables: new Map(),
    macros: new Map(),
    modules: new Map(host.modules === 'unknown' ? [] : withIdentifiers(host.modules)),
    serverRoot: host.serverRoot === 'unknown' ? fallbackRoot : host.serverRoot,
  };
}

export function copyState(state: EvaluationState): EvaluationState {
  return {
    flags: new Map(state.flags),
    variables: new Map(state.variables),
    macros: new Map(state.macros),
    modules: new Map(state.modules),
    serverRoot: state.serverRoot,
  };
}

export function define(state: EvaluationState, name: string, value: string | undefined, by: SourceRef): void {
  state.flags.set(name, true);
  if (value === undefined) return;
  state.variables.set(lowerAscii(name), { value, candidates: [value], definedBy: by });
}

export function undefine(state: EvaluationState, name: string): void {
  state.flags.set(name, false);
  state.variables.delete(lowerAscii(name));
}

/** The state behind a branch that httpd may or may not have read. */
export function mergeStates(skipped: EvaluationState, read: EvaluationState): EvaluationState {
  return {
    flags: mergeTruths(skipped.flags, read.flags),
    variables: mergeVariables(skipped.variables, read.variables),
    macros: mergeMacros(skipped.macros, read.macros),
    modules: mergeTruths(skipped.modules, read.modules),
    serverRoot: read.serverRoot,
  };
}

function mergeTruths(
  skipped: ReadonlyMap<string, Truth>,
  read: ReadonlyMap<string, Truth>,
): Map<string, Truth> {
  const merged = new Map(skipped);
  for (const [name, truth] of read) {
    if (skipped.get(name) !== truth) merged.set(name, 'unknown');
  }
  return merged;
}

function mergeVariables(
  skipped: ReadonlyMap<string, Variable>,
  read: ReadonlyMap<string, Variable>,
): Map<string, Variable> {
  const merged = new Map<string, Variable>();
  for (const name of new Set([...skipped.keys(), ...read.keys()])) {
    const before = skipped.get(name);
    const after = read.get(name);
    if (before !== undefined && before === after) {
      merged.set(name, before);
      continue;
    }
    const candidates = [...new Set([...(before?.candidates ?? []), ...(after?.candidates ?? [])])];
    const value = before !== undefined && before.value === after?.value ? before.value : undefined;
    merged.set(name, { value, candidates, definedBy: (after ?? (before as Variable)).definedBy });
  }
  return merged;
}

function mergeMacros(
  skipped: EvaluationState['macros'],
  read: EvaluationState['macros'],
): EvaluationState['macros'] {
  const merged = new Map(skipped);
  for (const name of new Set([...skipped.keys(), ...read.keys()])) {
    const entry = read.get(name) ?? skipped.get(name);
    if (entry === undefined || skipped.get(name) === read.get(name)) continue;
    merged.set(name, { macro: entry.macro, certain: false });
  }
  return merged;
}
