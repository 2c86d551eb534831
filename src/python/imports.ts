/** Import statements as facts: which token binds a name to which module or member of a module. */
import { isName, isNode, isToken, type Leaf, type Node, type Tree } from './tree.js';

export interface ImportedName {
  /** The token that binds the name; undefined for `*`. */
  readonly leaf: Leaf | undefined;
  /** Dotted module as written, with the dots of a relative import: `mod_python`, `..package.module`. */
  readonly module: string;
  /**
   * `import a.b` binds `a`: member undefined, and the whole module is imported.
   * `import a.b as c` binds a.b; `from a import b` binds member `b` of a, which may be a module itself.
   */
  readonly member: string | undefined;
  /** `import a.b` without `as`: the name stands for `a` only. */
  readonly topOnly: boolean;
  /** `import_name` or `import_from`. */
  readonly statement: Node;
  /** The part of the statement that names it: `a as b`. */
  readonly part: Tree;
}

/** @param statement an `import_name` or `import_from` */
export function importedNames(statement: Node): readonly ImportedName[] {
  return statement.type === 'import_from' ? fromNames(statement) : plainNames(statement);
}

function plainNames(statement: Node): readonly ImportedName[] {
  const list = statement.children[1] as Tree;
  const parts = isNode(list, 'dotted_as_names')
    ? list.children.filter((child) => !isToken(child, ','))
    : [list];
  return parts.map((part) => {
    const renamed = isNode(part, 'dotted_as_name');
    const dotted = renamed ? (part.children[0] as Tree) : part;
    const leaf = renamed ? part.children[2] : isNode(dotted, 'dotted_name') ? dotted.children[0] : dotted;
    return {
      leaf: leaf as Leaf,
      module: dottedText(dotted),
      member: undefined,
      topOnly: !renamed,
      statement,
      part,
    };
  });
}

function fromNames(statement: Node): readonly ImportedName[] {
  const { children } = statement;
  const at = children.findIndex((child) => isToken(child, 'import'));
  const module = children.slice(1, at).map(dottedText).join('');
  const base = { module, topOnly: false, statement };
  return children.slice(at + 1).flatMap((child): readonly ImportedName[] => {
    if (isToken(child, '*')) return [{ ...base, leaf: undefined, member: '*', part: child }];
    const parts = isNode(child, 'import_as_names') ? child.children : [child];
    return parts.flatMap((part): readonly ImportedName[] => {
      if (isName(part)) return [{ ...base, leaf: part, member: part.value, part }];
      if (!isNode(part, 'import_as_name')) return [];
      return [{ ...base, leaf: part.children[2] as Leaf, member: (part.children[0] as Leaf).value, part }];
    });
  });
}

/** `a.b.c` of a name, a `dotted_name` or a dot. */
export function dottedText(tree: Tree): string {
  return tree.kind === 'leaf' ? tree.value : tree.children.map(dottedText).join('');
}
