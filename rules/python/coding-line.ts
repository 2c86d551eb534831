import { defineRule } from '../../src/core/rule.js';
import type { ExactModule } from '../../src/python/reader.js';
import { needsCodingLine } from '../../src/site/code/coding-lines.js';
import { placeInPython } from '../../src/site/code/python-files.js';

export default defineRule({
  code: 'MP226',
  name: 'coding-line',
  target: 'python',
  severity: 'warning',
  summary: 'Declare the encoding of files with characters outside of ASCII',
  why: 'Until Python 2.4 a file might hold any bytes; since 2.5 Python refuses it unless a line at its top names the encoding (PEP 263).',
  todo: 'Name the encoding of the file in its first or second line.',
  effort: '1m',
  refs: ['https://peps.python.org/pep-0263/'],
  messages: {
    missing:
      'here is the first character outside of ASCII, and no line says how the file is encoded: Python refuses it since 2.5, so a line says {coding} now',
  },
  example: {
    before: '# für alle\nfrom mod_python import apache\nprint apache.OK\n',
    after: '# -*- coding: latin-1 -*-\n# für alle\nfrom modpython_wsgi import apache\nprint apache.OK\n',
  },

  *check(context) {
    for (const path of context.site.files.python) {
      const module = context.site.python(path);
      if (module?.kind !== 'exact' || !module.undeclared) continue;
      if (!needsCodingLine(context.site, path, module)) continue;
      const { coding } = module.undeclared;
      const first = module.source.text.search(/[^\0-\x7f]/);
      const text = `# -*- coding: ${coding} -*-${module.source.newline}`;
      const edit = { at: lineForIt(module), del: 0, ins: new TextEncoder().encode(text), rank: -1 };
      yield context.note({
        at: placeInPython(path, module, first, first + 1),
        message: 'missing',
        data: { coding },
        confidence: 'review',
        edits: [{ ...edit, path }],
      });
    }
  },
});

/** Byte offset of the first line, or of the second behind a line for the shell. */
function lineForIt({ source }: ExactModule): number {
  if (!source.text.startsWith('#!')) return 0;
  const end = /\r\n|\n|\r/.exec(source.text);
  return end ? source.byteOffset(end.index + end[0].length) : 0;
}
