import { defineRule } from '../../src/core/rule.js';
import { authEdits, foreignRequire } from '../../src/site/auth-lines.js';
import { leaveToPerson, removeLine } from '../../src/site/changes.js';
import type { DirectiveUse } from '../../src/site/directives.js';
import { retire, targetOf } from '../../src/site/mount-change.js';
import type { Site } from '../../src/site/site.js';

/** Phases that decide who may see a page: without them the page is open. */
const GUARDS = new Set([
  'pythonaccesshandler',
  'pythonauthenhandler',
  'pythonauthzhandler',
  'pythonheaderparserhandler',
]);
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
    around: '{directive} runs in {script}, in its old order around the content',
    password:
      '{directive} runs in {script}, which asks for the password now: the AuthType and Require lines of Apache go',
    server:
      '{directive} runs in the entry scripts, for the requests that they serve; other requests no longer pass through it',
    group:
      '{directive} stands beside `Require {what}`, which only Apache can judge: mod_wsgi needs WSGIAuthUserScript here',
    guard:
      '{directive} guards files that no Python handler serves: mod_wsgi cannot run it there, and without it the files are open',
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
      // A framework's own WSGI entry runs no handlers of ours: Apache's lines stay, so that the door stays shut.
      const found = use.scopes
        .flatMap((scope) => targetOf(site, scope) ?? [])
        .filter(({ target }) => !target.adapter)[0];
      const mount = found?.target.mount;
      const foreign = mount && use.name === 'pythonauthenhandler' ? foreignRequire(mount) : undefined;
      if (foreign) {
        const what = foreign.args;
        const reason = `${directive} stands beside "Require ${what}": use WSGIAuthUserScript`;
        const edits = leaveToPerson(use, this.code, reason);
        yield context.use({ at, message: 'group', data: { directive, what }, state: 'manual', edits });
      } else if (found && mount) {
        const change = retire(site, use);
        const auth = use.name === 'pythonauthenhandler' ? authEdits(site, mount) : [];
        const data = { directive, script: found.target.script };
        const message = auth.length ? 'password' : 'around';
        yield context.use({
          at,
          message,
          data,
          state: 'bridged',
          edits: [...change.edits, ...auth],
          creates: change.creates,
        });
      } else if (runsInMounts(site, use)) {
        yield context.use({
          at,
          message: 'server',
          data: { directive },
          state: 'review',
          edits: removeLine(use),
        });
      } else {
        const message = GUARDS.has(use.name) ? 'guard' : 'outside';
        const reason = this.messages[message]?.replace('{directive}', directive) ?? '';
        yield context.use({
          at,
          message,
          data: { directive },
          state: 'manual',
          edits: leaveToPerson(use, this.code, reason),
        });
      }
    }
  },
});

/** Whether entry scripts run the chain that the directive belongs to, although it has no mount of its own. */
function runsInMounts(site: Site, use: DirectiveUse): boolean {
  const targets = site.configured.flatMap((configured) => configured.design.targets);
  return targets.some(
    ({ adapter, mount }) =>
      !adapter &&
      [...mount.settings.chains.values()].some((chain) =>
        chain.from.some((from) => from.node.origin.node === use.node),
      ),
  );
}
