import { defineRule } from '../../src/core/rule.js';
import { directiveLine } from '../../src/site/changes.js';
import { reachesCommonSections, takesEffect } from '../../src/site/configuration/takers.js';
import { retire } from '../../src/site/lines/mount.js';

export default defineRule({
  code: 'MP108',
  name: 'python-autoreload',
  target: 'httpd',
  severity: 'warning',
  summary: 'Turn PythonAutoReload into WSGIScriptReloading',
  why: 'PythonAutoReload Off says that running code must not change under its feet. mod_wsgi restarts a daemon when its entry script is touched, unless WSGIScriptReloading is Off.',
  todo: 'Decide whether a touched entry script may restart the daemon process.',
  effort: '2m',
  refs: ['https://modwsgi.readthedocs.io/en/master/user-guides/reloading-source-code.html'],
  messages: {
    off: 'WSGIScriptReloading Off keeps the daemon running when the entry script is touched, and modules are not read again',
    host: 'PythonAutoReload was in force for requests of this host to sections that stand outside of virtual hosts; their entry scripts serve all hosts and do without it: put it, or the section, where it shall count',
    idle: 'PythonAutoReload had no effect: no Python handler is in force where it stands',
    on: 'changed modules are still read again (autoreload is the default of the entry script)',
  },
  example: {
    before:
      '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler app\n    PythonAutoReload Off\n</Directory>\n',
    after:
      '# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess app processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript app /srv/wsgi/app.wsgi process-group=app application-group=%{GLOBAL}\n<Directory /srv/app>\n    SetHandler app\n    WSGIScriptReloading Off\n</Directory>\n',
  },

  *check(context) {
    for (const use of context.site.directives.filter((one) => one.name === 'pythonautoreload')) {
      const off = (use.argv[0] ?? '').toLowerCase() === 'off';
      if (!takesEffect(context.site, use)) {
        const change = retire(context.site, use);
        const host = reachesCommonSections(context.site, use);
        const state = host ? 'review' : 'dropped';
        yield context.use({ at: use.place, message: host ? 'host' : 'idle', data: {}, state, ...change });
        continue;
      }
      const change = retire(context.site, use, off ? [directiveLine('WSGIScriptReloading', 'Off')] : []);
      yield context.use({
        at: use.place,
        message: off ? 'off' : 'on',
        data: {},
        state: off ? 'config' : 'dropped',
        ...change,
      });
    }
  },
});
