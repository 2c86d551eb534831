import type { RelatedPlace } from '../../src/core/finding.js';
import { defineRule } from '../../src/core/rule.js';
import { type CodeEscape, siteCode } from '../../src/site/code/request-uses.js';

export default defineRule({
  code: 'MP206',
  name: 'request-escape',
  target: 'python',
  severity: 'note',
  summary: 'Know where the request cannot be followed',
  why: 'Uses behind such a place may be missing in the report. On the bridge they work all the same, because the object there has every member that mod_python had; the few that cannot work raise an exception that says so.',
  todo: 'Name the folder of the missing code as another input, if it is yours. Else try the pages that go through these places.',
  effort: '5m',
  refs: [],
  messages: {
    one: '{reason}: what is done with it there may be missing from this report',
    several:
      'at {count} places of this file the request, or what came from it, goes where it cannot be followed: what is done with it there may be missing from this report',
  },
  example: {
    before: 'def handler(req):\n    unknown(req)\n    return 0\n',
    after: 'def handler(req):\n    unknown(req)\n    return 0\n',
  },

  *check(context) {
    const { todo } = this;
    for (const [first, ...others] of byFile(siteCode(context.site).escapes)) {
      if (!first) continue;
      const at = first.place;
      if (others.length === 0)
        yield context.note({ at, message: 'one', data: { reason: first.reason }, todo });
      else {
        const related = byReason([first, ...others]);
        yield context.note({ at, message: 'several', data: { count: others.length + 1 }, related, todo });
      }
    }
  },
});

/** One note for a file: a tree that hands its request to a framework does so in every function. */
function byFile(escapes: readonly CodeEscape[]): readonly (readonly CodeEscape[])[] {
  return groups(escapes, ({ place }) => place.path).map((group) =>
    [...group].sort((a, b) => a.place.byteOffset - b.place.byteOffset),
  );
}

/** The same thing said of many lines is said once, with the lines. */
function byReason(escapes: readonly CodeEscape[]): readonly RelatedPlace[] {
  return groups(escapes, ({ reason }) => reason).map((group) => {
    const [{ reason, place }] = group as readonly [CodeEscape];
    const more = [...new Set(group.map((one) => one.place.line))].filter((line) => line !== place.line);
    const also = more.length === 0 ? '' : `, also in line${more.length > 1 ? 's' : ''} ${more.join(', ')}`;
    return { place, message: `${reason}${also}` };
  });
}

function groups<T>(items: readonly T[], key: (item: T) => string): readonly (readonly T[])[] {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const group = found.get(key(item));
    if (group) group.push(item);
    else found.set(key(item), [item]);
  }
  return [...found.values()];
}
