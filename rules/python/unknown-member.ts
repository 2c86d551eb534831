import { defineRule } from '../../src/core/rule.js';
import { siteCode } from '../../src/site/code/request-uses.js';

/** Attributes that code sets as if mod_python obeyed them, with what it does obey. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  content_length: 'req.set_content_length(n)',
  status_code: 'req.status',
  contenttype: 'req.content_type',
  mimetype: 'req.content_type',
  headers: "req.headers_out['Name']",
  location: "req.headers_out['Location']",
};

export default defineRule({
  code: 'MP222',
  name: 'unknown-member',
  target: 'python',
  severity: 'note',
  summary: 'Look at names that mod_python does not have',
  why: 'Reading them ends in an AttributeError, and setting them has no effect, under mod_python as well as on the bridge: a mistake that stood there all along.',
  todo: 'Use the name that mod_python has, or delete the line.',
  effort: '5m',
  refs: ['https://modpython.org/live/current/doc-html/pythonapi.html'],
  messages: {
    name: 'mod_python has no {what}: reading it raises AttributeError{hint}',
    effect: '{what} is no attribute that mod_python obeys: setting it has no effect; it would be {instead}',
    member: 'mod_python has no {what}, and no code here sets one: reading it raises AttributeError',
    read: 'the request has no attribute {what}, and no code here sets one: reading it raises AttributeError',
  },
  example: {
    before: 'def handler(req):\n    req.content_length = 12\n    return 0\n',
    after: 'def handler(req):\n    req.content_length = 12\n    return 0\n',
  },

  *check(context) {
    const { names, requests } = siteCode(context.site);
    const { todo } = this;
    for (const { what, place: at, missing } of names) {
      if (missing) yield context.note({ at, message: 'name', data: { what, hint: hintFor(what) }, todo });
    }
    for (const { what, place: at, api, certain, access, missing } of requests) {
      const attribute = /^req\.(\w+)$/.exec(what)?.[1];
      const instead = api || attribute === undefined ? undefined : WITHOUT_EFFECT[attribute];
      if (access === 'store' && certain && instead !== undefined)
        yield context.note({ at, message: 'effect', data: { what, instead }, todo });
      else if (missing && attribute !== undefined)
        yield context.note({ at, message: 'read', data: { what: attribute }, todo });
      else if (missing) yield context.note({ at, message: 'member', data: { what }, todo });
    }
  },
});

function hintFor(what: string): string {
  if (what === 'apache.DECLINE') return '; apache.DECLINED is meant';
  return '';
}
