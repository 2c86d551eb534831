/** Which variables of a function may hold something of a form: followed from name to name, whatever is done on the way. */
import { descendants, isName, isNode, isToken, leaves, type Node, type Tree } from '../../tree.js';

/**
 * Names that may hold the form, one of its fields, or what was made of them.
 * @param start names of the form itself
 */
export function namesWithFields(body: Node, start: Iterable<string>): ReadonlySet<string> {
  const found = new Set(start);
  const steps = [...descendants(body)].flatMap(stepIn);
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const { from, to } of steps)
      if (mentions(from, found)) for (const name of namesIn(to)) found.add(name);
  }
  return found;
}

/** Whether a name in the expression, or an attribute, is one of these. */
export function mentions(trees: readonly Tree[], names: ReadonlySet<string>): boolean {
  return namesIn(trees).some((name) => names.has(name) || name === 'FieldStorage');
}

function namesIn(trees: readonly Tree[]): readonly string[] {
  return trees.flatMap((tree) => [...leaves(tree)].filter(isName).map((leaf) => leaf.value));
}

interface Step {
  readonly from: readonly Tree[];
  readonly to: readonly Tree[];
}

/** `to = from`, `for to in from`, `with from as to`, `to.append(from)` */
function stepIn(tree: Tree): readonly Step[] {
  if (tree.kind === 'leaf') return [];
  const { children } = tree;
  switch (tree.type) {
    case 'expr_stmt':
      return [{ from: children, to: children.slice(0, -1) }];
    case 'for_stmt':
    case 'comp_for':
    case 'list_for':
    case 'old_comp_for':
      return [{ from: [children[3] as Tree], to: [children[1] as Tree] }];
    case 'with_item':
    case 'except_clause':
      return [{ from: children, to: children.slice(-1) }];
    case 'power':
      return isNode(tree.parent, 'simple_stmt') && isMethodCall(tree)
        ? [{ from: children.slice(1), to: children.slice(0, 1) }]
        : [];
    default:
      return [];
  }
}

function isMethodCall(power: Node): boolean {
  const [, attribute] = power.children;
  return isNode(attribute, 'trailer') && isToken(attribute.children[0], '.');
}
