import { defineRule } from '../../src/core/rule.js';
import { directiveLine, removeLine, replaceLine } from '../../src/site/changes.js';
import { containerOf } from '../../src/site/configuration/scopes.js';

export default defineRule({
  code: 'MP113',
  name: 'python-switches',
  target: 'httpd',
  severity: 'warning',
  summary: 'Retire PythonOptimize and PythonEnablePdb',
  why: 'Optimisation is set for the whole server with WSGIPythonOptimize; a debugger inside Apache has no counterpart.',
  todo: 'Set WSGIPythonOptimize at server level if asserts and docstrings must be stripped.',
  effort: '1m',
  refs: ['https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIPythonOptimize.html'],
  messages: {
    optimize: 'PythonOptimize On becomes WSGIPythonOptimize 2',
    vhost: 'PythonOptimize goes: mod_wsgi optimises for the whole server or not at all',
    off: '{directive} Off is how mod_wsgi works: nothing takes its place',
    pdb: 'PythonEnablePdb goes: use mod_wsgi-express --debug-mode to debug',
  },
  example: { before: 'PythonOptimize On\n', after: 'WSGIPythonOptimize 2\n' },

  *check(context) {
    for (const use of context.site.directives.filter(
      (one) => one.name === 'pythonoptimize' || one.name === 'pythonenablepdb',
    )) {
      const on = (use.argv[0] ?? '').toLowerCase() === 'on';
      const at = use.place;
      if (!on) {
        yield context.use({
          at,
          message: 'off',
          data: { directive: use.node.name },
          state: 'dropped',
          edits: removeLine(use),
        });
      } else if (use.name === 'pythonenablepdb') {
        yield context.use({ at, message: 'pdb', data: {}, state: 'dropped', edits: removeLine(use) });
      } else if (use.scopes.some((scope) => containerOf(scope).kind === 'vhost')) {
        yield context.use({ at, message: 'vhost', data: {}, state: 'dropped', edits: removeLine(use) });
      } else {
        const edits = replaceLine(use, [directiveLine('WSGIPythonOptimize', '2')]);
        yield context.use({ at, message: 'optimize', data: {}, state: 'config', edits });
      }
    }
  },
});
