/** Strings that name modules: test doubles that take the place of one, imports by name, lookups in `sys.modules`. */
import { isNode, isToken, type Leaf, type Node, type Tree } from './tree.js';

const MAKES_MODULES = /(?:^|\.)(?:ModuleType|new_module)$/;
const HOLDS_MODULES = /^(?:sys\.)?modules\.(?:get|has_key|setdefault|pop|__setitem__|__contains__|update)$/;
const IMPORTS = /^(?:__import__|(?:[\w.]+\.)?import_module)$/;
const PATCHES = /(?:^|\.)patch(?:\.dict)?$|(?:^|\.)setitem$/;

/**
 * Whether a string names a module to import it, to look it up, or to stand in for it: `__import__('m')`,
 * `sys.modules['m'] = double`, `'m' in sys.modules`, `types.ModuleType('m')`, `mock.patch('m.function')`,
 * `patch.dict('sys.modules', {'m': double})`.
 */
export function isModuleName(leaf: Leaf): boolean {
  const { parent } = leaf;
  if (isNode(parent, 'comparison') && parent.children[0] === leaf)
    return /^sys\.modules$/.test(dotted(parent.children.at(-1) as Tree));
  for (let at: Tree | undefined = leaf; at; at = at.parent) {
    if (/(?:stmt|suite|lambdef|decorated)$/.test(at.type)) return false;
    if (!isNode(at, 'trailer', 'decorator')) continue;
    const callee = calleeOf(at);
    if (isToken(at.children[0], '[')) return callee === 'sys.modules' && at.children[1] === leaf;
    return [MAKES_MODULES, HOLDS_MODULES, PATCHES, IMPORTS].some((one) => one.test(callee));
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
