import { defineRule } from '../../src/core/rule.js';
import type { Scope } from '../../src/site/configuration/scopes.js';
import { reachesCommonSections, takesEffect } from '../../src/site/configuration/takers.js';
import { retire } from '../../src/site/lines/mount.js';
import type { Site } from '../../src/site/site.js';

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
    plain:
      'PythonDebug On goes: what serves this section is plain WSGI, and mod_wsgi writes tracebacks to the error log only',
    host: 'PythonDebug was in force for requests of this host to sections that stand outside of virtual hosts; their entry scripts serve all hosts and do without it: put it, or the section, where it shall count',
    idle: 'PythonDebug had no effect: no Python handler is in force where it stands',
    off: 'PythonDebug Off is how mod_wsgi works: nothing takes its place',
  },
  example: { before: 'PythonDebug Off\n', after: '' },

  *check(context) {
    for (const use of context.site.directives.filter((one) => one.name === 'pythondebug')) {
      const on = (use.argv[0] ?? '').toLowerCase() === 'on';
      const shown = on && use.scopes.some((scope) => bridgesBelow(context.site, scope));
      const idle = !takesEffect(context.site, use);
      const host = on && idle && reachesCommonSections(context.site, use);
      yield context.use({
        at: use.place,
        message: shown ? 'on' : !on ? 'off' : host ? 'host' : idle ? 'idle' : 'plain',
        data: {},
        state: shown ? 'bridged' : host ? 'review' : 'dropped',
        ...retire(context.site, use),
      });
    }
  },
});

/** Whether an entry script of ours takes the setting from this scope. */
function bridgesBelow(site: Site, scope: Scope): boolean {
  return site.configured
    .flatMap((configured) => configured.design.targets)
    .some(
      (target) => !target.adapter && target.mount.settings.values.get('pythondebug')?.from.scope === scope,
    );
}
