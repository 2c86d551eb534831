/** The modules of a site as one program, with the questions that following a value across them asks. */
import type { ImportedName } from '../imports.js';
import type { ExactModule } from '../reader.js';
import type { Scope } from '../scopes/scope.js';
import type { Leaf, Node } from '../tree.js';
import { indexModule, type ModuleIndex, type VariableUse } from './module-index.js';

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

export interface Variable {
  readonly owner: Scope;
  /** Mangled. */
  readonly name: string;
  readonly uses: readonly VariableUse[];
}

/** A name that a module imports from another one of the program. */
export interface Importer {
  readonly module: ProgramModule;
  readonly leaf: Leaf;
}

export class Program {
  readonly modules: ReadonlyMap<string, ProgramModule>;
  private readonly indexes = new Map<ProgramModule, ModuleIndex>();
  private attributes: ReadonlyMap<string, readonly AttributeSite[]> | undefined;
  private stars: ReadonlyMap<ProgramModule, readonly ProgramModule[]> | undefined;
  private importers: ReadonlyMap<ProgramModule, ReadonlyMap<string, readonly Importer[]>> | undefined;

  constructor(
    modules: ReadonlyMap<string, ExactModule>,
    private readonly resolve: ResolveImport,
  ) {
    this.modules = new Map(
      [...modules].map(([path, module]) => [path, { path, module, root: module.scopes() }]),
    );
  }

  /** What one walk over the module found. */
  indexOf(module: ProgramModule): ModuleIndex {
    let index = this.indexes.get(module);
    if (!index) {
      index = indexModule(module.root);
      this.indexes.set(module, index);
    }
    return index;
  }

  /** The module that `name` means in `from`, when it is part of the program. */
  imported(from: ProgramModule, name: string): ProgramModule | undefined {
    const path = this.resolve(from.path, name);
    return path === undefined ? undefined : this.modules.get(path);
  }

  /** Every use of the variable `name` (mangled) of block `owner`, in whatever block it stands. */
  usesOf(module: ProgramModule, owner: Scope, name: string): readonly VariableUse[] {
    return this.indexOf(module).variables.get(owner)?.get(name) ?? [];
  }

  /** All variables of the module, by owning block; names that no block binds are with the module's own. */
  variablesOf(module: ProgramModule): readonly Variable[] {
    return [...this.indexOf(module).variables].flatMap(([owner, names]) =>
      [...names].map(([name, uses]) => ({ owner, name, uses })),
    );
  }

  /** The import that a binding token belongs to. */
  importOf(module: ProgramModule, leaf: Leaf): ImportedName | undefined {
    return this.indexOf(module).importOf.get(leaf);
  }

  /** Modules whose names a star import brings into `module`, as written. */
  starImports(module: ProgramModule): readonly string[] {
    return this.indexOf(module).imports.flatMap((imported) =>
      imported.member === '*' ? [imported.module] : [],
    );
  }

  /** Where modules of the program import `name` of `target` by a `from` import. */
  importersOf(target: ProgramModule, name: string): readonly Importer[] {
    this.importers ??= this.importerIndex();
    return this.importers.get(target)?.get(name) ?? [];
  }

  /** Modules into which a star import brings the names of `target`. */
  starImportersOf(target: ProgramModule): readonly ProgramModule[] {
    this.stars ??= this.starIndex();
    return this.stars.get(target) ?? [];
  }

  /** All places of the program where an attribute of that name is used. */
  attributeSites(name: string): readonly AttributeSite[] {
    this.attributes ??= this.attributeIndex();
    return this.attributes.get(name) ?? [];
  }

  private starIndex(): ReadonlyMap<ProgramModule, readonly ProgramModule[]> {
    const index = new Map<ProgramModule, ProgramModule[]>();
    for (const module of this.modules.values()) {
      for (const name of this.starImports(module)) {
        const target = this.imported(module, name);
        if (target) index.set(target, [...(index.get(target) ?? []), module]);
      }
    }
    return index;
  }

  private importerIndex(): ReadonlyMap<ProgramModule, ReadonlyMap<string, readonly Importer[]>> {
    const index = new Map<ProgramModule, Map<string, Importer[]>>();
    for (const module of this.modules.values()) {
      for (const { leaf, member, module: name } of this.indexOf(module).imports) {
        const target = leaf && member !== undefined ? this.imported(module, name) : undefined;
        if (!target || !leaf || member === undefined) continue;
        const names = index.get(target) ?? new Map<string, Importer[]>();
        names.set(member, [...(names.get(member) ?? []), { module, leaf }]);
        index.set(target, names);
      }
    }
    return index;
  }

  private attributeIndex(): ReadonlyMap<string, readonly AttributeSite[]> {
    const index = new Map<string, AttributeSite[]>();
    for (const module of this.modules.values()) {
      for (const [name, places] of this.indexOf(module).attributes) {
        const sites = index.get(name) ?? [];
        for (const { power, index: position } of places) sites.push({ module, power, index: position });
        index.set(name, sites);
      }
    }
    return index;
  }
}
