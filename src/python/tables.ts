/** Expands the committed grammar tables into what the parser runs on: one action per state and terminal. */

import grammar3 from './grammar3.json' with { type: 'json' };
import grammar27 from './grammar27.json' with { type: 'json' };
import type { LeafType } from './tree.js';

/** A committed table: see tablesOf() in scripts/gen-grammar.ts. */
interface Grammar {
  readonly terminals: readonly string[];
  readonly rules: readonly (readonly (string | readonly (readonly number[])[])[])[];
}

export interface Tables {
  /** Terminal number → token type name or literal. */
  readonly terminals: readonly string[];
  readonly leafTypes: readonly LeafType[];
  /** Literal (keyword or operator) → terminal number. */
  readonly literals: ReadonlyMap<string, number>;
  readonly ruleNames: readonly string[];
  /** State → rule number. */
  readonly ruleOf: Int16Array;
  readonly startOf: ReadonlyMap<string, number>;
  /** `actions[state * terminals.length + terminal]`: 0 error, POP, or n > 0: take path n. */
  readonly actions: Int16Array;
  /** Path n: the state that replaces the top of the stack, then the states to push. */
  readonly paths: readonly (readonly number[])[];
  /** `openCounts[path * terminals.length + next]`: how many steps of a path stay open when `next` follows; 0 not known yet. */
  readonly openCounts: Uint8Array;
  /** Whether only INDENT can follow in this state: the message is then the one people know. */
  readonly wantsIndent: Uint8Array;
}

export const POP = -1;

/** Terminal numbers of the token types, the same in both grammars. */
export const TERMINAL = {
  NAME: 0,
  NUMBER: 1,
  STRING: 2,
  NEWLINE: 3,
  INDENT: 4,
  DEDENT: 5,
  ENDMARKER: 6,
} as const;
const TOKEN_TYPES = Object.keys(TERMINAL) as readonly LeafType[];

interface RawState {
  readonly accepting: boolean;
  readonly arcs: ReadonlyMap<number, number>;
}

export const TABLES_27 = expand(grammar27 as Grammar);
export const TABLES_3 = expand(grammar3 as Grammar);

function expand(grammar: Grammar): Tables {
  const { terminals } = grammar;
  const ruleNames = grammar.rules.map((rule) => rule[0] as string);
  const states: RawState[] = [];
  const ruleStart: number[] = [];
  const ruleOf: number[] = [];
  for (const [rule, row] of grammar.rules.entries()) {
    const base = states.length;
    ruleStart.push(base);
    for (const flat of row[1] as readonly (readonly number[])[]) {
      states.push(rawState(flat, base));
      ruleOf.push(rule);
    }
  }
  return {
    terminals,
    leafTypes: terminals.map(
      (name, index) => TOKEN_TYPES[index] ?? (/^[A-Za-z]/.test(name) ? 'KEYWORD' : 'OP'),
    ),
    literals: new Map(
      terminals.slice(TOKEN_TYPES.length).map((name, index) => [name, index + TOKEN_TYPES.length]),
    ),
    ruleNames,
    ruleOf: Int16Array.from(ruleOf),
    startOf: new Map(ruleNames.map((name, rule) => [name, ruleStart[rule] as number])),
    ...actionsOf(states, ruleStart, terminals.length),
    wantsIndent: Uint8Array.from(states, ({ arcs }) =>
      arcs.size === 1 && arcs.has(TERMINAL.INDENT) ? 1 : 0,
    ),
  };
}

function rawState(flat: readonly number[], base: number): RawState {
  const arcs = new Map<number, number>();
  for (let at = 1; at < flat.length; at += 2) arcs.set(flat[at] as number, base + (flat[at + 1] as number));
  return { accepting: flat[0] === 1, arcs };
}

function actionsOf(
  states: readonly RawState[],
  ruleStart: readonly number[],
  width: number,
): Pick<Tables, 'actions' | 'paths' | 'openCounts'> {
  const paths: (readonly number[])[] = [[]];
  const actions = new Int16Array(states.length * width);
  const memo = new Map<number, ReadonlyMap<number, readonly number[]>>();
  // Terminal → states from here to the shifted token; the grammar is LL(1), so there is one way at most.
  const waysFrom = (state: RawState): ReadonlyMap<number, readonly number[]> => {
    const ways = new Map<number, readonly number[]>();
    for (const [symbol, target] of state.arcs) {
      if (symbol >= 0) ways.set(symbol, [target]);
      else for (const [terminal, way] of waysInto(-symbol - 1)) ways.set(terminal, [target, ...way]);
    }
    return ways;
  };
  const waysInto = (rule: number): ReadonlyMap<number, readonly number[]> => {
    const known = memo.get(rule);
    if (known) return known;
    const ways = waysFrom(states[ruleStart[rule] as number] as RawState);
    memo.set(rule, ways);
    return ways;
  };
  for (const [index, state] of states.entries()) {
    if (state.accepting) actions.fill(POP, index * width, (index + 1) * width);
    for (const [terminal, way] of waysFrom(state)) actions[index * width + terminal] = paths.push(way) - 1;
  }
  return { actions, paths, openCounts: new Uint8Array(paths.length * width) };
}
