/** A grammar is LL(1) when in each state one token decides; this finds the places where it does not. */
import type { Automaton, State } from './automaton.js';

/** @returns one sentence per conflict, left recursion and unknown symbol; empty for an LL(1) grammar. */
export function conflictsOf(automata: readonly Automaton[]): readonly string[] {
  const byName = new Map(automata.map((automaton) => [automaton.name, automaton]));
  const firsts = new Map<string, ReadonlySet<string>>();
  const problems: string[] = [];
  const firstOf = (symbol: string, path: readonly string[]): ReadonlySet<string> => {
    const automaton = byName.get(symbol);
    if (!automaton) {
      if (!symbol.startsWith("'") && symbol !== symbol.toUpperCase()) problems.push(`unknown rule ${symbol}`);
      return new Set([symbol]);
    }
    if (path.includes(symbol)) {
      problems.push(`left recursion: ${[...path, symbol].join(' → ')}`);
      return new Set();
    }
    const known = firsts.get(symbol);
    if (known) return known;
    const start = automaton.states[0] as State;
    if (start.accepting) problems.push(`${symbol} can be empty`);
    const first = new Set([...start.arcs.keys()].flatMap((arc) => [...firstOf(arc, [...path, symbol])]));
    firsts.set(symbol, first);
    return first;
  };
  for (const { name, states } of automata) {
    for (const state of states) {
      const owner = new Map<string, string>();
      for (const arc of state.arcs.keys()) {
        for (const token of firstOf(arc, [])) {
          const other = owner.get(token);
          if (other !== undefined) problems.push(`${name}: ${token} starts both ${other} and ${arc}`);
          owner.set(token, arc);
        }
      }
    }
  }
  return problems;
}
