/** Test doubles: code that puts something of its own where the import looks for a module. */
import { isNode, isToken, type Leaf, type Node, type Tree } from './tree.js';

const MAKES_MODULES = /(?:^|\.)(?:ModuleType|new_module)$/;
const HOLDS_MODULES = /^(?:sys\.)?modules\.(?:setdefault|pop|__setitem__|update)$/;
const PATCHES = /(?:^|\.)patch(?:\.dict)?$|(?:^|\.)setitem$/;

/**
 * Whether a string names a module only to stand in for it: `sys.modules['m'] = double`, `types.ModuleType('m')`,
 * `mock.patch('m.function')`, `patch.dict('sys.modules', {'m': double})`.
 */
export function isStubName(leaf: Leaf): boolean {
  for (let at: Tree | undefined = leaf; at; at = at.parent) {
    if (/(?:stmt|suite|lambdef|decorated)$/.test(at.type)) return false;
    if (!isNode(at, 'trailer', 'decorator')) continue;
    const callee = calleeOf(at);
    if (isToken(at.children[0], '[')) return callee === 'sys.modules' && at.children[1] === leaf;
    return MAKES_MODULES.test(callee) || HOLDS_MODULES.test(callee) || PATCHES.test(callee);
  }
  return false;
}

/** The names and dots in front of a call or subscript; '' where something else stands there. */
function calleeOf(at: Node): string {
  const parts =
    at.type === 'decorator'
      ? at.children.slice(
          1,
          at.children.findIndex((child) => isToken(child, '(')),
        )
      : (at.parent?.children.slice(0, at.parent.children.indexOf(at)) ?? []);
  const text = parts.map(dotted).join('');
  return /^[\w.]+$/.test(text) ? text : '';
}

function dotted(tree: Tree): string {
  return tree.kind === 'leaf' ? tree.value : tree.children.map(dotted).join('');
}
