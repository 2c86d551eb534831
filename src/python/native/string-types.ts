/**
 * Whether an expression is certainly a native string: `str` in the version of Python that runs. Under Python 2, WSGI
 * servers refuse unicode; under Python 3, text and bytes do not mix. "Do not know" is always a safe answer.
 */

import { importedNames } from '../imports.js';
import type { Scope } from '../scopes/scope.js';
import { allScopes, ownerOf } from '../scopes/scopes.js';
import { ancestor, isName, isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';
import { argumentsOf, type Step, stepsBehind } from './calls.js';
import { isNativeString } from './literals.js';
import type { ReadUse, Use } from './uses/uses.js';

export interface TypeContext {
  /** Scope of the function that the expression stands in. */
  readonly scope: Scope;
  /** Uses of the request by leaf: what they read is native, but for the body. */
  readonly byLeaf: ReadonlyMap<Leaf, Use>;
}

/** Methods of str that give a str for native arguments, or for none. */
const STRING_METHODS = new Set([
  'capitalize',
  'center',
  'expandtabs',
  'ljust',
  'lower',
  'lstrip',
  'replace',
  'rjust',
  'rstrip',
  'strip',
  'swapcase',
  'title',
  'upper',
  'zfill',
]);
const PART_METHODS = new Set(['split', 'rsplit', 'splitlines', 'partition', 'rpartition']);
const STRING_FUNCTIONS = new Set(['str', 'repr', 'hex', 'oct', 'chr']);

export function isNative(context: TypeContext, tree: Tree, seen: readonly Leaf[] = []): boolean {
  if (tree.kind === 'leaf') return isNativeLeaf(context, tree, seen);
  const all = (trees: readonly Tree[]): boolean => trees.every((part) => isNative(context, part, seen));
  const odd = tree.children.filter((_, index) => index % 2 === 0);
  switch (tree.type) {
    case 'atom':
      if (isToken(tree.children[0], '`')) return true;
      return tree.children.every((part) => part.kind === 'leaf' && part.type === 'STRING')
        ? tree.children.every((part) => isNativeString(part as Leaf))
        : isToken(tree.children[0], '(') && all(tree.children.slice(1, -1));
    case 'arith_expr':
      return all(odd);
    case 'term':
      return isFormatted(context, tree, seen);
    case 'or_test':
    case 'and_test':
      return all(odd);
    case 'test':
      return all([tree.children[0] as Tree, tree.children[4] as Tree]);
    case 'power':
      return isNativePower(context, tree, seen);
    default:
      return false;
  }
}

function isNativeLeaf(context: TypeContext, leaf: Leaf, seen: readonly Leaf[]): boolean {
  if (leaf.type === 'STRING') return isNativeString(leaf);
  if (leaf.type !== 'NAME' || seen.length > 8) return false;
  const owner = ownerOf(context.scope, leaf.value);
  if (!owner || isStoredElsewhere(owner, leaf.value)) return false;
  const stores = owner.bindings.get(leaf.value)?.uses.filter((use) => use.kind !== 'load') ?? [];
  const inside = { ...context, scope: owner };
  return (
    stores.length > 0 &&
    stores.every((use) => use.kind === 'store' && isNativeStore(inside, use.leaf, [...seen, leaf]))
  );
}

/** A function with a `global` statement, or an inner one with `nonlocal`, may store anything. */
function isStoredElsewhere(owner: Scope, name: string): boolean {
  return [...allScopes(owner)].some((scope) => {
    const kinds = scope.bindings.get(name)?.uses.map((use) => use.kind) ?? [];
    return kinds.includes('global') || kinds.includes('nonlocal');
  });
}

/** `name = value`, where the value is native; a name that is stored while it is being looked at counts as native. */
function isNativeStore(context: TypeContext, target: Leaf, seen: readonly Leaf[]): boolean {
  const statement = target.parent;
  if (!isNode(statement, 'expr_stmt') || statement.children.length !== 3 || statement.children[0] !== target)
    return false;
  if (!isToken(statement.children[1], '=')) return false;
  return isNative(context, statement.children[2] as Tree, seen);
}

/** `'…' % values`: unicode if one of the values is, unless they are formatted as numbers or by repr(). */
function isFormatted(context: TypeContext, term: Node, seen: readonly Leaf[]): boolean {
  const [format, operator, values] = term.children;
  if (term.children.length !== 3 || !isToken(operator, '%') || !isNative(context, format as Tree, seen))
    return false;
  const text = format?.kind === 'leaf' ? format.value : '';
  if (format?.kind === 'leaf' && format.type === 'STRING' && !/%[^a-zA-Z%]*s/.test(text.replaceAll('%%', '')))
    return true;
  const list = isNode(values, 'atom') && isToken(values.children[0], '(') ? values.children[1] : values;
  const parts = isNode(list, 'testlist_gexp', 'testlist_comp')
    ? list.children.filter((part) => !isToken(part, ','))
    : [list as Tree];
  return parts.every((part) => isNative(context, part, seen) || isNumber(part));
}

function isNumber(tree: Tree): boolean {
  if (tree.kind === 'leaf') return tree.type === 'NUMBER';
  return isNode(tree, 'power') && isToken(tree.children[0], 'len') && tree.children.length === 2;
}

function isNativePower(context: TypeContext, power: Node, seen: readonly Leaf[]): boolean {
  const head = power.children[0] as Tree;
  const steps = stepsBehind(head);
  if (steps.length !== power.children.length - 1) return false;
  if (isName(head)) {
    const use = context.byLeaf.get(head);
    if (use) return use.kind === 'read' && isNativeUse(context, use, steps, seen);
    const known = nativeCall(context, head, steps);
    if (known !== undefined) {
      const inside = known.positional.every((tree) => isNative(context, tree, seen));
      return inside && isNativeRest(context, steps.slice(known.steps), seen, known.parts);
    }
    if (STRING_FUNCTIONS.has(head.value) && steps.length === 1 && steps[0]?.kind === 'call')
      return isBuiltin(context, head);
  }
  return isNative(context, head, seen) && isNativeRest(context, steps, seen);
}

/** Functions of the standard library that give a native string for native arguments. */
const NATIVE_FUNCTIONS = new Set([
  ...['basename', 'dirname', 'join', 'normpath', 'abspath', 'realpath'].flatMap((name) => [
    `os.path.${name}`,
    `posixpath.${name}`,
  ]),
  ...[
    'urllib.quote',
    'urllib.quote_plus',
    'urllib.unquote',
    'urllib.unquote_plus',
    'cgi.escape',
    'time.strftime',
    'time.ctime',
  ],
]);

/** Functions that give a tuple of native strings. */
const PART_FUNCTIONS = new Set([
  'mimetypes.guess_type',
  'os.path.split',
  'os.path.splitext',
  'posixpath.split',
]);

/** The call that `head` begins, if it is of such a function; undefined for every other expression. */
function nativeCall(
  context: TypeContext,
  head: Leaf,
  steps: readonly Step[],
): { readonly positional: readonly Tree[]; readonly steps: number; readonly parts: boolean } | undefined {
  const base = importedPath(context, head);
  const at = steps.findIndex((step) => step.kind === 'call');
  const call = steps[at];
  if (base === undefined || call?.kind !== 'call') return undefined;
  const attributes = steps.slice(0, at).map((step) => (step.kind === 'attribute' ? step.name : '?'));
  const path = [base, ...attributes].join('.');
  if (!NATIVE_FUNCTIONS.has(path) && !PART_FUNCTIONS.has(path)) return undefined;
  const { positional, keywords, open } = argumentsOf(call.node);
  return open || keywords.size > 0
    ? undefined
    : { positional, steps: at + 1, parts: PART_FUNCTIONS.has(path) };
}

/** The module or member that a name stands for when one import binds it and nothing else does. */
export function importedPath(context: TypeContext, leaf: Leaf): string | undefined {
  const owner = ownerOf(context.scope, leaf.value);
  const stores = owner?.bindings.get(leaf.value)?.uses.filter((use) => use.kind !== 'load') ?? [];
  const statements = stores.map((use) =>
    use.kind === 'import' ? ancestor(use.leaf, 'import_name', 'import_from') : undefined,
  );
  const paths = statements.flatMap((statement, index) => {
    const found = statement && importedNames(statement).find((name) => name.leaf === stores[index]?.leaf);
    if (!found) return [''];
    return [
      found.topOnly ? leaf.value : [found.module, found.member ?? ''].filter((part) => part !== '').join('.'),
    ];
  });
  return new Set(paths).size === 1 && paths[0] !== '' ? paths[0] : undefined;
}

/** What environ holds is native, but for the input stream; a missing key's None fails in either world. */
function isNativeUse(
  context: TypeContext,
  use: ReadUse,
  steps: readonly Step[],
  seen: readonly Leaf[],
): boolean {
  if (use.own || use.text.includes('wsgi.input') || use.text.startsWith('(')) return false;
  const rest = steps.filter((step) => step.node.start >= use.end);
  const lookup = steps.find((step) => step.kind === 'call' && step.node.start < use.end);
  const fallback = lookup ? argumentsOf(lookup.node).positional[1] : undefined;
  return (fallback === undefined || isNative(context, fallback, seen)) && isNativeRest(context, rest, seen);
}

function isBuiltin(context: TypeContext, leaf: Leaf): boolean {
  return context.scope.bindings.get(leaf.value)?.resolution === 'global-implicit';
}

/** The steps behind a native string (after those that belong to the request). */
function isNativeRest(
  context: TypeContext,
  steps: readonly Step[],
  seen: readonly Leaf[],
  tuple = false,
): boolean {
  let parts = tuple;
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index] as Step;
    const next = steps[index + 1];
    if (step.kind === 'attribute' && next?.kind === 'call' && !parts) {
      const inside = next.node.children
        .slice(1, -1)
        .flatMap((tree) => (isNode(tree, 'arglist') ? tree.children : [tree]));
      const native = inside.every(
        (tree) => isToken(tree, ',') || isNative(context, tree, seen) || isNumber(tree),
      );
      if (STRING_METHODS.has(step.name) && native) index++;
      else if (PART_METHODS.has(step.name) && native) {
        parts = true;
        index++;
      } else return false;
    } else if (step.kind === 'item') parts = parts && isSlice(step.node);
    else if (step.kind !== 'attribute' && step.kind !== 'call') return false;
    else if (parts) return false;
  }
  return !parts;
}

function isSlice(item: Node): boolean {
  return isNode(item.children[1], 'subscript') || isToken(item.children[1], ':');
}
