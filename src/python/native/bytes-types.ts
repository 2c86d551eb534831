/** Whether an expression is certainly bytes in either version of Python: they are sent as they are. */
import { ownerOf } from '../scopes/scopes.js';
import { isName, isNode, isToken, type Leaf, type Tree } from '../tree.js';
import { argumentsOf, type Step, stepsBehind } from './calls.js';
import { plainString } from './literals.js';
import { importedPath, type TypeContext } from './string-types.js';

/** Codecs of Python 2 that make bytes of bytes. */
const BYTE_CODECS = /^(?:base64|base_64|hex|hex_codec|zlib|zip|zlib_codec|bz2|bz2_codec)$/;

const BYTE_FUNCTIONS = new Set([
  ...['b64decode', 'b64encode', 'decodestring', 'encodestring', 'urlsafe_b64decode'].map(
    (name) => `base64.${name}`,
  ),
  ...['compress', 'decompress'].flatMap((name) => [`zlib.${name}`, `bz2.${name}`]),
  ...['a2b_base64', 'unhexlify', 'a2b_hex'].map((name) => `binascii.${name}`),
  ...['pickle.dumps', 'cPickle.dumps', 'struct.pack', 'os.urandom'],
]);

export function isBytes(context: TypeContext, tree: Tree, depth = 0): boolean {
  if (depth > 8) return false;
  if (tree.kind === 'leaf') {
    if (tree.type === 'STRING') return /^(?:b|br|rb)['"]/i.test(tree.value);
    return tree.type === 'NAME' && storesAll(context, tree, (value) => isBytes(context, value, depth + 1));
  }
  if (isNode(tree, 'atom') && isToken(tree.children[0], '(') && tree.children.length === 3)
    return isBytes(context, tree.children[1] as Tree, depth + 1);
  return (
    isNode(tree, 'power') &&
    givesBytes(context, tree.children[0] as Tree, stepsBehind(tree.children[0] as Tree))
  );
}

/** A call whose result is bytes, as the last step. */
function givesBytes(context: TypeContext, head: Tree, steps: readonly Step[]): boolean {
  const call = steps.at(-1);
  const before = steps.at(-2);
  if (call?.kind !== 'call') return false;
  if (isName(head) && BYTE_FUNCTIONS.has(pathOf(context, head, steps.slice(0, -1)))) return true;
  if (before?.kind !== 'attribute') return false;
  const [first] = argumentsOf(call.node).positional;
  if (before.name === 'encode') return true;
  if (before.name === 'decode') return BYTE_CODECS.test((first && plainString(first)) ?? '');
  return before.name === 'read' && isBinaryFile(context, head, steps.slice(0, -2));
}

function pathOf(context: TypeContext, head: Leaf, steps: readonly Step[]): string {
  const base = importedPath(context, head) ?? '?';
  return [base, ...steps.map((step) => (step.kind === 'attribute' ? step.name : '?'))].join('.');
}

/** `open(path, 'rb')`, or a variable that holds nothing else. */
function isBinaryFile(context: TypeContext, head: Tree, steps: readonly Step[]): boolean {
  if (!isName(head)) return false;
  const [call] = steps;
  if (steps.length === 0) {
    return storesAll(context, head, (value) => {
      const opener = isNode(value, 'power') ? value.children[0] : undefined;
      return opener !== undefined && isName(opener) && isBinaryFile(context, opener, stepsBehind(opener));
    });
  }
  if (steps.length !== 1 || call?.kind !== 'call' || !/^(?:open|file)$/.test(head.value)) return false;
  if (context.scope.bindings.get(head.value)?.resolution !== 'global-implicit') return false;
  const mode = argumentsOf(call.node).positional[1];
  return /b/.test((mode && plainString(mode)) ?? '');
}

/** Whether each value that the name is ever given is of that kind. */
function storesAll(context: TypeContext, name: Leaf, fits: (value: Tree) => boolean): boolean {
  const owner = ownerOf(context.scope, name.value);
  const stores = owner?.bindings.get(name.value)?.uses.filter(({ kind }) => kind !== 'load') ?? [];
  return (
    stores.length > 0 &&
    stores.every(({ kind, leaf }) => {
      const statement = leaf.parent;
      const plain =
        isNode(statement, 'expr_stmt') && statement.children.length === 3 && statement.children[0] === leaf;
      return (
        kind === 'store' &&
        plain &&
        isToken(statement.children[1], '=') &&
        fits(statement.children[2] as Tree)
      );
    })
  );
}
