/** What is followed: the request, objects that come from it, its methods, and containers with any of these inside. */
import type { ApiObject } from '../api/api-member.js';

export type Value =
  /** `via`: the member of the object before that gave it, for example `headers_in` of a table. */
  | { readonly kind: 'object'; readonly object: ApiObject; readonly via: string | undefined }
  /** A bound method: `write = req.write`. */
  | {
      readonly kind: 'member';
      readonly object: ApiObject;
      readonly name: string;
      readonly via: string | undefined;
    }
  /** A list, tuple or dictionary that has the value somewhere in it. */
  | { readonly kind: 'holder'; readonly of: Value };

/** Values inside containers inside containers are followed no deeper than this. */
const MAX_HOLDING = 3;

export function keyOf(value: Value): string {
  if (value.kind === 'holder') return `[${keyOf(value.of)}]`;
  const object = value.via === undefined ? value.object : `${value.via}:${value.object}`;
  return value.kind === 'object' ? object : `${object}.${value.name}`;
}

export function holderOf(value: Value): Value {
  const depth = (at: Value): number => (at.kind === 'holder' ? 1 + depth(at.of) : 0);
  return depth(value) >= MAX_HOLDING ? value : { kind: 'holder', of: value };
}

/** The object that a use of the value is a use of. */
export function objectOf(value: Value): Value & { readonly kind: 'object' | 'member' } {
  return value.kind === 'holder' ? objectOf(value.of) : value;
}
