import { defineRule } from '../../src/core/rule.js';
import { placeOf } from '../../src/site/place.js';

export default defineRule({
  code: 'MP207',
  name: 'unreadable-use',
  target: 'python',
  severity: 'warning',
  summary: 'Look at uses in files that are not valid Python',
  why: 'Neither Python 2.7 nor Python 3 accepts the file (a template, a half-edited file), so it is left alone. What looks like a use of mod_python in it is listed all the same.',
  todo: 'Correct the file or fill in the template, then run migrate again.',
  effort: '15m',
  refs: [],
  messages: { possible: '{what} in a file that is not valid Python' },
  example: {
    before: 'from mod_python import apache\ndef handler(req:\n',
    after: 'from mod_python import apache\ndef handler(req:\n',
  },

  *check(context) {
    const { site } = context;
    const reader = site.options.tolerant;
    if (!reader) return;
    for (const path of site.files.python) {
      const node = site.tree.node(path);
      if (site.python(path)?.kind !== 'broken' || node?.kind !== 'file') continue;
      for (const use of reader.possibleUses(node.bytes)) {
        const at = placeOf(path, node.bytes, use.byteOffset, use.byteOffset + use.byteLength);
        const what = use.text.split('\n', 1)[0] ?? use.text;
        yield context.use({ at, message: 'possible', data: { what }, state: 'manual' });
      }
    }
  },
});
