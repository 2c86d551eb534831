/** Which of what the flow saw are uses of mod_python: those that end in a state of the report. */
import type { EntryFlow } from '../../python/flow/flow-types.js';

export type FollowedUse = (EntryFlow & { readonly kind: 'followed' })['uses'][number];

const ACTIONS = new Set([
  'load',
  'store',
  'delete',
  'call',
  'item-load',
  'item-store',
  'item-delete',
  'iterate',
  'print-to',
]);
/** They have no items. */
const PLAIN = new Set(['request', 'server', 'connection']);

/** Attributes that code sets on the objects of mod_python, as `object.name`. */
export function attributesSet(uses: readonly FollowedUse[]): ReadonlySet<string> {
  return new Set(
    uses.flatMap(({ action, object, member }) =>
      action === 'store' && member !== undefined ? [`${object}.${member}`] : [],
    ),
  );
}

export function isApiUse(use: FollowedUse, set: ReadonlySet<string>): boolean {
  const { action, member, via, key } = use;
  const named = (member ?? via ?? key) !== undefined;
  if (action === 'look') return member !== undefined;
  if (!ACTIONS.has(action) || (action !== 'print-to' && !named)) return false;
  return use.certain || fits(use, set);
}

/**
 * What may be the request, or something else, is not the request where nobody could do that with one: `x.startswith()` and
 * `x['key']` are a string and a dictionary.
 */
function fits({ action, object, member, api }: FollowedUse, set: ReadonlySet<string>): boolean {
  if (action.startsWith('item') && member === undefined) return !PLAIN.has(object);
  return member === undefined || api !== undefined || set.has(`${object}.${member}`);
}
