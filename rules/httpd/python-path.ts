import { defineRule } from '../../src/core/rule.js';
import { retire } from '../../src/site/mount-change.js';
import { readPythonPath } from '../../src/site/python-path.js';

export default defineRule({
  code: 'MP105',
  name: 'python-path',
  target: 'httpd',
  severity: 'error',
  summary: 'Move PythonPath into the entry script',
  why: 'mod_wsgi has no directive that sets sys.path for one section. The entry script sets it before the first handler is imported, as mod_python did.',
  todo: 'Set sys.path at the top of the entry script.',
  effort: '5m',
  refs: ['https://modpython.org/live/current/doc-html/directives.html#pythonpath'],
  messages: {
    list: 'the entry scripts of this section set sys.path to the same list',
    expression: 'the expression is computed by the entry scripts of this section, as it stands',
  },
  example: {
    before: '<Directory /srv/app>\n    PythonPath "[\'/srv/lib\'] + sys.path"\n</Directory>\n',
    after: '<Directory /srv/app>\n</Directory>\n',
  },

  *check(context) {
    for (const use of context.site.directives.filter((one) => one.name === 'pythonpath')) {
      const kind = readPythonPath(use.argv[0] ?? '').kind;
      const state = kind === 'list' ? 'config' : 'review';
      yield context.use({ at: use.place, message: kind, data: {}, state, ...retire(context.site, use) });
    }
  },
});
