/** The documentation pages of the rules, made from their metadata. */
import type { Rule } from '../../src/core/rule.js';

/** Page texts by path. */
export function rulePages(rules: readonly Rule[]): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  for (const rule of rules) pages.set(pathOf(rule), page(rule));
  pages.set('docs/rules.md', index(rules));
  return pages;
}

/** The language of a rule's example, for the highlighter. */
const LANGUAGES: Readonly<Record<Rule['target'], string>> = {
  httpd: 'apache',
  site: 'apache',
  python: 'python',
  psp: 'html',
};

function pathOf(rule: Rule): string {
  return `docs/rules/${rule.code}-${rule.name}.md`;
}

function page(rule: Rule): string {
  const language = LANGUAGES[rule.target];
  return [
    `# ${rule.code} ${rule.name}`,
    '',
    `${rule.summary}.`,
    '',
    `Severity: ${rule.severity}. Effort by hand: ${rule.effort} for each finding.`,
    '',
    '## Why',
    '',
    rule.why,
    '',
    '## What a person does where no edit is offered',
    '',
    rule.todo,
    '',
    '## Example',
    '',
    'Before:',
    '',
    `\`\`\`${language}`,
    rule.example.before.trimEnd(),
    '```',
    '',
    'After:',
    '',
    `\`\`\`${language}`,
    rule.example.after.trimEnd(),
    '```',
    '',
    '## Messages',
    '',
    ...Object.entries(rule.messages).map(([key, text]) => `- \`${key}\`: ${text}`),
    '',
    ...(rule.refs.length ? ['## See also', '', ...rule.refs.map((ref) => `- <${ref}>`), ''] : []),
  ].join('\n');
}

function index(rules: readonly Rule[]): string {
  const rows = rules.map(
    (rule) =>
      `| [${rule.code}](rules/${rule.code}-${rule.name}.md) | ${rule.name} | ${rule.severity} | ${rule.summary} |`,
  );
  return ['# Rules', '', '| code | name | severity | summary |', '|---|---|---|---|', ...rows, ''].join('\n');
}
