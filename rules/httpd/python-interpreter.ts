import { defineRule } from '../../src/core/rule.js';
import { retire } from '../../src/site/mount-change.js';

const NAMES = new Set(['pythoninterpreter', 'pythoninterpperdirectory', 'pythoninterpperdirective']);

export default defineRule({
  code: 'MP109',
  name: 'python-interpreter',
  target: 'httpd',
  severity: 'error',
  summary: 'Turn PythonInterpreter into an application group',
  why: "An application group is mod_wsgi's name for a Python interpreter of its own: modules and globals are shared inside it and nowhere else.",
  todo: 'Name the application group on WSGIHandlerScript or with WSGIApplicationGroup.',
  effort: '5m',
  refs: ['https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIApplicationGroup.html'],
  messages: {
    named: 'interpreter {name} becomes the application group of the handler scripts of this section',
    directive: 'the handler scripts of this section get an application group of their own',
    directory: 'all directories below this section share one application group; mod_python made one for each',
    off: '{directive} Off is how mod_wsgi works: nothing takes its place',
  },
  example: {
    before: '<Location /app>\n    PythonInterpreter blue\n</Location>\n',
    after: '<Location /app>\n</Location>\n',
  },

  *check(context) {
    for (const use of context.site.directives.filter((one) => NAMES.has(one.name))) {
      const at = use.place;
      const change = retire(context.site, use);
      const value = use.argv[0] ?? '';
      if (use.name === 'pythoninterpreter') {
        yield context.use({ at, message: 'named', data: { name: value }, state: 'config', ...change });
      } else if (value.toLowerCase() !== 'on') {
        yield context.use({
          at,
          message: 'off',
          data: { directive: use.node.name },
          state: 'dropped',
          ...change,
        });
      } else if (use.name === 'pythoninterpperdirective') {
        yield context.use({ at, message: 'directive', data: {}, state: 'config', ...change });
      } else {
        yield context.use({ at, message: 'directory', data: {}, state: 'review', ...change });
      }
    }
  },
});
