import { defineRule } from '../../src/core/rule.js';
import { siteCode } from '../../src/site/code/request-uses.js';

export default defineRule({
  code: 'MP206',
  name: 'request-escape',
  target: 'python',
  severity: 'note',
  summary: 'Know where the request cannot be followed',
  why: 'Uses behind such a place may be missing in the report. On the bridge they work all the same, because the object there has every member that mod_python had.',
  todo: 'Look at what the code does with the request from there on.',
  effort: '5m',
  refs: [],
  messages: { escape: '{reason}' },
  example: {
    before: 'def handler(req):\n    unknown(req)\n    return 0\n',
    after: 'def handler(req):\n    unknown(req)\n    return 0\n',
  },

  *check(context) {
    for (const { reason, place: at } of siteCode(context.site).escapes) {
      yield context.note({ at, message: 'escape', data: { reason } });
    }
  },
});
