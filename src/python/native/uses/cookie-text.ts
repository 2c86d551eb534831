/**
 * The text of a cookie as mod_python's Cookie class writes it: `name=value`, then attributes in a fixed order, under their
 * Python names, without quotes. Source: mod_python 3.5, lib/python/mod_python/Cookie.py.
 */
import type { Scope } from '../../scopes/scope.js';
import { ownerOf } from '../../scopes/scopes.js';
import { isName, isNode, isToken, type Leaf, leaves, type Node, type Tree } from '../../tree.js';
import { argumentsOf, type Step, stepsBehind } from '../calls.js';
import type { RequestFunction } from '../function.js';
import { isNativeString, plainInteger, plainString } from '../literals.js';
import type { ModPythonNames } from '../mod-python-names.js';
import { isNative } from '../string-types.js';
import type { CookiePiece } from './uses.js';

const ATTRIBUTES = [
  ...['version', 'path', 'domain', 'secure', 'comment', 'expires', 'max_age', 'samesite', 'discard', 'port'],
  'httponly',
];
const FLAGS = new Set(['secure', 'discard', 'httponly']);

/** What a cookie is made of, by attribute in lower case; `name` and `value` besides. */
export type CookieParts = ReadonlyMap<string, Tree>;

/** The arguments of `Cookie.Cookie(name, value, **attributes)`; undefined where they cannot all be seen. */
export function cookieParts(arguments_: readonly Tree[], keywords: ReadonlyMap<string, Tree>): CookieParts {
  const [name, value] = arguments_;
  const attributes = [...keywords].map(([key, tree]) => [key.toLowerCase(), tree] as const);
  return new Map([
    ...attributes,
    ...(name ? [['name', name] as const] : []),
    ...(value ? [['value', value] as const] : []),
  ]);
}

/** @returns why the text cannot be written down, where it cannot */
export function cookieText(
  names: ModPythonNames,
  fn: RequestFunction,
  parts: CookieParts,
): readonly CookiePiece[] | { readonly message: string } {
  const strange = [...parts.keys()].find((key) => !['name', 'value', ...ATTRIBUTES].includes(key));
  if (strange !== undefined) return { message: `a cookie has no attribute \`${strange}\`` };
  const inside = [...parts.values()].flatMap((tree) => [...leaves(tree)]);
  if (inside.some((leaf) => isName(leaf) && names.nameOf(leaf)))
    return { message: 'a cookie is made of something of mod_python' };
  const name = parts.get('name');
  if (!name || !isText(fn, name)) return { message: 'the name of the cookie cannot be seen' };
  const pieces: CookiePiece[] = [pieceOf(name), '=', ...optional(parts.get('value'))];
  for (const attribute of ATTRIBUTES) {
    const tree = parts.get(attribute);
    if (!tree) continue;
    if (FLAGS.has(attribute) && !isConstant(tree)) return { message: `\`${attribute}\` is not a constant` };
    const piece = attribute === 'expires' ? expiresPiece(fn, tree) : pieceOf(tree);
    if (piece === undefined) return { message: 'whether `expires` is a text or a time cannot be seen' };
    pieces.push(`; ${attribute}`, ...(FLAGS.has(attribute) ? [] : ['=', piece]));
  }
  return merged(pieces);
}

function optional(tree: Tree | undefined): readonly CookiePiece[] {
  return tree ? [pieceOf(tree)] : [];
}

function merged(pieces: readonly CookiePiece[]): readonly CookiePiece[] {
  const found: CookiePiece[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') found[found.length - 1] = last + piece;
    else found.push(piece);
  }
  return found;
}

/** Literals are part of the text. */
function pieceOf(tree: Tree): CookiePiece {
  const text = tree.kind === 'leaf' && isNativeString(tree) ? plainString(tree) : undefined;
  const number = plainInteger(tree);
  return text ?? (number === undefined ? { tree, expires: false } : String(number));
}

/** A name that is no text might be a Cookie object. */
function isText(fn: RequestFunction, tree: Tree): boolean {
  return isNative({ scope: fn.scope, byLeaf: new Map() }, tree);
}

function isConstant(tree: Tree): boolean {
  return tree.kind === 'leaf' && (/^(?:True|False|None)$/.test(tree.value) || tree.type !== 'NAME');
}

const DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3]\d-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-(?:19[7-9]|20[0-3])\d [0-2]\d:[0-5]\d:[0-5]\d GMT$/;

/** A text must be a date, or mod_python refuses it; a number is a time. */
function expiresPiece(fn: RequestFunction, tree: Tree): CookiePiece | undefined {
  const text = pieceOf(tree);
  const number = plainInteger(tree);
  if (number !== undefined) return number < 2 ** 31 ? cookieDate(number) : undefined;
  if (typeof text === 'string') return DATE.test(text) ? text : undefined;
  return isTime(fn.scope, tree) && hasTime(fn.scope) ? { tree, expires: true } : undefined;
}

/** `Thu, 01-Jan-1970 00:00:00 GMT` @param seconds since 1970 */
function cookieDate(seconds: number): string {
  const [day, date, month, year, time] = new Date(seconds * 1000).toUTCString().split(' ');
  return `${day} ${date}-${month}-${year} ${time} GMT`;
}

/** Whether the expression is a number: a sum or product of numbers, of names for them and of `time.time()`. */
export function isTime(scope: Scope, tree: Tree): boolean {
  if (tree.kind === 'leaf')
    return tree.type === 'NUMBER' || (tree.type === 'NAME' && isNumberName(scope, tree));
  if (isNode(tree, 'arith_expr', 'term'))
    return tree.children.every((part, index) =>
      index % 2 === 1 ? !isToken(part, '%') : isTime(scope, part),
    );
  if (isNode(tree, 'factor')) return isTime(scope, tree.children[1] as Tree);
  if (isNode(tree, 'atom'))
    return (
      isToken(tree.children[0], '(') && tree.children.length === 3 && isTime(scope, tree.children[1] as Tree)
    );
  return isNode(tree, 'power') && isNumberCall(tree, stepsBehind(tree.children[0] as Tree));
}

function isNumberCall(power: Node, steps: readonly Step[]): boolean {
  const [first, second] = steps;
  const head = power.children[0] as Leaf;
  if (head.value === 'time' && first?.kind === 'attribute' && first.name === 'time')
    return second?.kind === 'call' && argumentsOf(second.node).positional.length === 0 && steps.length === 2;
  return /^(?:int|float|len)$/.test(head.value) && first?.kind === 'call' && steps.length === 1;
}

/** `WEEK = 7 * 24 * 3600`, and nothing else is ever stored in it. */
function isNumberName(scope: Scope, leaf: Leaf): boolean {
  const owner = ownerOf(scope, leaf.value);
  const stores = owner?.bindings.get(leaf.value)?.uses.filter((use) => use.kind !== 'load') ?? [];
  const statement = stores[0]?.leaf.parent;
  if (!owner || stores.length !== 1 || !isNode(statement, 'expr_stmt') || statement.children.length !== 3)
    return false;
  const [target, operator, value] = statement.children as readonly [Tree, Tree, Tree];
  return target === stores[0]?.leaf && isToken(operator, '=') && isTime(owner, value);
}

/** Whether the name `time` is that of the module, or free for it. */
function hasTime(scope: Scope): boolean {
  const owner = ownerOf(scope, 'time');
  const stores = owner?.bindings.get('time')?.uses.filter((use) => use.kind !== 'load') ?? [];
  return stores.every(
    (use) => use.kind === 'import' && isNode(use.leaf.parent, 'import_name', 'dotted_as_names'),
  );
}
