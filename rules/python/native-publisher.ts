import { defineRule } from '../../src/core/rule.js';
import type { NativeHandler } from '../../src/python/native/native-result.js';
import { PUBLISHER } from '../../src/python/native/publisher/convert.js';
import type { ExactModule } from '../../src/python/reader.js';
import { placeOf } from '../../src/site/place.js';
import { placeInPython } from '../../src/site/python-files.js';

export default defineRule({
  code: 'MP210',
  name: 'native-publisher',
  target: 'python',
  severity: 'error',
  summary: 'Write the published functions as a WSGI application with a table of its pages',
  why: 'All that the publisher served of the module can be named, and each use of the request in it has an exact counterpart in WSGI: it needs no bridge.',
  todo: 'Name in a table what the publisher served, and look the name in the address up in it, or leave the module on the bridge.',
  effort: '2h',
  refs: ['https://peps.python.org/pep-3333/'],
  messages: {
    native: 'the pages of {file} become plain WSGI: a table names what the publisher served of it',
    served:
      'the publisher served {names} of {file} as well, which are no functions of its own: take out of the table what nobody should ask for',
    blocked: 'the pages of {file} stay on the bridge: {reason}',
  },
  example: {
    before: "def hello(req, name='nobody'):\n    return 'Hello %s' % name\n",
    after:
      "def hello(name='nobody'):\n    return 'Hello %s' % name\n\n\n# …\nPAGES = {\n    'hello': (hello, ['name']),\n}\n",
  },

  *check(context) {
    const { site } = context;
    for (const [path, conversion] of site.native) {
      const module = site.python(path);
      const result = conversion.handlers.get(PUBLISHER);
      if (module?.kind !== 'exact' || !result) continue;
      const file = path.split('/').at(-1) as string;
      if (result.kind === 'native') {
        const at = placeInPython(path, module, 0, 0);
        const edits = conversion.edits.map((edit) => ({ ...edit, path }));
        yield context.use({ at, message: 'native', data: { file }, state: 'native', edits });
        const names = servedNames(result);
        if (names !== '')
          yield context.note({ at, message: 'served', data: { file, names }, severity: 'warning' });
      } else if (site.options.handlers === 'native') {
        for (const reason of result.reasons) {
          const data = { file, reason: `line ${reason.line}: ${reason.message}` };
          yield context.note({
            at: reasonPlace(path, module, reason),
            message: 'blocked',
            data,
            severity: 'note',
          });
        }
      }
    }
  },
});

function servedNames({ serves = [] }: NativeHandler): string {
  return serves.map((name) => `\`${name}\``).join(', ');
}

function reasonPlace(path: string, module: ExactModule, { start, end }: { start: number; end: number }) {
  return placeOf(path, module.source.bytes, start, end);
}
