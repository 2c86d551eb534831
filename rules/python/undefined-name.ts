import { defineRule } from '../../src/core/rule.js';
import { siteCode } from '../../src/site/code/request-uses.js';

/** Put among the builtins by others (gettext), or looked at by MP202. */
const ELSEWHERE = new Set(['_', 'apache', 'ngettext', 'N_', 'reload', 'WindowsError']);

export default defineRule({
  code: 'MP224',
  name: 'undefined-name',
  target: 'python',
  severity: 'note',
  summary: 'Import or define the name',
  why: 'Nothing in the module binds the name: the line ends in a NameError as soon as it runs, under mod_python as well as after the migration.',
  todo: 'Import the name, or correct it.',
  effort: '2m',
  refs: [],
  messages: { name: '{name} is not defined or imported anywhere in this module' },
  example: {
    before: 'def handler(req):\n    return OKAY\n',
    after: 'def handler(req):\n    return OKAY\n',
  },

  *check(context) {
    const seen = new Set<string>();
    for (const { name, place: at } of siteCode(context.site).undefinedNames) {
      const key = `${at.path}:${name}`;
      if (ELSEWHERE.has(name) || seen.has(key)) continue;
      seen.add(key);
      yield context.note({ at, message: 'name', data: { name }, todo: this.todo });
    }
  },
});
