/** Classes of the program: members through bases, and who derives from whom. */
import { mangle } from '../scopes/mangle.js';
import { scopeOfNode } from '../scopes/scopes.js';
import { isNode, isToken, type Node, type Tree } from '../tree.js';
import { decoratorsOf } from './definitions.js';
import { distinct } from './distinct.js';
import { type FunctionRef, type Meaning, type Meanings, UNKNOWN } from './meaning.js';
import type { ProgramModule } from './program.js';

export interface ClassRef {
  readonly module: ProgramModule;
  /** The `classdef`. */
  readonly node: Node;
}

export interface Family {
  readonly bases: readonly ClassRef[];
  /** false: a base comes from outside the program, or cannot be told. */
  readonly complete: boolean;
}

export class ClassTable {
  private readonly families = new Map<Node, Family>();
  private derived: ReadonlyMap<Node, readonly ClassRef[]> | undefined;

  constructor(private readonly meanings: Meanings) {}

  /** The class and everything it derives from, nearest first. */
  family(of: ClassRef): Family {
    const known = this.families.get(of.node);
    if (known) return known;
    this.families.set(of.node, { bases: [of], complete: false });
    const bases: ClassRef[] = [of];
    let complete = true;
    for (const meaning of basesOf(of).flatMap((base) => this.meanings.of(of.module, base))) {
      if (meaning.kind === 'class') {
        const above = this.family(meaning.of);
        complete &&= above.complete;
        bases.push(...above.bases.filter((base) => !bases.some((one) => one.node === base.node)));
      } else if (meaning.kind !== 'builtin') complete = false;
    }
    const family = { bases, complete };
    this.families.set(of.node, family);
    return family;
  }

  /** Classes of the program that derive from `of`, itself included. */
  descendantsOf(of: ClassRef): readonly ClassRef[] {
    this.derived ??= this.allDerived();
    return this.derived.get(of.node) ?? [of];
  }

  /** Classes that derive from a class of mod_python whose dotted path matches. */
  derivedFrom(path: RegExp): readonly ClassRef[] {
    const { program } = this.meanings;
    const all = [...program.modules.values()].flatMap((module) =>
      program.indexOf(module).classes.map((node) => ({ module, node })),
    );
    const direct = all.filter((one) =>
      basesOf(one)
        .flatMap((base) => this.meanings.of(one.module, base))
        .some((meaning) => meaning.kind === 'mod_python' && path.test(meaning.path)),
    );
    return [...new Set(direct.flatMap((one) => this.descendantsOf(one)))];
  }

  /** Whether an object can be both. */
  related(one: ClassRef, other: ClassRef): boolean {
    const isBase = (a: ClassRef, b: ClassRef): boolean =>
      this.family(a).bases.some((base) => base.node === b.node);
    if (isBase(one, other) || isBase(other, one)) return true;
    // Two classes that a third one joins: a mix-in sees what the other stores.
    return this.descendantsOf(one).some((joined) => isBase(joined, other));
  }

  /** Methods that `object.name` can be, with those of derived classes, which may stand in. */
  methods(
    of: ClassRef,
    name: string,
  ): { readonly found: readonly FunctionRef[]; readonly complete: boolean } {
    const inherited = this.nearest(of, name);
    const overriding = this.descendantsOf(of)
      .filter((one) => one.node !== of.node)
      .flatMap((one) => ownMembers(this.meanings, one, name));
    const all = [...(inherited ?? []), ...overriding];
    const found = all.flatMap((meaning) => (meaning.kind === 'function' ? [meaning.fn] : []));
    const known = inherited !== undefined && all.every((meaning) => meaning.kind === 'function');
    return { found: [...new Map(found.map((fn) => [fn.node, fn])).values()], complete: known };
  }

  /** What `.name` of the class or of its instances stands for. */
  attribute(of: ClassRef, name: string, on: 'class' | 'instance'): readonly Meaning[] {
    const { found, complete } = this.methods(of, name);
    if (found.length > 0) {
      const bound = found.map((fn): Meaning => {
        const decorators = decoratorsOf(fn.node);
        const binds =
          decorators.includes('classmethod') || (on === 'instance' && !decorators.includes('staticmethod'));
        return { kind: binds ? 'method' : 'function', fn };
      });
      return complete ? bound : [...bound, { kind: 'unknown' }];
    }
    const values = [...(this.nearest(of, name) ?? []), ...(on === 'instance' ? this.assigned(of, name) : [])];
    return values.length > 0 ? distinct(values) : UNKNOWN;
  }

  /** `super(C, self)` or `super()`: an instance of the bases of C. */
  superOf(module: ProgramModule, call: Node): readonly Meaning[] {
    let at: Node | undefined = call.parent;
    while (at && at.type !== 'classdef') at = at.parent;
    if (!at) return UNKNOWN;
    const bases = basesOf({ module, node: at }).flatMap((base) => this.meanings.of(module, base));
    const classes = bases.flatMap((base): readonly Meaning[] =>
      base.kind === 'class' ? [{ kind: 'instance', of: base.of }] : UNKNOWN,
    );
    return classes.length > 0 ? distinct(classes) : UNKNOWN;
  }

  /** Member of the class or of its nearest base that has one; undefined when none of the program does and others may. */
  private nearest(of: ClassRef, name: string): readonly Meaning[] | undefined {
    const { bases, complete } = this.family(of);
    for (const base of bases) {
      const own = ownMembers(this.meanings, base, name);
      if (own.length > 0) return own;
    }
    return complete ? [] : undefined;
  }

  /** Values of `self.name = value` in methods of the class and of its bases. */
  private assigned(of: ClassRef, name: string): readonly Meaning[] {
    const { bases } = this.family(of);
    const family = [...bases, ...this.descendantsOf(of)].map((one) => one.node);
    return this.meanings.program
      .attributeSites(name)
      .flatMap(({ module, power, index }): readonly Meaning[] => {
        const statement = power.parent;
        if (index !== 1 || power.children.length !== 2 || !isNode(statement, 'expr_stmt')) return [];
        if (!isToken(statement.children[1], '=') || statement.children.at(-1) === power) return [];
        const receiver = this.meanings.of(module, power.children[0] as Tree);
        if (!receiver.some((meaning) => meaning.kind === 'instance' && family.includes(meaning.of.node)))
          return [];
        return this.meanings.of(module, statement.children.at(-1) as Tree);
      });
  }

  private allDerived(): ReadonlyMap<Node, readonly ClassRef[]> {
    const derived = new Map<Node, ClassRef[]>();
    for (const module of this.meanings.program.modules.values()) {
      for (const node of this.meanings.program.indexOf(module).classes) {
        const ref = { module, node };
        for (const base of this.family(ref).bases) {
          derived.set(base.node, [...(derived.get(base.node) ?? []), ref]);
        }
      }
    }
    return derived;
  }
}

function ownMembers(meanings: Meanings, of: ClassRef, name: string): readonly Meaning[] {
  const scope = scopeOfNode(of.module.root, of.node);
  const mangled = mangle(name, scope?.name);
  return scope?.bindings.get(mangled)?.resolution === 'local'
    ? meanings.ofVariable(of.module, scope, mangled)
    : [];
}

/** The expressions between the parentheses of a class statement; keyword arguments (Python 3) left out. */
function basesOf({ node }: ClassRef): readonly Tree[] {
  if (node.children.length < 7) return [];
  const list = node.children[3] as Tree;
  const items = isNode(list, 'testlist', 'arglist')
    ? list.children.filter((child) => !isToken(child, ','))
    : [list];
  return items.filter((item) => !isNode(item, 'argument'));
}
