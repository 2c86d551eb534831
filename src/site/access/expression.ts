/** Who may come in, as a formula, and its text in the grammar of Apache 2.4 (mod_authz_core, mod_authz_host). */
import { quoteWord } from '../../httpd/syntax/words.js';

/** `line`: the words after one Require. `all` and `any`: sections of several. */
export type Access =
  | { readonly kind: 'line'; readonly words: string }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Access[] };

export const GRANTED = { kind: 'line', words: 'all granted' } as const satisfies Access;
export const DENIED = { kind: 'line', words: 'all denied' } as const satisfies Access;

export function isGranted(access: Access): boolean {
  return access.kind === 'line' && access.words === GRANTED.words;
}

export function isDenied(access: Access): boolean {
  return access.kind === 'line' && access.words === DENIED.words;
}

/** Both formulas must hold. */
export function both(left: Access, right: Access): Access {
  if (isGranted(left) || isDenied(right)) return right;
  if (isGranted(right) || isDenied(left)) return left;
  const of = [left, right].flatMap((one) => (one.kind === 'all' ? one.of : [one]));
  // Lines with "not" need one beside them that grants; any other line does it as well.
  const granting = of.some((one) => !isGranted(one) && !isNegated(one));
  return { kind: 'all', of: granting ? of.filter((one) => !isGranted(one)) : of };
}

function isNegated(access: Access): boolean {
  return access.kind === 'line' && access.words.startsWith('not ');
}

/** One of the formulas is enough. */
export function either(parts: readonly Access[]): Access {
  const flat = parts.flatMap((one) => (one.kind === 'any' ? one.of : [one])).filter((one) => !isDenied(one));
  if (flat.some(isGranted)) return GRANTED;
  const [only] = flat;
  if (only === undefined) return DENIED;
  return flat.length === 1 ? only : { kind: 'any', of: flat };
}

/** `Require host a b`: one of the words is enough. */
export function requireWords(provider: string, words: readonly string[], negated = false): Access {
  return {
    kind: 'line',
    words: [negated ? 'not ' : '', provider, ...words.map((word) => ` ${quoteWord(word)}`)].join(''),
  };
}

/** Lines with four spaces a level. Several plain lines mean "any of them" (AuthMerging Off). */
export function accessText(access: Access): readonly string[] {
  return access.kind === 'any' ? access.of.flatMap(block) : block(access);
}

function block(access: Access): readonly string[] {
  if (access.kind === 'line') return [`Require ${access.words}`];
  const name = access.kind === 'all' ? 'RequireAll' : 'RequireAny';
  return [`<${name}>`, ...access.of.flatMap(block).map((line) => `    ${line}`), `</${name}>`];
}
