import type { Finding } from '../../src/core/finding.js';
import { defineRule, type Messages, type RuleContext } from '../../src/core/rule.js';
import type { DirectiveUse } from '../../src/site/configuration/directives.js';
import { reachesCommonSections, takesEffect } from '../../src/site/configuration/takers.js';
import { retire, targetOf } from '../../src/site/lines/mount.js';
import { perDirectoryLine } from '../../src/site/mounts/application-groups.js';

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
    host: '{directive} was in force for requests of this host to sections that stand outside of virtual hosts; their entry scripts serve all hosts and do without it: put it, or the section, where it shall count',
    idle: '{directive} had no effect: no Python handler is in force where it stands',
    named: 'interpreter {name} becomes the application group of the handler scripts of this section',
    directive: 'the handler scripts of this section get an application group of their own',
    each: 'a variable with the directory of the request names its application group, as mod_python did',
    directory: 'all directories below this section share one application group; mod_python made one for each',
    off: '{directive} Off is how mod_wsgi works: nothing takes its place',
  },
  example: {
    before:
      '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler app\n    PythonInterpreter blue\n</Directory>\n',
    after:
      '# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess app processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript app /srv/wsgi/app.wsgi process-group=app application-group=blue\n<Directory /srv/app>\n    SetHandler app\n</Directory>\n',
  },

  *check(context) {
    for (const use of context.site.directives.filter((one) => NAMES.has(one.name))) {
      const at = use.place;
      if (!takesEffect(context.site, use)) {
        const data = { directive: use.node.name };
        const change = retire(context.site, use);
        const host = reachesCommonSections(context.site, use);
        const state = host ? 'review' : 'dropped';
        yield context.use({ at, message: host ? 'host' : 'idle', data, state, ...change });
        continue;
      }
      const value = use.argv[0] ?? '';
      if (use.name === 'pythoninterpperdirectory' && value.toLowerCase() === 'on') {
        yield perDirectory(context, use);
        continue;
      }
      const change = retire(context.site, use);
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
      } else {
        yield context.use({ at, message: 'directive', data: {}, state: 'config', ...change });
      }
    }
  },
});

function perDirectory(context: RuleContext<Messages>, use: DirectiveUse): Finding {
  const found = use.scopes.flatMap((scope) => targetOf(context.site, scope) ?? [])[0];
  const line = found && perDirectoryLine(found.target.mount, found.configured.configuration.scopes);
  const change = retire(context.site, use, line === undefined ? [] : [line]);
  const message = line === undefined ? 'directory' : 'each';
  return context.use({
    at: use.place,
    message,
    data: {},
    state: line === undefined ? 'review' : 'config',
    ...change,
  });
}
