import { defineRule } from '../../src/core/rule.js';
import { leaveToPerson } from '../../src/site/changes.js';
import { retire, targetOf } from '../../src/site/mount-change.js';

/** Phases that decide who may see a page: without them the page is open. */
const GUARDS = new Set(['pythonaccesshandler', 'pythonauthenhandler', 'pythonauthzhandler', 'pythonheaderparserhandler']);
const PHASES = new Set([
  ...GUARDS,
  'pythonpostreadrequesthandler',
  'pythontranshandler',
  'pythoninithandler',
  'pythontypehandler',
  'pythonfixuphandler',
  'pythonloghandler',
  'pythoncleanuphandler',
]);

export default defineRule({
  code: 'MP110',
  name: 'request-phase',
  target: 'httpd',
  severity: 'error',
  summary: 'Run the handlers of the other request phases around the application',
  why: 'mod_wsgi has no hook for these phases. Where the content comes from Python the entry script runs them in their old order; files, CGI scripts and proxied pages are out of its reach.',
  todo: 'Replace the handler by Apache directives (Require, RewriteRule, SetEnvIf, CustomLog …) or move the content behind a WSGI application.',
  effort: '1h',
  refs: ['https://modwsgi.readthedocs.io/en/master/user-guides/access-control-mechanisms.html'],
  messages: {
    around: '{directive} runs in {script}, before and after the content handler as before',
    guard: '{directive} guards files that no Python handler serves: mod_wsgi cannot run it there, and without it the files are open',
    outside: '{directive} runs for requests that no Python handler answers: mod_wsgi cannot run it there',
  },
  example: {
    before: '<Directory /srv/app>\n    PythonLogHandler app\n</Directory>\n',
    after:
      '<Directory /srv/app>\n    # migrate: by hand MP110: PythonLogHandler runs for requests that no Python handler answers: mod_wsgi cannot run it there\n    # PythonLogHandler app\n</Directory>\n',
  },

  *check(context) {
    const { site } = context;
    for (const use of site.directives.filter((one) => PHASES.has(one.name))) {
      const directive = use.node.name;
      const at = use.place;
      const found = use.scopes.flatMap((scope) => targetOf(site, scope) ?? [])[0];
      if (found) {
        const data = { directive, script: found.target.script };
        yield context.use({ at, message: 'around', data, state: 'bridged', ...retire(site, use) });
        continue;
      }
      const message = GUARDS.has(use.name) ? 'guard' : 'outside';
      const reason = this.messages[message]?.replace('{directive}', directive) ?? '';
      const edits = leaveToPerson(use, this.code, reason);
      yield context.use({ at, message, data: { directive }, state: 'manual', edits });
    }
  },
});
