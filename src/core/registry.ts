/** All rules, and the choice a run makes among them. */
import { RULES } from '../../rules/index.js';
import type { Messages, Rule, RuleHead } from './rule.js';
import { isMeant } from './rule-words.js';

/** What `explain`, the documentation and the reports need to know of a rule. */
export type RuleInfo = RuleHead<Messages>;

/** Sorted by code. */
export function allRules(): readonly RuleInfo[] {
  return RULES;
}

/** The rule with that code (any case) or name. */
export function findRule(wanted: string): RuleInfo | undefined {
  return RULES.find((rule) => rule.code === wanted.toUpperCase() || rule.name === wanted.toLowerCase());
}

/** @param request codes, names or groups; `only` empty means all */
export function chosenRules(request: {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}): readonly Rule[] {
  const matches = (rule: Rule, list: readonly string[]) => list.some((wanted) => isMeant(rule, wanted));
  return RULES.filter(
    (rule) => (request.only.length === 0 || matches(rule, request.only)) && !matches(rule, request.skip),
  );
}

/** Codes of the rules that do not run. */
export function skippedRules(request: {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}): ReadonlySet<string> {
  const chosen = chosenRules(request);
  return new Set(RULES.filter((rule) => !chosen.includes(rule)).map(({ code }) => code));
}

/** Whether a word of `--only` or `--skip` names rules of the group. */
export function namesGroup(group: string, words: readonly string[]): boolean {
  const rules = RULES.filter((rule) => rule.name.startsWith(`${group}-`));
  return words.some((word) => rules.some((rule) => isMeant(rule, word)));
}
