/** What `explain` prints of a rule, offline, from the same metadata as the documentation. */
import type { Messages, RuleHead } from '../core/rule.js';
import type { Paint } from './colors.js';
import { table } from './table.js';

export function rulePage(rule: RuleHead<Messages>, paint: Paint): readonly string[] {
  const messages = Object.values(rule.messages).map((message) => `  - ${message}`);
  return [
    `${paint.bold(`${rule.code} ${rule.name}`)}  (${rule.target}, ${rule.severity})`,
    '',
    rule.summary,
    '',
    ...section('Why', [rule.why]),
    ...section('What you do where no change is offered', [rule.todo]),
    ...section('Effort by hand, for one finding', [rule.effort]),
    ...(messages.length > 0 ? ['It says', ...messages, ''] : []),
    ...section('Before', rule.example.before.trimEnd().split('\n')),
    ...section('After', rule.example.after.trimEnd().split('\n')),
    ...section('See', rule.refs),
  ].slice(0, -1);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.every((line) => line === '')) return [];
  return [title, ...lines.map((line) => `  ${line}`.trimEnd()), ''];
}

/** One line for each rule. */
export function ruleList(rules: readonly RuleHead<Messages>[]): readonly string[] {
  const titles = ['code', 'name', 'severity', 'summary'];
  return table(
    titles.map((title) => ({ title, align: 'left' as const })),
    rules.map((rule) => [rule.code, rule.name, rule.severity, rule.summary]),
  );
}
