/** Which names of a module stand for what of mod_python, by its imports. */
import { importedNames } from '../imports.js';
import type { ExactModule } from '../reader.js';
import type { Scope } from '../scopes/scope.js';
import { moduleOf, ownerOf, scopeOfName } from '../scopes/scopes.js';
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

const KNOWN = new WeakMap<ExactModule, ModPythonNames>();

export function modPythonNames(module: ExactModule): ModPythonNames {
  const known = KNOWN.get(module) ?? readNames(module);
  KNOWN.set(module, known);
  return known;
}

function readNames(module: ExactModule): ModPythonNames {
  const root = module.scopes();
  const imports = modPythonImports(module.tree);
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
    owner.bindings
      .get(name)
      ?.uses.filter((use) => use.kind !== 'load' && use.kind !== 'global' && !isFallback(use.leaf)) ?? [];
  const targets = new Set(stores.map((use) => byLeaf.get(use.leaf)?.target));
  const [target] = targets;
  if (stores.length === 0 || targets.size !== 1 || target === undefined) return undefined;
  return { target, missing: false };
}

/** `apache = None` for the case that the import fails, which it does not where handlers run. */
function isFallback(leaf: Leaf): boolean {
  const statement = leaf.parent;
  if (!isNode(statement, 'expr_stmt') || statement.children.length !== 3) return false;
  return isToken(statement.children[2], 'None') && ancestor(leaf, 'try_stmt') !== undefined;
}

/** A star import may bind anything. */
function starImport(scope: Scope): boolean {
  return moduleOf(scope).dynamic;
}

/** What each name that an import binds stands for, for all import statements in `tree`. */
function modPythonImports(tree: Node): readonly ImportedName[] {
  const found: ImportedName[] = [];
  for (const node of descendants(tree)) {
    if (!isNode(node, 'import_from', 'import_name')) continue;
    for (const { leaf, module, member, topOnly } of importedNames(node)) {
      const base = below(topOnly ? (module.split('.')[0] as string) : module);
      if (!leaf || base === undefined) continue;
      found.push({
        leaf,
        target: [base, member ?? ''].filter((part) => part !== '').join('.'),
        statement: node,
      });
    }
  }
  return found;
}

function below(path: string): string | undefined {
  if (path === 'mod_python') return '';
  return path.startsWith('mod_python.') ? path.slice('mod_python.'.length) : undefined;
}

/** Whether the leaf stands inside an import statement. */
export function isInImport(leaf: Leaf): boolean {
  return ancestor(leaf, 'import_from', 'import_name') !== undefined;
}
