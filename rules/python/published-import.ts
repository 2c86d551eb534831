import { defineRule } from '../../src/core/rule.js';
import { importedNames } from '../../src/python/imports.js';
import { ancestor, type Leaf } from '../../src/python/tree.js';
import { importResolver } from '../../src/site/code/import-resolver.js';
import { type ImportedKind, importedKind } from '../../src/site/code/imported-kind.js';
import { programOf } from '../../src/site/code/program.js';
import { allPublished, type PublishedModule } from '../../src/site/code/published.js';
import { placeInPython } from '../../src/site/code/python-files.js';
import { baseName } from '../../src/site/paths.js';

export default defineRule({
  code: 'MP208',
  name: 'published-import',
  target: 'python',
  severity: 'note',
  summary: 'Look at imported names that the publisher serves',
  why: 'The publisher serves every function and value that a module knows, those it has imported as well (modules and classes it does not serve): whoever guesses the address calls its functions with arguments of his own, and reads its values. Under mod_wsgi this stays as it was.',
  todo: 'Import the module and not its names, or let the list of names beside the entry script be binding.',
  effort: '5m',
  refs: ['https://modpython.org/live/current/doc-html/handlers.html#publisher-handler'],
  messages: {
    served: '{names} can be asked for by address, as in {file}',
    several: '{count} imported names can be asked for by address, as in {file}',
  },
  example: {
    before: 'from mailer import send\n\ndef index(req):\n    return "hello"\n',
    after: 'from mailer import send\n\ndef index(req):\n    return "hello"\n',
    beside: {
      '/etc/httpd/conf/httpd.conf':
        '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler mod_python.publisher\n</Directory>\n',
    },
  },

  *check(context) {
    const { site } = context;
    const modules = programOf(site);
    const resolve = importResolver(modules);
    for (const published of allPublished(site)) {
      const { module, path } = published;
      const served = importsOf(published).flatMap((one) => {
        const kind = importedKind(modules, resolve, { path, from: one.from, name: one.name });
        return kind === 'hidden' ? [] : [{ ...one, kind }];
      });
      const [first] = served;
      if (!module || !first) continue;
      const places = byStatement(served).map(([one, ...more]) => ({
        place: placeInPython(path, module, one.leaf.start, one.leaf.end),
        message: toldOf([one, ...more]),
      }));
      const file = `${baseName(published.serverPath)}/${first.shown}`;
      const at = placeInPython(path, module, first.leaf.start, first.leaf.end);
      const [only] = places;
      if (places.length === 1 && only)
        yield context.note({ at, message: 'served', data: { names: only.message, file } });
      else
        yield context.note({
          at,
          message: 'several',
          data: { count: served.length, file },
          related: places,
        });
    }
  },
});

/** What source was not read may be a module or a class. */
function toldOf(names: readonly (Imported & { readonly kind: ImportedKind })[]): string {
  const unsure = names.filter(({ kind }) => kind === 'unknown').map(({ shown }) => shown);
  const list = `${names.map(({ shown }) => shown).join(', ')} from ${names[0]?.from ?? ''}`;
  if (unsure.length === 0) return list;
  return `${list} (unless ${unsure.length === names.length ? 'that is' : `${unsure.join(', ')} is`} a module or a class)`;
}

interface Imported {
  readonly leaf: Leaf;
  readonly from: string;
  /** In its own module, which `as` does not change. */
  readonly name: string;
  /** In the address. */
  readonly shown: string;
}

/** In the order of the file. */
function importsOf({ names }: PublishedModule): readonly Imported[] {
  return names
    .flatMap(({ name, leaf, from }) => {
      const statement = from === undefined ? undefined : ancestor(leaf, 'import_from');
      if (from === undefined || !statement) return [];
      const member = importedNames(statement).find((one) => one.leaf === leaf)?.member;
      return [{ leaf, from, name: member ?? name, shown: name }];
    })
    .sort((a, b) => a.leaf.start - b.leaf.start);
}

function byStatement<T extends Imported>(names: readonly T[]): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<unknown, [T, ...T[]]>();
  for (const name of names) {
    const statement = ancestor(name.leaf, 'import_from');
    const group = groups.get(statement);
    if (group) group.push(name);
    else groups.set(statement, [name]);
  }
  return [...groups.values()];
}
