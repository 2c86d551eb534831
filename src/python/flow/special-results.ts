/** What Python calls by itself: `with` asks `__enter__`, an exception keeps what it was made with. */
import { isNode, type Node, type Tree } from '../tree.js';
import { methodOwner } from './definitions.js';
import { followPower } from './follow.js';
import { prefixOf } from './shown.js';
import { bindTarget, variableAt } from './targets.js';
import { holderOf } from './values.js';
import type { Fact, Held, Place, Walk } from './walk.js';

/** `with C(req) as name`, where `C.__enter__` returns the value. */
export function followEntered(walk: Walk, fact: Fact, place: Place & { readonly kind: 'result' }): void {
  const owner = methodOwner(place.module, place.node);
  if (!owner) return;
  for (const module of walk.program.modules.values()) {
    for (const item of walk.program.indexOf(module).withItems) {
      const [context, , target] = item.children as [Tree, Tree, Tree];
      const fits = walk.meanings
        .of(module, context)
        .some(
          (meaning) =>
            meaning.kind === 'unknown' ||
            (meaning.kind === 'instance' && walk.meanings.classes.related(meaning.of, owner)),
        );
      if (fits) bindTarget(walk, { module, tree: context, value: fact.value, certain: false }, target);
    }
  }
}

/** The place of whatever is raised: its arguments and its message. */
const RAISED = 'what is raised';

/** `raise Error(req)`: `error.args` holds it wherever an `except` gives the exception a name. */
export function recordRaised(walk: Walk, held: Held): void {
  walk.record({ kind: 'attribute', of: undefined, name: RAISED }, held.value, false);
}

export function isRaised({ name }: Place & { readonly kind: 'attribute' }): boolean {
  return name === RAISED;
}

export function followRaised(walk: Walk, fact: Fact): void {
  for (const name of ['args', 'message']) {
    for (const { module, power, index } of walk.program.attributeSites(name)) {
      if (index !== 1 || !isCaught(walk, module, power)) continue;
      const value = name === 'args' ? holderOf(fact.value) : fact.value;
      followPower(walk, { module, tree: prefixOf(power, 1), value, certain: false }, power, 1);
    }
  }
}

function isCaught(walk: Walk, module: Held['module'], power: Node): boolean {
  const [head] = power.children;
  const variable = head?.kind === 'leaf' && head.type === 'NAME' ? variableAt(module, head) : undefined;
  if (!variable) return false;
  const uses = walk.program.usesOf(module, variable.owner, variable.name);
  return uses.some(({ kind, leaf }) => kind === 'store' && isNode(leaf.parent, 'except_clause'));
}
