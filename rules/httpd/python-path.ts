import { defineRule } from '../../src/core/rule.js';
import { readPythonPath } from '../../src/site/configuration/python-path.js';
import { reachesCommonSections, takesEffect } from '../../src/site/configuration/takers.js';
import { retire } from '../../src/site/lines/mount.js';

export default defineRule({
  code: 'MP105',
  name: 'python-path',
  target: 'httpd',
  severity: 'error',
  summary: 'Move PythonPath into the entry script',
  why: 'mod_wsgi has no directive that sets sys.path for one section. The entry script sets it before the first handler is imported, as mod_python did. `python-path=` of WSGIDaemonProcess would be another thing: it holds for everything in the process group, it adds and cannot replace, and it runs the .pth files of each folder (site.addsitedir).',
  todo: 'Set sys.path at the top of the entry script.',
  effort: '5m',
  refs: ['https://modpython.org/live/current/doc-html/directives.html#pythonpath'],
  messages: {
    list: 'the entry scripts of this section set sys.path to the same list',
    variable: 'the list holds a variable that is not known here: put its value into the entry script',
    host: 'PythonPath was in force for requests of this host to sections that stand outside of virtual hosts; their entry scripts serve all hosts and do without it: put it, or the section, where it shall count',
    idle: 'PythonPath had no effect: no Python handler is in force where it stands',
    expression: 'the expression is computed by the entry scripts of this section, as it stands',
  },
  example: {
    before:
      '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler app\n    PythonPath "[\'/srv/lib\'] + sys.path"\n</Directory>\n',
    after:
      '# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess app processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript app /srv/wsgi/app.wsgi process-group=app application-group=%{GLOBAL}\n<Directory /srv/app>\n    SetHandler app\n</Directory>\n',
  },

  *check(context) {
    for (const use of context.site.directives.filter((one) => one.name === 'pythonpath')) {
      const at = use.place;
      const change = retire(context.site, use);
      const values = use.effective.map((node) => (node.kind === 'directive' ? (node.argv[0] ?? '') : ''));
      if (!takesEffect(context.site, use)) {
        const host = reachesCommonSections(context.site, use);
        const state = host ? 'review' : 'dropped';
        yield context.use({ at, message: host ? 'host' : 'idle', data: {}, state, ...change });
      } else if (values.some((value) => value.includes('${'))) {
        yield context.use({ at, message: 'variable', data: {}, state: 'review', ...change });
      } else {
        const kind = readPythonPath(use.argv[0] ?? '').kind;
        const state = kind === 'list' ? 'config' : 'review';
        yield context.use({ at, message: kind, data: {}, state, ...change });
      }
    }
  },
});
