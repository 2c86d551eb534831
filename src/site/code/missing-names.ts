/** Uses of names that mod_python does not have: an AttributeError there, and one on the bridge. */
import type { ApiObject } from '../../python/api/api-member.js';
import { isUnknownName } from '../../python/api/modules-inside.js';
import type { ModPythonUse } from '../../python/mod-python-uses.js';
import type { ExactModule } from '../../python/reader.js';
import type { FollowedUse } from './api-uses.js';

/** What publisher and PSP put on the request, and what every object has. */
const GIVEN = /^(?:form|session|softspace|__\w+__)$/;
/** Objects whose members are all known. */
const KNOWN: ReadonlySet<ApiObject> = new Set<ApiObject>(['request', 'server', 'connection', 'table']);

/** @param set attributes that code sets on the objects of mod_python, without the object */
export function isMissingMember(use: FollowedUse, set: ReadonlySet<string>): boolean {
  const { action, object, member, api, certain } = use;
  if (action !== 'load' && action !== 'call') return false;
  if (!certain || api || member === undefined || !KNOWN.has(object)) return false;
  return !GIVEN.test(member) && !set.has(member);
}

/** @param looked whether some code sets the name, or asks for it by a string */
export function isMissingName(use: ModPythonUse, looked: (name: string) => boolean): boolean {
  if (use.kind !== 'name' || !use.certain || use.access === 'store' || use.access === 'delete') return false;
  return isUnknownName(use.target, use.api) && !looked(use.target);
}

/** The names that some code puts into a module of mod_python, or looks up there: `apache.mine = …`, `hasattr(apache, 'mine')`. */
export function namesLookedUp(
  named: readonly { readonly use: ModPythonUse }[],
  modules: readonly ExactModule[],
): (name: string) => boolean {
  const stored = new Set(
    named.flatMap(({ use }) => (use.kind === 'name' && use.access === 'store' ? [use.target] : [])),
  );
  return (target) => {
    const name = target.slice(target.indexOf('.') + 1);
    return (
      stored.has(target) ||
      modules.some(({ source }) => quoted(name).some((text) => source.text.includes(text)))
    );
  };
}

function quoted(name: string): readonly string[] {
  return [`'${name}'`, `"${name}"`];
}
