/** What is followed: the request, objects that come from it, its methods, and containers with any of these inside. */
import type { ApiMember, ApiObject } from '../api/api-member.js';

interface Origin {
  readonly object: ApiObject;
  /** The member of the object before that gave it, for example `headers_in` of a table. */
  readonly via: string | undefined;
  /** It got here through a call whose callee could be any of several functions: only what fits mod_python is a use. */
  readonly guess?: boolean;
}

export type Value =
  | (Origin & { readonly kind: 'object' })
  /** A bound method: `write = req.write`. */
  | (Origin & { readonly kind: 'member'; readonly name: string })
  /** A list, tuple or dictionary that has the value somewhere in it. */
  | { readonly kind: 'holder'; readonly of: Value };

/** Values inside containers inside containers are followed no deeper than this. */
const MAX_HOLDING = 3;

export function keyOf(value: Value): string {
  if (value.kind === 'holder') return `[${keyOf(value.of)}]`;
  const source = value.via === undefined ? value.object : `${value.via}:${value.object}`;
  const object = value.guess ? `?${source}` : source;
  return value.kind === 'object' ? object : `${object}.${value.name}`;
}

export function holderOf(value: Value): Value {
  const depth = (at: Value): number => (at.kind === 'holder' ? 1 + depth(at.of) : 0);
  return depth(value) >= MAX_HOLDING ? value : { kind: 'holder', of: value };
}

/** Containers around it are not counted any more. */
export function isDeep(value: Value): boolean {
  return value.kind === 'holder' && keyOf(value) === keyOf(holderOf(value));
}

/** The object that a use of the value is a use of. */
export function objectOf(value: Value): Value & { readonly kind: 'object' | 'member' } {
  return value.kind === 'holder' ? objectOf(value.of) : value;
}

/** What `.name` of the value gives, if that is followed: a bound method, a table, a form. */
export function memberValue(
  owner: Value & { readonly kind: 'object' },
  name: string,
  member: ApiMember | undefined,
): Value | undefined {
  if (member?.kind === 'method') return { ...owner, kind: 'member', name };
  return member?.result && resultValue(owner, member.result, name);
}

/** An object that the value gave, by its member `via` or by a call. */
export function resultValue(
  { guess }: Value & { readonly kind: 'object' | 'member' },
  object: ApiObject,
  via: string | undefined,
): Value {
  return { kind: 'object', object, via, ...(guess ? { guess } : {}) };
}

/** The same value, where it may have got by a call of something that is not known; undefined where that is not followed. */
export function guessed(value: Value): Value | undefined {
  if (value.kind === 'holder') {
    const of = guessed(value.of);
    return of && { kind: 'holder', of };
  }
  return value.kind === 'object' && value.object === 'request' && !value.guess
    ? { ...value, guess: true }
    : undefined;
}
