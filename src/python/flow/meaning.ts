/** What an expression can stand for, as far as the text of the program tells: functions, classes, modules, names of mod_python. */
import type { ApiObject } from '../api/api-member.js';
import { apiMember, apiName } from '../api/mod-python-api.js';
import { mangle } from '../scopes/mangle.js';
import type { Scope } from '../scopes/scope.js';
import { ownerOf, scopeOfName } from '../scopes/scopes.js';
import { stringValue } from '../string-literal.js';
import { ancestor, isName, isNode, isToken, LAMBDAS, type Leaf, type Node, type Tree } from '../tree.js';
import { BUILTINS } from './builtins.js';
import { type ClassRef, ClassTable } from './classes.js';
import { assignedValue, attributeName, classNameOf, decoratorsOf, methodOwner } from './definitions.js';
import { distinct, nonEmpty } from './distinct.js';
import { givenToPage, modPythonStar } from './given-names.js';
import { importedMeaning, memberOfModule } from './import-meaning.js';
import type { VariableUse } from './module-index.js';
import { parametersOf } from './parameters.js';
import type { Program, ProgramModule } from './program.js';
import { ReachableFunctions } from './reachable-functions.js';

export interface FunctionRef {
  readonly module: ProgramModule;
  /** A `funcdef` or a lambda node. */
  readonly node: Node;
}

export type Meaning =
  | { readonly kind: 'function'; readonly fn: FunctionRef }
  /** A function whose first parameter is filled already. */
  | { readonly kind: 'method'; readonly fn: FunctionRef }
  | { readonly kind: 'class'; readonly of: ClassRef }
  | { readonly kind: 'instance'; readonly of: ClassRef }
  | { readonly kind: 'module'; readonly module: ProgramModule }
  /** Dotted path below mod_python; '' for the package. */
  | { readonly kind: 'mod_python'; readonly path: string }
  /** An object that mod_python made, for example a form. */
  | { readonly kind: 'object'; readonly object: ApiObject }
  | { readonly kind: 'builtin'; readonly name: string }
  /** Imported from outside the program; dotted. */
  | { readonly kind: 'external'; readonly name: string }
  /** A literal: no function, class or module. */
  | { readonly kind: 'plain' }
  | { readonly kind: 'unknown' };

export const UNKNOWN: readonly Meaning[] = [{ kind: 'unknown' }];
const PLAIN: readonly Meaning[] = [{ kind: 'plain' }];
/** Builtin functions whose result can be any object of the program. */
const GIVING_BACK = new Set(
  'eval globals locals vars apply reduce map filter max min next iter sorted reversed'.split(' '),
);
/** Names that lead to names that lead to names: more than this is taken for unknown. */
const MAX_DEPTH = 60;

export class Meanings {
  readonly classes: ClassTable;
  readonly reachable: ReachableFunctions;
  private readonly trees = new Map<Tree, readonly Meaning[]>();
  private readonly variables = new Map<Scope, Map<string, readonly Meaning[]>>();
  private depth = 0;

  constructor(readonly program: Program) {
    this.classes = new ClassTable(this);
    this.reachable = new ReachableFunctions(this);
  }

  /** All meanings that `tree` can have; `unknown` is among them when there can be others. Never empty. */
  of(module: ProgramModule, tree: Tree): readonly Meaning[] {
    return this.once(this.trees, tree, () => this.compute(module, tree));
  }

  /**
   * Answers a question once. While it is open, it counts as unknown: a name that is defined by itself means nothing we know,
   * and what is answered on the way contains that unknown, too. That is less precise than it could be, and never wrong.
   */
  private once<K>(
    answers: Map<K, readonly Meaning[]>,
    question: K,
    answer: () => readonly Meaning[],
  ): readonly Meaning[] {
    const known = answers.get(question);
    if (known) return known;
    if (this.depth > MAX_DEPTH) return UNKNOWN;
    answers.set(question, UNKNOWN);
    this.depth++;
    const found = answer();
    this.depth--;
    answers.set(question, found);
    return found;
  }

  /** Meaning of the first `count` children of a `power`. */
  ofPrefix(module: ProgramModule, power: Node, count: number): readonly Meaning[] {
    const first = isToken(power.children[0], 'await') ? 1 : 0;
    let meanings = this.of(module, power.children[first] as Tree);
    for (const trailer of power.children.slice(first + 1, count)) {
      meanings = distinct(meanings.flatMap((meaning) => this.step(meaning, trailer, module)));
    }
    return meanings;
  }

  /** Meaning of the variable `name` (mangled) as seen from `scope`. */
  ofVariable(module: ProgramModule, scope: Scope, name: string): readonly Meaning[] {
    const owner = ownerOf(scope, name);
    if (!owner) return this.unbound(module, name);
    const answers = this.variables.get(owner) ?? new Map<string, readonly Meaning[]>();
    this.variables.set(owner, answers);
    return this.once(answers, name, () => this.bindings(module, owner, name));
  }

  private bindings(module: ProgramModule, owner: Scope, name: string): readonly Meaning[] {
    const uses = this.program.usesOf(module, owner, name).filter(binds);
    const dynamic = owner.dynamic && owner.kind !== 'module' ? UNKNOWN : [];
    const patched = owner.kind === 'module' ? this.patches(module, name) : [];
    return nonEmpty([...uses.flatMap((use) => this.ofBinding(module, use)), ...dynamic, ...patched]);
  }

  /** What other modules put in place of a global: `module.name = value`. */
  private patches(module: ProgramModule, name: string): readonly Meaning[] {
    return this.program.attributeSites(name).flatMap((site): readonly Meaning[] => {
      const statement = site.power.parent;
      if (site.index !== 1 || site.power.children.length !== 2 || !isNode(statement, 'expr_stmt')) return [];
      const value = statement.children.at(-1) as Tree;
      if (value === site.power) return [];
      const owners = this.ofPrefix(site.module, site.power, 1);
      const here = owners.some((owner) => owner.kind === 'module' && owner.module === module);
      return here ? [...this.of(site.module, value), { kind: 'unknown' }] : [];
    });
  }

  private compute(module: ProgramModule, tree: Tree): readonly Meaning[] {
    if (isName(tree)) {
      const scope = scopeOfName(module.root, tree) ?? module.root;
      return this.ofVariable(module, scope, mangle(tree.value, classNameOf(scope)));
    }
    if (tree.kind === 'leaf') return tree.type === 'STRING' || tree.type === 'NUMBER' ? PLAIN : UNKNOWN;
    if (isNode(tree, 'power')) {
      const last = tree.children.findIndex((child) => isToken(child, '**'));
      return last >= 0 ? PLAIN : this.ofPrefix(module, tree, tree.children.length);
    }
    if (isNode(tree, ...LAMBDAS)) return [{ kind: 'function', fn: { module, node: tree } }];
    if (isNode(tree, 'atom')) return this.ofAtom(module, tree);
    if (isNode(tree, 'or_test', 'and_test'))
      return this.ofAll(
        module,
        tree.children.filter((_, index) => index % 2 === 0),
      );
    if (isNode(tree, 'test')) return this.ofAll(module, [tree.children[0] as Tree, tree.children[4] as Tree]);
    return isNode(tree, 'not_test', 'comparison', 'term', 'arith_expr') ? PLAIN : UNKNOWN;
  }

  private ofAtom(module: ProgramModule, atom: Node): readonly Meaning[] {
    const inner = atom.children[1] as Tree;
    if (!isToken(atom.children[0], '(') || atom.children.length !== 3) return PLAIN;
    return isNode(inner, 'testlist_comp') ? PLAIN : this.of(module, inner);
  }

  private ofAll(module: ProgramModule, trees: readonly Tree[]): readonly Meaning[] {
    return distinct(trees.flatMap((tree) => this.of(module, tree)));
  }

  /** No block of the file binds the name. */
  private unbound(module: ProgramModule, name: string): readonly Meaning[] {
    const found = this.program.starImports(module).flatMap((star): readonly Meaning[] => {
      if (star === 'mod_python' || star.startsWith('mod_python.')) return modPythonStar(star, name);
      const target = this.program.imported(module, star);
      if (!target) return UNKNOWN;
      return target.root.bindings.has(name) && !name.startsWith('_')
        ? this.ofVariable(target, target.root, name)
        : [];
    });
    if (found.length > 0) return distinct(found);
    const builtin: readonly Meaning[] = BUILTINS.has(name) ? [{ kind: 'builtin', name }] : UNKNOWN;
    return givenToPage(module, name) ?? builtin;
  }

  private ofBinding(module: ProgramModule, use: VariableUse): readonly Meaning[] {
    const { kind, leaf } = use;
    if (kind === 'def') return this.ofFunction(module, leaf.parent as Node);
    if (kind === 'class')
      return withDecorators(leaf.parent as Node, {
        kind: 'class',
        of: { module, node: leaf.parent as Node },
      });
    if (kind === 'import') return importedMeaning(this, module, leaf);
    if (kind === 'parameter') return this.ofParameter(module, leaf);
    const value = kind === 'store' ? assignedValue(leaf) : undefined;
    return value ? this.of(module, value) : UNKNOWN;
  }

  private ofFunction(module: ProgramModule, node: Node): readonly Meaning[] {
    return withDecorators(node, { kind: 'function', fn: { module, node } });
  }

  /** `self` is an instance of the class around; any other parameter is what the callers say. */
  private ofParameter(module: ProgramModule, leaf: Leaf): readonly Meaning[] {
    const fn = ancestor(leaf, 'funcdef', ...LAMBDAS);
    const owner = fn && methodOwner(module, fn);
    if (!fn || !owner || parametersOf(fn).plain[0] !== leaf) return UNKNOWN;
    const decorators = decoratorsOf(fn);
    if (decorators.includes('staticmethod')) return UNKNOWN;
    return [
      decorators.includes('classmethod') ? { kind: 'class', of: owner } : { kind: 'instance', of: owner },
    ];
  }

  private step(meaning: Meaning, trailer: Tree, module: ProgramModule): readonly Meaning[] {
    if (!isNode(trailer, 'trailer')) return PLAIN;
    if (isToken(trailer.children[0], '(')) return this.called(meaning, trailer, module);
    if (isToken(trailer.children[0], '['))
      return meaning.kind === 'external' && meaning.name === 'sys.modules'
        ? this.loadedModule(trailer, module)
        : UNKNOWN;
    const name = attributeName(trailer);
    switch (meaning.kind) {
      case 'module':
        return memberOfModule(this, meaning.module, name);
      case 'mod_python':
        return [{ kind: 'mod_python', path: meaning.path === '' ? name : `${meaning.path}.${name}` }];
      case 'external':
        return [{ kind: 'external', name: `${meaning.name}.${name}` }];
      case 'class':
      case 'instance':
        return this.classes.attribute(meaning.of, name, meaning.kind);
      case 'object':
        return objectMeaning(apiMember(meaning.object, name)?.result);
      case 'builtin':
      case 'plain':
        return PLAIN;
      default:
        return UNKNOWN;
    }
  }

  private called(meaning: Meaning, trailer: Node, module: ProgramModule): readonly Meaning[] {
    switch (meaning.kind) {
      case 'class':
        return [{ kind: 'instance', of: meaning.of }];
      case 'mod_python':
        return /(?:^|\.)import_module$/.test(meaning.path)
          ? this.importedByName(trailer, module)
          : objectMeaning(apiName(meaning.path)?.result);
      case 'builtin':
        if (meaning.name === '__import__') return this.importedByName(trailer, module);
        if (meaning.name === 'super') return this.classes.superOf(module, trailer);
        if (meaning.name === 'getattr') return this.attributeByName(trailer, module);
        return GIVING_BACK.has(meaning.name) ? UNKNOWN : PLAIN;
      default:
        return UNKNOWN;
    }
  }

  /** `getattr(object, 'name')`; a computed name can be any. */
  private attributeByName(call: Node, module: ProgramModule): readonly Meaning[] {
    const list = call.children[1];
    if (!isNode(list, 'arglist')) return UNKNOWN;
    const name = stringValue(list.children[2]);
    if (name === undefined) return UNKNOWN;
    const found = this.of(module, list.children[0] as Tree).flatMap((meaning): readonly Meaning[] => {
      if (meaning.kind === 'module') return memberOfModule(this, meaning.module, name);
      if (meaning.kind === 'class' || meaning.kind === 'instance')
        return this.classes.attribute(meaning.of, name, meaning.kind);
      return UNKNOWN;
    });
    return nonEmpty(found);
  }

  /** `sys.modules[__name__]`, `sys.modules['name']` */
  private loadedModule(item: Node, module: ProgramModule): readonly Meaning[] {
    const [, key] = item.children;
    if (isToken(key, '__name__')) return [{ kind: 'module', module }];
    const name = stringValue(key);
    const target = name === undefined ? undefined : this.program.imported(module, name);
    return target ? [{ kind: 'module', module: target }] : UNKNOWN;
  }

  private importedByName(call: Node, module: ProgramModule): readonly Meaning[] {
    const argument = call.children[1];
    const name = stringValue(isNode(argument, 'arglist') ? argument.children[0] : argument);
    if (name === undefined) return UNKNOWN;
    if (name === 'mod_python' || name.startsWith('mod_python.')) return [{ kind: 'mod_python', path: '' }];
    const target = this.program.imported(module, name);
    return target ? [{ kind: 'module', module: target }] : [{ kind: 'external', name }];
  }
}

function binds({ kind }: VariableUse): boolean {
  return kind !== 'load' && kind !== 'global' && kind !== 'nonlocal';
}

function objectMeaning(object: ApiObject | undefined): readonly Meaning[] {
  return object ? [{ kind: 'object', object }] : UNKNOWN;
}

function withDecorators(node: Node, meaning: Meaning): readonly Meaning[] {
  const foreign = decoratorsOf(node).some((name) => !['staticmethod', 'classmethod'].includes(name));
  return foreign ? [meaning, { kind: 'unknown' }] : [meaning];
}
