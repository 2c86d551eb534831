/** Where the request goes out of sight, in words. */
import { isName, isNode, type Leaf, type Node, type Tree } from '../../tree.js';
import { dottedText } from '../calls.js';
import type { ModPythonNames } from '../mod-python-names.js';

/** What of mod_python only the bridge has. @returns undefined for other code */
export function bridgeOnly(names: ModPythonNames, callee: Tree): string | undefined {
  const target = isName(callee) ? names.nameOf(callee)?.target : undefined;
  if (/^Session\b/.test(target ?? ''))
    return 'sessions of mod_python have no counterpart in the standard library';
  return target === 'psp.PSP' ? 'pages in PSP are run by the bridge' : undefined;
}

/** What is done with the request where it is no argument. */
export function escapeMessage(leaf: Leaf): string {
  const shown = `\`${leaf.value}\``;
  const parent = leaf.parent as Node;
  if (isNode(parent, 'expr_stmt')) {
    const target = parent.children[0] as Tree;
    const text = isNode(target, 'power') ? dottedText(target, target) : (target as Leaf).value;
    return `${shown} is stored in \`${text}\``;
  }
  if (isNode(parent, 'return_stmt')) return `${shown} is returned`;
  if (isNode(parent, 'power')) return `${shown} is used in a way that cannot be followed`;
  if (isNode(parent, 'comparison', 'not_test', 'and_test', 'or_test', 'if_stmt'))
    return `${shown} itself is compared or tested`;
  if (isNode(parent, 'print_stmt'))
    return parent.children[2] === leaf
      ? `\`print >>${leaf.value}\` ends with a comma, or prints nothing`
      : `${shown} is printed`;
  return `${shown} is put where it cannot be followed`;
}
