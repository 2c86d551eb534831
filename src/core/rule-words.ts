/** The words behind `--only` and `--skip`. */
import type { Messages, RuleHead } from './rule.js';

/** Names of several rules, whose own names begin with them. */
export const RULE_GROUPS = ['apache24'] as const;

/** Whether the word is the rule's code, a beginning of it, its name, or its group's name. */
export function isMeant({ code, name }: Pick<RuleHead<Messages>, 'code' | 'name'>, word: string): boolean {
  const lower = word.toLowerCase();
  const grouped = RULE_GROUPS.some((group) => group === lower && name.startsWith(`${group}-`));
  return grouped || code.startsWith(word.toUpperCase()) || name === lower;
}
