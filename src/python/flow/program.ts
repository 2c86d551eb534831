/** The modules of a site as one program, with the questions that following a value across them asks. */
import { type ImportedName, importedNames } from '../imports.js';
import { mangle } from '../mangle.js';
import type { ExactModule } from '../reader.js';
import { allScopes, type NameUse, ownerOf, type Scope } from '../scopes.js';
import { descendants, isNode, isToken, type Leaf, type Node } from '../tree.js';

/** Path of the file that a module name means in the file `from`; leading dots for relative imports. undefined: not part of the site. */
export type ResolveImport = (from: string, name: string) => string | undefined;

export interface ProgramModule {
  readonly path: string;
  readonly module: ExactModule;
  /** The module's scope. */
  readonly root: Scope;
}

/** `.name` behind an expression: children[index] of `power`. */
export interface AttributeSite {
  readonly module: ProgramModule;
  readonly power: Node;
  readonly index: number;
}

/** A use of a variable, with the block that it stands in. */
export interface VariableUse extends NameUse {
  readonly scope: Scope;
}

export interface Variable {
  readonly owner: Scope;
  /** Mangled. */
  readonly name: string;
  readonly uses: readonly VariableUse[];
}

export class Program {
  readonly modules: ReadonlyMap<string, ProgramModule>;
  private readonly facts = new Map<ProgramModule, ModuleFacts>();
  private attributes: ReadonlyMap<string, readonly AttributeSite[]> | undefined;

  constructor(
    modules: ReadonlyMap<string, ExactModule>,
    private readonly resolve: ResolveImport,
  ) {
    this.modules = new Map(
      [...modules].map(([path, module]) => [path, { path, module, root: module.scopes() }]),
    );
  }

  /** The module that `name` means in `from`, when it is part of the program. */
  imported(from: ProgramModule, name: string): ProgramModule | undefined {
    const path = this.resolve(from.path, name);
    return path === undefined ? undefined : this.modules.get(path);
  }

  /** Every use of the variable `name` (mangled) of block `owner`, in whatever block it stands. */
  usesOf(module: ProgramModule, owner: Scope, name: string): readonly VariableUse[] {
    return this.factsOf(module).variables.get(owner)?.get(name) ?? [];
  }

  /** All variables of the module, by owning block; names that no block binds are with the module's own. */
  variablesOf(module: ProgramModule): readonly Variable[] {
    return [...this.factsOf(module).variables].flatMap(([owner, names]) =>
      [...names].map(([name, uses]) => ({ owner, name, uses })),
    );
  }

  /** The import that a binding token belongs to. */
  importOf(module: ProgramModule, leaf: Leaf): ImportedName | undefined {
    return this.factsOf(module).imports.get(leaf);
  }

  /** Modules whose names a star import brings into `module`. */
  starImports(module: ProgramModule): readonly string[] {
    return this.factsOf(module).stars;
  }

  /** Where modules of the program import `name` of `target` by a `from` import: the binding tokens. */
  importersOf(
    target: ProgramModule,
    name: string,
  ): readonly { readonly module: ProgramModule; readonly leaf: Leaf }[] {
    return [...this.modules.values()].flatMap((module) =>
      [...this.factsOf(module).imports].flatMap(([leaf, imported]) =>
        imported.member === name && this.imported(module, imported.module) === target
          ? [{ module, leaf }]
          : [],
      ),
    );
  }

  /** All places of the program where an attribute of that name is used. */
  attributeSites(name: string): readonly AttributeSite[] {
    this.attributes ??= attributeIndex([...this.modules.values()]);
    return this.attributes.get(name) ?? [];
  }

  private factsOf(module: ProgramModule): ModuleFacts {
    let facts = this.facts.get(module);
    if (!facts) {
      facts = moduleFacts(module);
      this.facts.set(module, facts);
    }
    return facts;
  }
}

interface ModuleFacts {
  readonly variables: ReadonlyMap<Scope, ReadonlyMap<string, readonly VariableUse[]>>;
  readonly imports: ReadonlyMap<Leaf, ImportedName>;
  readonly stars: readonly string[];
}

function moduleFacts({ module, root }: ProgramModule): ModuleFacts {
  const imports = new Map<Leaf, ImportedName>();
  const stars: string[] = [];
  for (const tree of descendants(module.tree)) {
    if (!isNode(tree, 'import_from', 'import_name')) continue;
    for (const imported of importedNames(tree)) {
      if (imported.leaf) imports.set(imported.leaf, imported);
      else stars.push(imported.module);
    }
  }
  return { variables: variableIndex(root), imports, stars };
}

function variableIndex(root: Scope): ReadonlyMap<Scope, ReadonlyMap<string, readonly VariableUse[]>> {
  const index = new Map<Scope, Map<string, VariableUse[]>>();
  for (const scope of allScopes(root)) {
    for (const { name, uses } of scope.bindings.values()) {
      // Names that no block binds are kept with the module: they are its missing globals.
      const owner = ownerOf(scope, name) ?? root;
      const names = index.get(owner) ?? new Map<string, VariableUse[]>();
      const known = names.get(name) ?? [];
      for (const { kind, leaf } of uses) known.push({ kind, leaf, scope });
      names.set(name, known);
      index.set(owner, names);
    }
  }
  return index;
}

function attributeIndex(modules: readonly ProgramModule[]): ReadonlyMap<string, readonly AttributeSite[]> {
  const index = new Map<string, AttributeSite[]>();
  for (const module of modules) {
    for (const power of descendants(module.module.tree)) {
      if (!isNode(power, 'power')) continue;
      for (const [position, child] of power.children.entries()) {
        if (!isNode(child, 'trailer') || !isToken(child.children[0], '.')) continue;
        const name = attributeName(child);
        const sites = index.get(name) ?? [];
        sites.push({ module, power, index: position });
        index.set(name, sites);
      }
    }
  }
  return index;
}

/** Name of a `.name` trailer, mangled as CPython mangles it. */
export function attributeName(trailer: Node): string {
  const leaf = trailer.children[1] as Leaf;
  return leaf.value.startsWith('__') ? mangle(leaf.value, classAround(trailer)) : leaf.value;
}

function classAround(tree: Node): string | undefined {
  let at: Node | undefined = tree.parent;
  while (at && at.type !== 'classdef') at = at.parent;
  return at && (at.children[1] as Leaf).value;
}
