/**
 * The twenty configurations of ../shared/examples/apache, each with one right result. Ours means the same, or it is kept
 * in fixtures/examples/<name> with a note that begins with one of three words:
 *   better:   and why      as good:  and why      open:  what is still to be done
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../src/core/engine.js';
import { meaning } from './rules/support/meaning.js';
import { applied, contents, file, type Image, latin1, memoryTree } from './rules/support/memory-tree.js';
import { request } from './rules/support/request.js';
import { updating } from './rules/support/store.js';
import { packageRoot, sharedFolder } from './support/parity-environment.js';

const EXAMPLES = join(sharedFolder, 'examples/apache');
const KEPT = join(packageRoot, 'fixtures/examples');
const present = existsSync(EXAMPLES);
if (!present && process.env.CI) throw new Error('CI is set, but ../shared/examples is missing');

const names = present
  ? readdirSync(EXAMPLES).flatMap((name) => /^(.+)\.before\.conf$/.exec(name)?.[1] ?? [])
  : [];
const rejected = names.filter((name) => name.includes('rejected'));
const accepted = names.filter((name) => !name.includes('rejected'));

/** What Apache itself says to the configurations that it refuses, and where (apache-snippets.md). */
const REFUSALS: Readonly<Record<string, { readonly line: number; readonly message: RegExp }>> = {
  '10-rejected-optimize': { line: 5, message: /PythonOptimize not allowed in <Location> context/ },
  '12-rejected-no-argument': { line: 3, message: /<location> directive requires additional arguments/i },
  '13-rejected-bare-flag': { line: 5, message: /PythonDebug must be On or Off/ },
  '17-rejected-three-arguments': { line: 6, message: /PythonOption takes 1-2 arguments/ },
};

const place = (name: string) =>
  name === '20-htaccess' ? '/srv/www/club/.htaccess' : '/etc/httpd/conf/httpd.conf';

/** The example on a server with the folders that it speaks of. 20 is a .htaccess below a server that allows it. */
function imageOf(name: string): Image {
  const text = readFileSync(join(EXAMPLES, `${name}.before.conf`));
  const server = '<Directory /srv/www/club>\n    AllowOverride FileInfo\n</Directory>\n';
  return new Map([
    [place(name), file(new Uint8Array(text))],
    ...(name === '20-htaccess' ? [['/etc/httpd/conf/httpd.conf', file(server)] as const] : []),
    ...[
      '/srv/www',
      '/srv/shop',
      '/srv/pages',
      '/srv/library',
      '/srv/trac',
      '/opt',
      '/var/www/depot',
      '/usr/share',
    ].map((path) => [`${path}/x`, { kind: 'folder' }] as const),
  ]);
}

/** Result by tree path: configuration and entry scripts, without the compat package. */
function resultOf(name: string): Readonly<Record<string, string>> {
  const image = imageOf(name);
  const all = contents(applied(image, makePlan(memoryTree(image), request())));
  return Object.fromEntries(Object.entries(all).filter(([path]) => !path.includes('/modpython_wsgi/')));
}

function kept(name: string): Readonly<Record<string, string>> | undefined {
  const folder = join(KEPT, name, 'after');
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length), latin1(readFileSync(path))] as const;
    }),
  );
}

function keep(name: string, result: Readonly<Record<string, string>>): void {
  const folder = join(KEPT, name, 'after');
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(result)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, 'latin1');
  }
}

/** Meanings of the right results that the example gives; 05 has two. */
function rightMeanings(name: string): readonly (readonly string[])[] {
  const read = (ending: string) => readFileSync(join(EXAMPLES, `${name}.${ending}.conf`), 'latin1');
  const htaccess = name === '20-htaccess' ? [`${read('after-server')}${read('after')}`] : [];
  const twin = existsSync(join(EXAMPLES, `${name}.after-twin.conf`)) ? [read('after-twin')] : [];
  return (htaccess.length ? htaccess : [read('after'), ...twin]).map(meaning);
}

function ourMeaning(name: string, result: Readonly<Record<string, string>>): readonly string[] {
  const server = (result['/etc/httpd/conf/httpd.conf'] ?? '').replace(
    /^<Directory \/srv\/www\/club>[\s\S]*?<\/Directory>\n/m,
    '',
  );
  return meaning(name === '20-htaccess' ? server + (result[place(name)] ?? '') : server);
}

describe.skipIf(!present)('examples of ../shared (skipped where they are missing)', () => {
  it.each(accepted)('%s means the same as the right result, or is kept with a note', (name) => {
    const result = resultOf(name);
    const same = rightMeanings(name).some(
      (right) => JSON.stringify(right) === JSON.stringify(ourMeaning(name, result)),
    );
    const note = join(KEPT, name, 'note.txt');
    if (same) {
      expect(existsSync(join(KEPT, name)), 'means the same now: remove the kept one').toBe(false);
      return;
    }
    if (updating()) keep(name, result);
    expect(ourMeaning(name, result), 'differs, and is not kept').not.toEqual(rightMeanings(name)[0]);
    expect(result).toEqual(kept(name));
    expect(readFileSync(note, 'utf8')).toMatch(/^(?:better|as good|open): /);
  });

  it.each(rejected)('%s is refused as Apache refuses it', (name) => {
    const image = imageOf(name);
    const plan = makePlan(memoryTree(image), request());
    const fatal = plan.problems.filter((problem) => problem.level === 'fatal');
    expect(fatal).toHaveLength(1);
    const wanted = REFUSALS[name];
    expect(fatal[0]).toMatchObject({ path: place(name), line: wanted?.line });
    expect(fatal[0]?.message).toMatch(wanted?.message ?? /^$/);
  });

  it.each(rejected)('%s is left as it is by the plan, too', (name) => {
    const image = imageOf(name);
    const plan = makePlan(memoryTree(image), request());
    expect(contents(applied(image, plan))).toEqual(contents(image));
  });
});
