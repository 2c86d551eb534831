import { defineRule } from '../../src/core/rule.js';
import { retire } from '../../src/site/mount-change.js';

export default defineRule({
  code: 'MP107',
  name: 'python-debug',
  target: 'httpd',
  severity: 'warning',
  summary: 'Move PythonDebug into the entry script',
  why: 'mod_wsgi always writes tracebacks to the error log and never shows them to the client. The entry script shows them where PythonDebug was On.',
  todo: 'Read tracebacks in the error log; do not show them to the public.',
  effort: '1m',
  refs: ['https://modwsgi.readthedocs.io/en/master/user-guides/debugging-techniques.html'],
  messages: {
    on: 'the entry scripts of this section still show tracebacks to the client (debug=True): remove that on a public site',
    off: 'PythonDebug Off is how mod_wsgi works: nothing takes its place',
  },
  example: { before: 'PythonDebug Off\n', after: '' },

  *check(context) {
    for (const use of context.site.directives.filter((one) => one.name === 'pythondebug')) {
      const on = (use.argv[0] ?? '').toLowerCase() === 'on';
      yield context.use({
        at: use.place,
        message: on ? 'on' : 'off',
        data: {},
        state: on ? 'bridged' : 'dropped',
        ...retire(context.site, use),
      });
    }
  },
});
