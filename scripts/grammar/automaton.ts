/** One deterministic automaton per grammar rule: Thompson's construction, subset construction, merging of equal states. */
import type { Expression, Rule } from './notation.js';

export interface State {
  /** Symbol → index of the next state. */
  readonly arcs: ReadonlyMap<string, number>;
  readonly accepting: boolean;
}

export interface Automaton {
  readonly name: string;
  /** State 0 is the start. */
  readonly states: readonly State[];
}

interface Loose {
  readonly arcs: { symbol: string | undefined; target: number }[];
}

export function automatonOf(rule: Rule): Automaton {
  const loose: Loose[] = [];
  const start = fresh(loose);
  const finish = connect(loose, rule.body, start);
  return { name: rule.name, states: mergeEqual(subsets(loose, start, finish)) };
}

function fresh(loose: Loose[]): number {
  return loose.push({ arcs: [] }) - 1;
}

function link(loose: Loose[], from: number, target: number, symbol?: string): void {
  (loose[from] as Loose).arcs.push({ symbol, target });
}

/** Adds `expression` behind state `from` and gives the state it ends in. */
function connect(loose: Loose[], expression: Expression, from: number): number {
  switch (expression.kind) {
    case 'symbol': {
      const to = fresh(loose);
      link(loose, from, to, expression.symbol);
      return to;
    }
    case 'sequence':
      return expression.parts.reduce((at, part) => connect(loose, part, at), from);
    case 'choice': {
      const to = fresh(loose);
      for (const part of expression.parts) {
        const branch = fresh(loose);
        link(loose, from, branch);
        link(loose, connect(loose, part, branch), to);
      }
      return to;
    }
    case 'option':
    case 'repeat': {
      const before = fresh(loose);
      link(loose, from, before);
      const after = connect(loose, expression.body, before);
      if (expression.kind === 'option') link(loose, before, after);
      else link(loose, after, before);
      return expression.kind === 'option' ? after : before;
    }
  }
}

function closure(loose: readonly Loose[], states: Iterable<number>): readonly number[] {
  const found = new Set<number>(states);
  for (const at of found) {
    for (const arc of (loose[at] as Loose).arcs) if (arc.symbol === undefined) found.add(arc.target);
  }
  return [...found].sort((a, b) => a - b);
}

function subsets(loose: readonly Loose[], start: number, finish: number): State[] {
  const sets = [closure(loose, [start])];
  const index = new Map([[String(sets[0]), 0]]);
  const states: State[] = [];
  for (let at = 0; at < sets.length; at++) {
    const set = sets[at] as readonly number[];
    const targets = new Map<string, number[]>();
    for (const from of set) {
      for (const { symbol, target } of (loose[from] as Loose).arcs) {
        if (symbol !== undefined) targets.set(symbol, [...(targets.get(symbol) ?? []), target]);
      }
    }
    const arcs = new Map<string, number>();
    for (const [symbol, reached] of targets) {
      const next = closure(loose, reached);
      const key = String(next);
      if (!index.has(key)) index.set(key, sets.push(next) - 1);
      arcs.set(symbol, index.get(key) as number);
    }
    states.push({ arcs, accepting: set.includes(finish) });
  }
  return states;
}

/** Merges states with the same arcs until nothing changes; keeps state 0 first. */
function mergeEqual(states: readonly State[]): readonly State[] {
  const keyOf = (state: State): string => `${state.accepting}${[...state.arcs].map(String).sort()}`;
  const first = new Map<string, number>();
  const target = states.map((state, index) => {
    const key = keyOf(state);
    if (!first.has(key)) first.set(key, index);
    return first.get(key) as number;
  });
  const kept = [...new Set(target)];
  if (kept.length === states.length) return states;
  const merged = kept.map((old) => {
    const state = states[old] as State;
    const arcs = new Map([...state.arcs].map(([symbol, to]) => [symbol, kept.indexOf(target[to] as number)]));
    return { arcs, accepting: state.accepting };
  });
  return mergeEqual(merged);
}
