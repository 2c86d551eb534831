/**
 * `sys.stdout = req`: from then on every `print` of the process writes to the request, that of other modules and of other
 * requests, too. What is listed is what stands in modules through which the request goes; the assignment itself is an escape.
 */
import { descendants, isCall, isNode, isToken, type Tree } from '../tree.js';
import { followPower } from './follow.js';
import type { ProgramModule } from './program.js';
import { prefixOf } from './shown.js';
import type { Value } from './values.js';
import type { Place, Walk } from './walk.js';

const CACHE = new WeakMap<ProgramModule, readonly Tree[]>();

/** `sys.stdout` is an attribute of a module that is not part of the program. */
export function isStandardOutput({ of, name }: Place & { readonly kind: 'attribute' }): boolean {
  return of === undefined && name === 'stdout';
}

/** What prints, or writes to `sys.stdout`. */
export function followPrints(walk: Walk, value: Value): void {
  const reached = new Set(walk.functions.map(({ path }) => path));
  for (const module of walk.program.modules.values()) {
    if (!reached.has(module.path)) continue;
    for (const tree of printsIn(module)) walk.use({ module, tree, value, certain: false }, 'print-to');
  }
  for (const { module, power, index } of walk.program.attributeSites('stdout')) {
    const next = power.children[index + 1];
    if (reached.has(module.path) && next !== undefined)
      followPower(walk, { module, tree: prefixOf(power, index), value, certain: false }, power, index);
  }
}

/** `print x` and `print(x)` that say nothing of a file. */
function printsIn(module: ProgramModule): readonly Tree[] {
  const known = CACHE.get(module);
  if (known) return known;
  const found = [...descendants(module.root.node)].filter(
    (tree) =>
      (isNode(tree, 'print_stmt') && !isToken(tree.children[1], '>>')) ||
      (isNode(tree, 'power') && isToken(tree.children[0], 'print') && isCall(tree.children[1])),
  );
  CACHE.set(module, found);
  return found;
}
