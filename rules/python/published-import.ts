import { defineRule } from '../../src/core/rule.js';
import { ancestor } from '../../src/python/tree.js';
import { allPublished, type PublishedModule } from '../../src/site/code/published.js';
import { placeInPython } from '../../src/site/code/python-files.js';
import { baseName } from '../../src/site/paths.js';

export default defineRule({
  code: 'MP208',
  name: 'published-import',
  target: 'python',
  severity: 'note',
  summary: 'Look at imported names that the publisher serves',
  why: 'The publisher serves every name a module knows, those it has imported as well: whoever guesses the address calls its functions with arguments of his own, and reads its values. Under mod_wsgi this stays as it was.',
  todo: 'Import the module and not its names, or let the list of names beside the entry script be binding.',
  effort: '5m',
  refs: ['https://modpython.org/live/current/doc-html/handlers.html#publisher-handler'],
  messages: { served: '{names} from {module} can be asked for by address, as in {file}/{first}' },
  example: {
    before: 'from mailer import send\n\ndef index(req):\n    return "hello"\n',
    after: 'from mailer import send\n\ndef index(req):\n    return "hello"\n',
    beside: {
      '/etc/httpd/conf/httpd.conf':
        '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler mod_python.publisher\n</Directory>\n',
    },
  },

  *check(context) {
    for (const published of allPublished(context.site)) {
      for (const [from, names] of importsOf(published)) {
        const [first] = names;
        if (!published.module || !first) continue;
        const at = placeInPython(published.path, published.module, first.leaf.start, first.leaf.end);
        const data = {
          names: names.map(({ name }) => name).join(', '),
          module: from,
          file: baseName(published.serverPath),
          first: first.name,
        };
        yield context.note({ at, message: 'served', data });
      }
    }
  },
});

/** Imported names by module, one group for each import statement, in the order of the file. */
function importsOf({ names }: PublishedModule) {
  const imported = names
    .flatMap((name) => (name.from === undefined ? [] : [{ ...name, from: name.from }]))
    .sort((a, b) => a.leaf.start - b.leaf.start);
  const groups = new Map<unknown, typeof imported>();
  for (const name of imported) {
    const statement = ancestor(name.leaf, 'import_from');
    groups.set(statement, [...(groups.get(statement) ?? []), name]);
  }
  return [...groups.values()].map((group) => [group[0]?.from ?? '', group] as const);
}
