import type { ApiMember } from '../../src/python/api/api-member.js';
import { API_MEMBERS, apiMember } from '../../src/python/api/mod-python-api.js';
import { MODULES } from '../../src/python/api/module-names.js';
import type { Inventory, Names } from './inventory.js';

const HEAD = `# The compat package, name by name

\`modpython_wsgi\` is what a handler imports in place of \`mod_python\`. This page lists every public name of mod_python
3.3.1 and 3.5: what the package makes of it, and what takes its place in code that needs no package.
It is generated (\`npm run gen\`) from the inventories in \`test/runtime\`, whose lines are tested under every Python from
2.7 on, and from the tool's own list of names.

- **emulated**: as in mod_python 3.3.1; where 3.5 differs, 3.3.1 is followed.
- **differs**: emulated, with the difference that is named. *Told* means: the entry script says it, because
  \`migrate apply\` has read it in the configuration.
- **impossible**: using it raises \`modpython_wsgi.Unsupported\`, an AttributeError that names the member and the reason.
  \`migrate scan\` reports each use beforehand.
- **not there**: a helper or a part of mod_python's own works, which has no counterpart.

Not listed is what the modules of mod_python only imported from Python's library (\`from types import *\` in \`util\`, \`dump\`
and \`StringIO\` in \`Session\` …): it is in the library still.

[Differences](differences.md) tells what a site as a whole may notice.
`;

const TITLES: Readonly<Record<string, string>> = {
  request: 'The request: `req`',
  server: 'The server: `req.server`, `apache.main_server`',
  connection: 'The connection: `req.connection`',
  filter: 'The object a filter is given',
  table: 'Tables: `req.headers_in`, `apache.table`',
  finfo: 'File information: `req.finfo`, `apache.stat()`',
  hlist: 'The handlers of a phase: `req.hlist`',
  apache: 'Module `apache`',
  form: 'A form: `util.FieldStorage`',
  field: 'A field: `util.Field`, `util.StringField`',
  cookie: 'A cookie',
  session: 'A session',
  'psp-page': 'A page: `psp.PSP`',
  'psp-interface': 'What a page knows as `psp`',
  'cache-object': 'A cache of module `cache`',
};

// The works of the modules, as opposed to what WSGI makes impossible.
const OBJECTS_OF_APACHE = new Set(['request', 'server', 'connection', 'filter']);

type State = 'emulated' | 'differs' | 'impossible' | 'not there';

interface Row {
  readonly name: string;
  readonly state: State;
  readonly note: string;
}

/** The page docs/compat.md as Markdown. */
export function compatPage(inventory: Inventory): string {
  const sections = inventory.objects.map(
    ([title, names]) => [title, rowsOf(title, names, inventory)] as const,
  );
  const body = sections.map(([title, rows]) => section(title, rows));
  return [HEAD, summary(sections), ...body, constants(inventory), modules(inventory), never(inventory)].join(
    '\n',
  );
}

/** `object.name` of the tool's own list of names that the inventory does not have. */
export function missingNames(inventory: Inventory): readonly string[] {
  const known = new Set([
    ...inventory.objects.flatMap(([title, names]) => Object.keys(names).map((name) => `${title}.${name}`)),
    ...Object.keys(inventory.dropped).map((name) => `apache.${name}`),
    ...inventory.constants.flatMap(([, names]) => names.map((name) => `apache.${name}`)),
    ...Object.keys(inventory.never),
  ]);
  const members = API_MEMBERS.filter(
    ({ kind, object }) => kind !== 'module' && !(object in inventory.absentModules),
  )
    .map(({ object, name }) => `${object}.${name}`)
    .filter((name) => !known.has(name));
  const titles = new Set([
    ...inventory.objects.map(([title]) => title),
    ...Object.keys(inventory.absentModules),
    'mp_version',
  ]);
  return [...members, ...MODULES.map(({ name }) => name).filter((name) => !titles.has(name))];
}

function rowsOf(title: string, names: Names, inventory: Inventory): readonly Row[] {
  const dropped = title === 'apache' ? inventory.dropped : {};
  const absent: State = OBJECTS_OF_APACHE.has(title) ? 'impossible' : 'not there';
  const rows = [
    ...Object.entries(names).map(([name, note]): Row => {
      if (note === '') return { name, state: 'emulated', note };
      return note.startsWith('!')
        ? { name, state: absent, note: note.slice(1) }
        : { name, state: 'differs', note };
    }),
    ...Object.entries(dropped).map(([name, note]): Row => ({ name, state: 'not there', note })),
  ];
  return rows.sort((a, b) => compare(a.name.toLowerCase(), b.name.toLowerCase()));
}

// Not by locale: the page is the same on every machine.
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function summary(sections: readonly (readonly [title: string, rows: readonly Row[]])[]): string {
  const count = (rows: readonly Row[], state: State): number =>
    rows.filter((row) => row.state === state).length;
  const line = (name: string, rows: readonly Row[]): string =>
    `| ${name} | ${STATES.map((state) => count(rows, state)).join(' | ')} |`;
  return [
    `| | ${STATES.join(' | ')} |`,
    `|---|${'--:|'.repeat(STATES.length)}`,
    ...sections.map(([title, rows]) => line(title, rows)),
    line(
      '**total**',
      sections.flatMap(([, rows]) => rows),
    ),
    '',
  ].join('\n');
}

const STATES: readonly State[] = ['emulated', 'differs', 'impossible', 'not there'];

function section(title: string, rows: readonly Row[]): string {
  const lines = rows.map(({ name, state, note }) => {
    const member = apiMember(title as ApiMember['object'], name);
    return `| \`${name}\` | ${state}${note === '' ? '' : `: ${cell(note)}`} | ${cell(member?.counterpart ?? '')} |`;
  });
  const head = `## ${TITLES[title] ?? `Module \`${title}\``}`;
  return [head, '', '| Name | In the package | Without it |', '|---|---|---|', ...lines, ''].join('\n');
}

function constants(inventory: Inventory): string {
  const lines = inventory.constants.map(
    ([prefix, names]) =>
      `| ${prefix === '' ? 'others' : `\`${prefix}*\``} | ${names.length} | ${names.map((name) => `\`${name}\``).join(' ')} |`,
  );
  return ['## Constants of `apache`', '', 'All are emulated, with the numbers of Apache 2.4.', '']
    .concat(['| Family | Number | Names |', '|---|--:|---|', ...lines, ''])
    .join('\n');
}

function modules(inventory: Inventory): string {
  const lines = Object.entries(inventory.absentModules).map(
    ([name, note]) => `| \`mod_python.${name}\` | ${cell(note)} |`,
  );
  return ['## Modules that are not there', '', '| Module | Why |', '|---|---|', ...lines, ''].join('\n');
}

function never(inventory: Inventory): string {
  const lines = Object.entries(inventory.never).map(([name, note]) => `| \`${name}\` | ${cell(note)} |`);
  return [
    '## Names that mod_python never had',
    '',
    'People look for them. They were an AttributeError, and still are.',
    '',
    '| Name | What there was |',
    '|---|---|',
    ...lines,
    '',
  ].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
