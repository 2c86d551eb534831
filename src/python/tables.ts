/**
 * Expands the committed grammar tables into what the parser runs on: one action per state and terminal. A row is worked
 * out when the parser first comes to its state: all of them take 10 ms, and a small site needs few.
 */

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
  /** `actions[state * terminals.length + terminal]`: POP, n > 0: take path n, or 0: ask `actionOf`. */
  readonly actions: Int16Array;
  /** The same, where the row may not have been worked out yet: 0 is an error. */
  readonly actionOf: (state: number, terminal: number) => number;
  /** Of path n: the state that replaces the top of the stack, then the states to push. */
  readonly stepsOf: (path: number) => readonly number[];
  /** `openCounts[path]?.[next]`: how many steps of a path stay open when terminal `next` follows; 0 not known yet. */
  readonly openCounts: (Uint8Array | undefined)[];
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

/** Callers keep the result: it fills with use. */
export function tablesOf(version: '2.7' | '3'): Tables {
  return expand((version === '3' ? grammar3 : grammar27) as Grammar);
}

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

/** The ways from states to tokens. A way is a target state and the way behind it, so that equal ends are shared. */
class Ways {
  private readonly targets: number[] = [0];
  private readonly rests: number[] = [0];
  private readonly numbers = new Map<number, number>();
  private readonly byRule = new Map<number, ReadonlyMap<number, number>>();

  constructor(
    private readonly states: readonly RawState[],
    private readonly ruleStart: readonly number[],
  ) {}

  /** Terminal → number of the way that shifts it. The grammar is LL(1), so there is one at most. */
  from(state: RawState): ReadonlyMap<number, number> {
    const ways = new Map<number, number>();
    for (const [symbol, target] of state.arcs) {
      if (symbol >= 0) ways.set(symbol, this.number(target, 0));
      else
        for (const [terminal, rest] of this.into(-symbol - 1)) ways.set(terminal, this.number(target, rest));
    }
    return ways;
  }

  /** The states of a way, from here to the shifted token. */
  steps(way: number): readonly number[] {
    const steps: number[] = [];
    for (let at = way; at !== 0; at = this.rests[at] as number) steps.push(this.targets[at] as number);
    return steps;
  }

  private into(rule: number): ReadonlyMap<number, number> {
    let ways = this.byRule.get(rule);
    if (!ways) {
      ways = this.from(this.states[this.ruleStart[rule] as number] as RawState);
      this.byRule.set(rule, ways);
    }
    return ways;
  }

  private number(target: number, rest: number): number {
    const key = target * 0x8000 + rest;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.targets.push(target) - 1;
      this.rests.push(rest);
      this.numbers.set(key, number);
    }
    return number;
  }
}

function actionsOf(
  states: readonly RawState[],
  ruleStart: readonly number[],
  width: number,
): Pick<Tables, 'actions' | 'actionOf' | 'stepsOf' | 'openCounts'> {
  const ways = new Ways(states, ruleStart);
  const actions = new Int16Array(states.length * width);
  const known = new Uint8Array(states.length);
  const fill = (state: number): void => {
    known[state] = 1;
    const { accepting } = states[state] as RawState;
    if (accepting) actions.fill(POP, state * width, (state + 1) * width);
    for (const [terminal, way] of ways.from(states[state] as RawState))
      actions[state * width + terminal] = way;
  };
  const actionOf = (state: number, terminal: number): number => {
    if (known[state] === 0) fill(state);
    return actions[state * width + terminal] as number;
  };
  const steps: (readonly number[] | undefined)[] = [];
  const stepsOf = (way: number): readonly number[] => {
    const written = steps[way] ?? ways.steps(way);
    steps[way] = written;
    return written;
  };
  return { actions, actionOf, stepsOf, openCounts: [] };
}
