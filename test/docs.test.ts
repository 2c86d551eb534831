/** Documentation that is true: pages equal to the metadata, examples that the engine produces, commands and links that exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { RULES } from '../rules/index.js';
import { rulePages } from '../scripts/gen/pages.js';
import { buildProgram } from '../src/cli/program.js';
import type { World } from '../src/cli/world.js';
import { makePlan } from '../src/core/engine.js';
import type { Rule } from '../src/core/rule.js';
import { isConfig } from './rules/support/kinds.js';
import { applied, contents, type Entry, file, memoryTree } from './rules/support/memory-tree.js';
import { request } from './rules/support/request.js';
import { packageRoot } from './support/parity-environment.js';

const read = (path: string) => readFileSync(join(packageRoot, path), 'utf8');

describe('the pages of the rules', () => {
  const pages = rulePages(RULES);

  it.each([...pages.keys()])('%s says what the rule says (npm run gen)', (path) => {
    expect(read(path)).toBe(pages.get(path));
  });

  it('has no page of a rule that is gone', () => {
    const found = readdirSync(join(packageRoot, 'docs/rules')).map((name) => `docs/rules/${name}`);
    expect(found.filter((path) => !pages.has(path))).toEqual([]);
  });
});

/** Where the example of a rule lies on a server, by target. */
const PLACES: Readonly<Record<Rule['target'], string>> = {
  httpd: '/etc/httpd/conf/httpd.conf',
  site: '/etc/httpd/conf/httpd.conf',
  python: '/srv/app/app.py',
  psp: '/srv/app/page.psp',
};

/** A server that hands the modules and pages of /srv/app to Python. */
const SERVER = `DocumentRoot /srv/www
<Directory /srv/app>
    SetHandler mod_python
    PythonHandler app
    AddHandler mod_python .psp
    PythonHandler mod_python.psp | .psp
</Directory>
`;

/** Section in which a directive that says nothing alone has its usual place. */
const SECTION = [
  '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler app\n    ',
  '</Directory>\n',
] as const;

/** What becomes of a text at the place of its target, and whether the rule has said anything about it. */
function migrated(rule: Rule, text: string): { readonly text: string; readonly told: boolean } {
  const { path = PLACES[rule.target], beside } = rule.example;
  const usual: Readonly<Record<string, string>> = isConfig(path) ? {} : { [PLACES.httpd]: SERVER };
  const image = new Map<string, Entry>([['/srv/app', { kind: 'folder' }]]);
  for (const [name, content] of Object.entries({ ...(beside ?? usual), [path]: text }))
    image.set(name, file(content));
  const plan = makePlan(memoryTree(image), request(rule.name === 'psp-compile' ? { psp: 'compile' } : {}));
  return {
    text: contents(applied(image, plan))[path] ?? '',
    told: plan.findings.some((finding) => finding.code === rule.code),
  };
}

describe('the example of a rule', () => {
  it.each(RULES.map((rule) => [`${rule.code} ${rule.name}`, rule] as const))(
    '%s is what the engine gives',
    (_title, rule) => {
      const { before, after } = rule.example;
      const alone = migrated(rule, before);
      if (alone.told || before === after || rule.target !== 'httpd') {
        expect(alone.text).toBe(after);
        expect(alone.told).toBe(true);
        return;
      }
      const [head, foot] = SECTION;
      const inside = migrated(rule, head + before + foot);
      expect(inside.told).toBe(true);
      expect(inside.text).toContain(after.trim());
      expect(inside.text).not.toContain(before.trim());
    },
  );
});

const program = buildProgram({ stdout: {} } as unknown as World, () => {});
const commands = new Map(program.commands.map((command) => [command.name(), command]));

function options(command: Command): readonly string[] {
  return [...command.options, ...program.options]
    .flatMap((option) => option.long ?? [])
    .concat('--help', '--version');
}

/** What is wrong with a call of `migrate` as a page shows it. */
function misspelt(words: readonly string[]): readonly string[] {
  const [name = '', ...rest] = words;
  const command = commands.get(name);
  if (!command) return name.startsWith('-') || name === 'help' ? [] : [`no command ${name}`];
  const known = options(command);
  return rest
    .filter((word) => /^--\w/.test(word) && !known.includes(word.replace(/=.*/, '')))
    .map((word) => `no ${word}`);
}

const guides = [
  'README.md',
  ...readdirSync(join(packageRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Lines of shell that a page shows, without comments. */
function shellLines(page: string): readonly string[] {
  const blocks = [...read(page).matchAll(/^```(?:sh|bash|console)\n([\s\S]*?)^```/gm)];
  return blocks
    .flatMap(([, block = '']) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*/, '').trim());
}

describe.each(guides)('%s', (page) => {
  it('calls commands, options, scripts and files that exist', () => {
    const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;
    const wrong = shellLines(page)
      .flatMap((line) => line.split(/\s*(?:&&|\|\||;|\|)\s*/))
      .flatMap((call) => {
        const words = call.split(/\s+/);
        const migrate = words.findIndex((word) => /(?:^|\/)migrate(?:\.js)?$/.test(word));
        const script = /^npm (?:run (?:--\S+ )*)([\w:]+)/.exec(call)?.[1];
        return [
          ...(migrate < 0 ? [] : misspelt(words.slice(migrate + 1))),
          ...(script === undefined || script in scripts ? [] : [`no script ${script}`]),
          ...words
            .filter((word) => /^(?:fixtures|scripts|docs|src|rules|test|bin)\//.test(word))
            .filter((word) => !existsSync(join(packageRoot, word)))
            .map((word) => `no ${word}`),
        ];
      });
    expect(wrong).toEqual([]);
  });

  it('mentions only options that some command has', () => {
    const known = new Set([...commands.values()].flatMap(options));
    const calls = [...read(page).matchAll(/`migrate( [^`\n]*)`/g)].map(([, words = '']) =>
      words.trim().split(/\s+/),
    );
    const wrong = calls.flatMap(misspelt).filter((one) => !known.has(one.replace(/^no /, '')));
    expect(wrong).toEqual([]);
  });
});

describe('links between pages', () => {
  const targets = guides.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => posix.join(dirname(page), target)),
  );
  const missing = [...new Set(targets)].filter((path) => !existsSync(join(packageRoot, path)));

  it('lead to files', () => {
    expect(missing).toEqual([]);
  });
});

describe('docs/commands.md', () => {
  it('has every option of every command', () => {
    const page = read('docs/commands.md');
    const all = new Set([...commands.values()].flatMap(options));
    expect([...all].filter((option) => !new RegExp(`[\`\\s]${option}\\b`).test(page))).toEqual([]);
  });
});
