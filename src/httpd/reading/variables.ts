/** `${NAME}` in configuration lines (server/core.c, ap_resolve_env). */
import { lowerAscii } from '../syntax/bytes.js';
import type { EvaluateHost } from './host.js';
import type { SourceRef, VariableUse } from './source-ref.js';

/** What a Define set. */
export interface Variable {
  /** Undefined: it depends on an undecided condition; then `candidates` are the values it may have. */
  readonly value: string | undefined;
  readonly candidates: readonly string[];
  readonly definedBy: SourceRef;
}

/** What is known of the environment that httpd was started with. */
type Environment = Pick<EvaluateHost, 'env' | 'knownEnv'>;

export type VariableTable = ReadonlyMap<string, Variable>;

export interface Expansion {
  readonly text: string;
  readonly uses: readonly VariableUse[];
}

/**
 * Expands a whole line, once: no nesting, no recursion; unknown names stay as text.
 * @param variables by lower-case name; Define wins over the environment
 */
export function expandVariables(line: string, variables: VariableTable, host: Environment): Expansion {
  if (!line.includes('${')) return { text: line, uses: [] };
  const uses: VariableUse[] = [];
  const text = line.replace(/\$\{([^}]*)\}/g, (reference, name: string) => {
    const use = lookUp(name, variables, host);
    uses.push(use);
    return use.value ?? reference;
  });
  return { text, uses };
}

function lookUp(name: string, variables: VariableTable, { env, knownEnv = {} }: Environment): VariableUse {
  const variable = variables.get(lowerAscii(name));
  if (variable?.value !== undefined) {
    const { value, candidates, definedBy } = variable;
    return { name, value, candidates, from: 'define', definedBy };
  }
  if (variable !== undefined) {
    return {
      name,
      value: undefined,
      candidates: variable.candidates,
      from: 'undecided',
      definedBy: variable.definedBy,
    };
  }
  if (env === 'unknown' && Object.hasOwn(knownEnv, name)) {
    return { name, value: knownEnv[name], candidates: [], from: 'environment', definedBy: undefined };
  }
  // RewriteMap's ${map:key}: Define refuses a colon, and no shell exports one.
  if (env === 'unknown' && !name.includes(':')) {
    return { name, value: undefined, candidates: [], from: 'undecided', definedBy: undefined };
  }
  // getenv, unlike the table of Defines, minds the case.
  const value = env !== 'unknown' && Object.hasOwn(env, name) ? env[name] : undefined;
  const from = value === undefined ? 'undefined' : 'environment';
  return { name, value, candidates: [], from, definedBy: undefined };
}

/** Could the text be another one on the real server? */
export function isUndecided(uses: readonly VariableUse[]): boolean {
  return uses.some((use) => use.from === 'undecided');
}
