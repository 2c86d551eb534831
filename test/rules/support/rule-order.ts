/** Runs the engine with the rules in another order. */
import { RULES } from '../../../rules/index.js';
import type { Rule } from '../../../src/core/rule.js';

/** Orders that tell: backwards, and the two halves exchanged. */
export const ORDERS: Readonly<Record<string, (rules: readonly Rule[]) => readonly Rule[]>> = {
  backwards: (rules) => [...rules].reverse(),
  rotated: (rules) => [...rules.slice(rules.length / 2), ...rules.slice(0, rules.length / 2)],
};

/** The engine reads the registry at each run; it is put back whatever happens. */
export function withRules<T>(order: (rules: readonly Rule[]) => readonly Rule[], run: () => T): T {
  const registry = RULES as Rule[];
  const saved = [...registry];
  registry.splice(0, registry.length, ...order(saved));
  try {
    return run();
  } finally {
    registry.splice(0, registry.length, ...saved);
  }
}
