/** Members that fields of a form had, read of what may be one: the new values have none. */
import { isNode, isToken, type Leaf, leaves, type Node } from '../../tree.js';
import { mentions } from './form-names.js';
import { blocked } from './response-uses.js';
import type { Use } from './uses.js';

/** What is known of the fields in a function. */
export interface KnownFields {
  /** Variables that may hold something of the form. */
  readonly names: ReadonlySet<string>;
  /** Uses of variables that hold a field. */
  readonly aliases: readonly Leaf[];
}

/**
 * Members of fields that are read of something else: it may be a field whose values were strings with members.
 * @param known undefined where nothing is known: then members of the form's own fields count, too
 */
export function strayMember(tree: Node, known?: KnownFields): Use | undefined {
  for (const leaf of leaves(tree)) {
    const trailer = leaf.parent;
    if (!isNode(trailer, 'trailer') || !isToken(trailer.children[0], '.')) continue;
    if (!['value', 'filename', 'file'].includes(leaf.value)) continue;
    const around = trailer.parent as Node;
    const before = around.children.slice(0, around.children.indexOf(trailer));
    const last = before.at(-1);
    const item = isNode(last, 'trailer') && !isToken(last.children[0], '.');
    const harmless =
      known && (item || known.aliases.some((one) => one === last) || !mentions(before, known.names));
    if (!harmless)
      return blocked(leaf, around, `\`.${leaf.value}\` is read of something that may be a field of the form`);
  }
  return undefined;
}
