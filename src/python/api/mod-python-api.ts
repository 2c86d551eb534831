/**
 * The inventory of mod_python: every member of every object and module, with what takes its place.
 * Sources: src/*object.c and lib/python/mod_python of 3.5.0.5, the manual of 3.3.1.
 */
import { APACHE_NAMES, APACHE_PREFIXES } from './apache-names.js';
import type { ApiMember, ApiObject } from './api-member.js';
import { MODULE_NAMES, MODULES } from './module-names.js';
import { OBJECT_MEMBERS } from './object-members.js';
import { REQUEST_MEMBERS } from './request-members.js';

export const API_MEMBERS: readonly ApiMember[] = [
  ...REQUEST_MEMBERS,
  ...OBJECT_MEMBERS,
  ...APACHE_NAMES,
  ...MODULE_NAMES,
];

const BY_NAME = new Map(API_MEMBERS.map((member) => [`${member.object}.${member.name}`, member]));
const MODULE_BY_NAME = new Map(MODULES.map((member) => [member.name, member]));

/** The member `name` of an object or module of mod_python; undefined when mod_python has none of that name. */
export function apiMember(object: ApiObject, name: string): ApiMember | undefined {
  return BY_NAME.get(`${object}.${name}`) ?? (object === 'apache' ? apacheConstant(name) : undefined);
}

/** @param path dotted path below `mod_python`: `apache`, `apache.OK`, `util.FieldStorage` */
export function apiName(path: string): ApiMember | undefined {
  const [module = '', name, ...rest] = path.split('.');
  const found = MODULE_BY_NAME.get(module);
  if (name === undefined || found === undefined) return found;
  const member = apiMember(module as ApiObject, name);
  if (rest.length === 0 || member?.result === undefined) return member;
  return apiMember(member.result, rest[0] as string) ?? member;
}

function apacheConstant(name: string): ApiMember | undefined {
  const family = APACHE_PREFIXES.find(([prefix]) => name.startsWith(prefix));
  if (!family) return undefined;
  return {
    object: 'apache',
    name,
    kind: 'constant',
    class: 'EXACT',
    counterpart: family[1],
    writable: false,
    result: undefined,
  };
}
