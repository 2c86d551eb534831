import { defineRule } from '../../src/core/rule.js';
import { type DirectiveUse, directiveUses, isSkipped } from '../../src/site/configuration/directives.js';
import { containerOf } from '../../src/site/configuration/scopes.js';

export default defineRule({
  code: 'MP126',
  name: 'inactive-branch',
  target: 'httpd',
  severity: 'warning',
  summary: 'Decide about branches that are not read',
  why: 'What stands in a branch whose condition fails has no part in the site, so it is not migrated with it. Once the condition holds, Apache stops at the line.',
  todo: 'Delete the branch if nobody needs it. Otherwise run migrate once more, with -D for what is defined then.',
  effort: '5m',
  refs: ['https://httpd.apache.org/docs/2.4/mod/core.html#ifdefine'],
  messages: {
    unread:
      '{directive} stands in a file that Apache does not read here (AllowOverride None, or another name after AccessFileName): it has no effect, and is left as it is',
    skipped: '{directive} stands in a branch that is not read ({condition}): it is left as it is',
    replaced:
      '{directive} stands in {condition}: with mod_wsgi nothing of that branch is read, so it is left as it is, and what takes its place is what the configuration says for mod_wsgi',
  },
  example: {
    before: '<IfModule !mod_wsgi.c>\n    PythonDebug On\n</IfModule>\n',
    after: '<IfModule !mod_wsgi.c>\n    PythonDebug On\n</IfModule>\n',
  },

  *check(context) {
    for (const use of directiveUses(context.site.configFiles).filter(isSkipped)) {
      const failing = failingCondition(use);
      const condition = failing ? `<${failing.name} ${failing.test}>` : 'a condition around it';
      const replaced = failing && /^!\s*(?:mod_wsgi\.c|wsgi_module)$/.test(failing.test);
      const unread = use.scopes.some((scope) => containerOf(scope).kind === 'htaccess');
      const message = replaced ? 'replaced' : unread && !failing ? 'unread' : 'skipped';
      const data = { directive: use.node.name, condition };
      yield context.use({ at: use.place, message, data, state: 'manual' });
    }
  },
});

function failingCondition(use: DirectiveUse) {
  const [first] = use.effective;
  return first?.origin.conditions.find((one) => one.truth === false);
}
