import { defineRule } from '../../src/core/rule.js';
import { changeWord } from '../../src/site/changes.js';

export default defineRule({
  code: 'MP102',
  name: 'if-module',
  target: 'httpd',
  severity: 'error',
  summary: 'Make `<IfModule>` ask for mod_wsgi',
  why: 'Without mod_python everything inside `<IfModule mod_python.c>` would silently be skipped.',
  todo: 'Ask for mod_wsgi.c, or wsgi_module, in its place.',
  effort: '1m',
  refs: ['https://httpd.apache.org/docs/2.4/mod/core.html#ifmodule'],
  messages: { test: 'the condition asks for {module} instead' },
  example: {
    before: '<IfModule mod_python.c>\n    ErrorLog logs/python.log\n</IfModule>\n',
    after: '<IfModule mod_wsgi.c>\n    ErrorLog logs/python.log\n</IfModule>\n',
  },

  *check(context) {
    for (const use of context.site.directives.filter((one) => one.name === 'ifmodule')) {
      const index = use.argv[0] === '!' ? 1 : 0;
      const word = use.argv[index] ?? '';
      const module = word.replace('mod_python.c', 'mod_wsgi.c').replace('python_module', 'wsgi_module');
      const edits = changeWord(use, index, module);
      yield context.use({ at: use.place, message: 'test', data: { module }, state: 'config', edits });
    }
  },
});
