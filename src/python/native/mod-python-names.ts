/** Which names of a module stand for what of mod_python, by its imports. */
import type { ExactModule } from '../reader.js';
import { moduleOf, ownerOf, type Scope, scopeOfName } from '../scopes.js';
import { ancestor, descendants, isName, isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';
import { stepsBehind } from './calls.js';

/** One name that an import statement binds to something of mod_python. */
export interface ImportedName {
  /** The leaf that binds: `apache` of `from mod_python import apache`, `ap` of `import mod_python.apache as ap`. */
  readonly leaf: Leaf;
  /** Dotted path below mod_python; '' for mod_python itself. */
  readonly target: string;
  /** `import_name` or `import_from`. */
  readonly statement: Node;
}

export interface ModPythonName {
  /** Dotted path below mod_python, for example `apache.OK`. */
  readonly target: string;
  /** How many of the steps behind the name belong to the path. */
  readonly steps: number;
  /** No import binds the name: `apache` was used as if it were there. */
  readonly missing: boolean;
}

export interface ModPythonNames {
  readonly imports: readonly ImportedName[];
  /** What the variable `leaf` with the attributes behind it stands for; undefined when that is not mod_python. */
  nameOf(leaf: Leaf): ModPythonName | undefined;
}

export function modPythonNames(module: ExactModule): ModPythonNames {
  const root = module.scopes();
  const imports = importedNames(module.tree);
  const byLeaf = new Map(imports.map((imported) => [imported.leaf, imported]));
  return {
    imports,
    nameOf(leaf) {
      const scope = scopeOfName(root, leaf);
      const base = scope && baseTarget(scope, leaf.value, byLeaf);
      if (!base) return undefined;
      return extend(leaf, base.target, base.missing);
    },
  };
}

/** The dotted path of an expression that is nothing but names of mod_python: `apache.OK`. */
export function wholeName(names: ModPythonNames, tree: Tree): string | undefined {
  const leaf = isNode(tree, 'power') ? tree.children[0] : tree;
  if (!isName(leaf)) return undefined;
  const found = names.nameOf(leaf);
  const steps = tree === leaf ? 0 : (tree as Node).children.length - 1;
  return found?.steps === steps ? found.target : undefined;
}

function extend(leaf: Leaf, base: string, missing: boolean): ModPythonName {
  const path = base === '' ? [] : [base];
  let steps = 0;
  for (const step of stepsBehind(leaf)) {
    if (step.kind !== 'attribute') break;
    path.push(step.name);
    steps++;
  }
  return { target: path.join('.'), steps, missing };
}

function baseTarget(
  scope: Scope,
  name: string,
  byLeaf: ReadonlyMap<Leaf, ImportedName>,
): { readonly target: string; readonly missing: boolean } | undefined {
  const owner = ownerOf(scope, name);
  if (!owner)
    return name === 'apache' && !starImport(scope) ? { target: 'apache', missing: true } : undefined;
  const stores =
    owner.bindings.get(name)?.uses.filter((use) => use.kind !== 'load' && use.kind !== 'global') ?? [];
  const targets = new Set(stores.map((use) => byLeaf.get(use.leaf)?.target));
  const [target] = targets;
  if (stores.length === 0 || targets.size !== 1 || target === undefined) return undefined;
  return { target, missing: false };
}

/** A star import may bind anything. */
function starImport(scope: Scope): boolean {
  return moduleOf(scope).dynamic;
}

function importedNames(tree: Node): readonly ImportedName[] {
  const found: ImportedName[] = [];
  for (const node of descendants(tree)) {
    if (isNode(node, 'import_from')) found.push(...fromImport(node));
    else if (isNode(node, 'import_name')) found.push(...plainImport(node));
  }
  return found;
}

function fromImport(statement: Node): readonly ImportedName[] {
  const from = dotted(statement.children[1] as Tree);
  const base = below(from);
  if (base === undefined) return [];
  return boundNames(statement.children.at(-1) as Tree, statement).map(({ path, leaf }) => ({
    leaf,
    statement,
    target: base === '' ? path : `${base}.${path}`,
  }));
}

/** `a`, `a as b`, `a, b as c`, with or without parentheses. */
function boundNames(tree: Tree, statement: Node): readonly { readonly path: string; readonly leaf: Leaf }[] {
  if (isName(tree)) return [{ path: tree.value, leaf: tree }];
  if (isNode(tree, 'import_as_name')) {
    return [{ path: (tree.children[0] as Leaf).value, leaf: tree.children[2] as Leaf }];
  }
  if (isNode(tree, 'import_as_names')) return tree.children.flatMap((child) => boundNames(child, statement));
  if (isToken(tree, ')')) return boundNames(statement.children.at(-2) as Tree, statement);
  return [];
}

function plainImport(statement: Node): readonly ImportedName[] {
  const list = statement.children[1] as Tree;
  const parts = isNode(list, 'dotted_as_names') ? list.children : [list];
  return parts.flatMap((part): readonly ImportedName[] => {
    const renamed = isNode(part, 'dotted_as_name') ? (part.children[2] as Leaf) : undefined;
    const path = dotted(renamed ? ((part as Node).children[0] as Tree) : part);
    const target = below(path);
    if (target === undefined) return [];
    if (renamed) return [{ leaf: renamed, target, statement }];
    return [{ leaf: (isNode(part, 'dotted_name') ? part.children[0] : part) as Leaf, target: '', statement }];
  });
}

function dotted(tree: Tree): string {
  if (tree.kind === 'leaf') return tree.value;
  return isNode(tree, 'dotted_name') ? tree.children.map((child) => (child as Leaf).value).join('') : '';
}

function below(path: string): string | undefined {
  if (path === 'mod_python') return '';
  return path.startsWith('mod_python.') ? path.slice('mod_python.'.length) : undefined;
}

/** Whether the leaf stands inside an import statement. */
export function isInImport(leaf: Leaf): boolean {
  return ancestor(leaf, 'import_from', 'import_name') !== undefined;
}
