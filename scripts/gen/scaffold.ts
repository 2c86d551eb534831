/** What a new rule starts from: its file, and fixtures that fail until it works. */

export interface NewRule {
  readonly code: string;
  readonly name: string;
  readonly target: Target;
}

/** Rules live in rules/<target>; the first digit of a code says the same. */
const DIGITS = { httpd: '1', python: '2', psp: '3', site: '4' } as const;
export type Target = keyof typeof DIGITS;

const EXTENSIONS: Readonly<Record<Target, string>> = {
  httpd: 'conf',
  python: 'py',
  psp: 'psp',
  site: 'conf',
};

/**
 * Reads the words of a command line: code, name, target.
 * @param taken codes and names of the rules that exist
 * @returns the rule, or one sentence that says what is wrong
 */
export function readNewRule(words: readonly string[], taken: ReadonlySet<string>): NewRule | string {
  const [code = '', name = '', target = ''] = words;
  if (words.length !== 3)
    return 'usage: tsx scripts/new-rule.ts MP123 name-of-what-it-finds httpd|python|psp|site';
  if (!isTarget(target)) return `${target} is not one of ${Object.keys(DIGITS).join(', ')}`;
  const digit = DIGITS[target];
  if (!new RegExp(`^MP${digit}\\d\\d$`).test(code))
    return `a code of a ${target} rule looks like MP${digit}07, not ${code}`;
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) return `${name} is not in kebab-case`;
  const clash = [code, name].find((word) => taken.has(word));
  return clash === undefined ? { code, name, target } : `${clash} is taken`;
}

function isTarget(word: string): word is Target {
  return word in DIGITS;
}

/** The new files: path relative to the project root → text. */
export function scaffold(rule: NewRule): ReadonlyMap<string, string> {
  const extension = EXTENSIONS[rule.target];
  const fixture = (file: string) => `fixtures/rules/${rule.name}/${file}.${extension}`;
  return new Map([
    [`rules/${rule.target}/${rule.name}.ts`, ruleSource(rule)],
    [fixture('first.before'), ''],
    [fixture('skip-other'), ''],
    [fixture('skip-commented-out'), ''],
  ]);
}

function ruleSource({ code, name, target }: NewRule): string {
  return `import { defineRule } from '../../src/core/rule.js';

export default defineRule({
  code: '${code}',
  name: '${name}',
  target: '${target}',
  severity: 'error',
  summary: 'TODO: one line, imperative, no final period',
  why: 'TODO: one or two sentences.',
  todo: 'TODO: what a person does when no edit is offered.',
  effort: '5m',
  refs: [],
  messages: { found: '{what} goes' },
  example: { before: '', after: '' },

  *check(context) {
    for (const use of context.site.directives.filter((one) => one.name === 'TODO')) {
      yield context.use({ at: use.place, message: 'found', data: { what: use.node.name }, state: 'manual' });
    }
  },
});
`;
}
