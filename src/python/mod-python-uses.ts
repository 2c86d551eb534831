/** Every place where a module names mod_python: imports in every form, names bound by them, names that nothing binds, strings. */
import type { ApiMember } from './api/api-member.js';
import { apiName } from './api/mod-python-api.js';
import { BUILTINS } from './flow/builtins.js';
import type { FunctionInfo } from './flow/flow-types.js';
import { isPage } from './flow/given-names.js';
import type { Meaning, Meanings } from './flow/meaning.js';
import type { ProgramModule } from './flow/program.js';
import { functionAround } from './flow/shown.js';
import { accessOf } from './flow/trailers.js';
import type { ImportedName } from './imports.js';
import { isModuleName } from './module-strings.js';
import type { Scope } from './scopes/scope.js';
import { ownerOf } from './scopes/scopes.js';
import { stringValue } from './string-literal.js';
import { descendants, isNode, isToken, type Leaf, type Node, type Tree } from './tree.js';

interface UseBase {
  /** Dotted path below mod_python: '' for the package, `apache`, `apache.OK`, `*` behind a star import. */
  readonly target: string;
  /** Text offsets. */
  readonly start: number;
  readonly end: number;
  readonly tree: Tree;
  readonly function: FunctionInfo | undefined;
  /** undefined for the package, and for names that mod_python does not have or does not document. */
  readonly api: ApiMember | undefined;
}

export interface ImportUse extends UseBase {
  readonly kind: 'import';
  readonly imported: ImportedName;
  /** Inside a `try` that catches ImportError: the code means to run without mod_python too. */
  readonly guarded: boolean;
}

export interface NameUse extends UseBase {
  readonly kind: 'name';
  readonly access: 'load' | 'store' | 'delete' | 'call';
  /** false: the name may stand for something else, too (`apache = None` in an `except`). */
  readonly certain: boolean;
  /** The name is not the one that the import binds, but a copy: `OK = apache.OK`. */
  readonly copied: boolean;
}

/** A name of mod_python that the module uses but nothing binds: `apache` without its import. */
export interface UnboundUse extends UseBase {
  readonly kind: 'unbound';
  readonly name: string;
}

/** A string that names a module of mod_python: `__import__('mod_python.apache')`, `sys.modules['mod_python']`. */
export interface TextUse extends UseBase {
  readonly kind: 'text';
  /** It imports the module, looks it up or takes its place, so that it must have the name that imports ask for. */
  readonly moduleName: boolean;
}

export type ModPythonUse = ImportUse | NameUse | UnboundUse | TextUse;

/** All uses of mod_python by name in one module, in source order. */
export function modPythonUses(meanings: Meanings, module: ProgramModule): readonly ModPythonUse[] {
  const uses = [...statementUses(meanings, module), ...variableUses(meanings, module)];
  return uses.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Names that the module uses and nothing binds: builtins are left out, and so is everything behind a star import we cannot see. */
export function unboundNames(meanings: Meanings, module: ProgramModule): readonly Leaf[] {
  if (namesItself(module) || !seesStars(meanings, module)) return [];
  return missingNames(meanings, module).map(({ leaf }) => leaf);
}

/** Whether the module makes names that no statement shows. */
function namesItself({ module }: ProgramModule): boolean {
  return /\bglobals\s*\(\s*\)|\bsys\.modules\s*\[\s*__name__|\bexecfile\s*\(/.test(module.source.text);
}

/** Every star import leads to a module whose names can be told. */
function seesStars(meanings: Meanings, module: ProgramModule): boolean {
  return meanings.program.starImports(module).every((star) => {
    const target = meanings.program.imported(module, star);
    return target !== undefined && !namesItself(target) && meanings.program.starImports(target).length === 0;
  });
}

function statementUses(meanings: Meanings, module: ProgramModule): readonly ModPythonUse[] {
  const { imports, strings } = meanings.program.indexOf(module);
  return [...imports.flatMap(importUse), ...strings.flatMap(textUse)];
}

function importUse(imported: ImportedName): readonly ImportUse[] {
  const { module, member, part } = imported;
  const base = module === '_apache' ? '_apache' : belowModPython(module);
  if (base === undefined) return [];
  const target = [base, member].filter((step) => step).join('.');
  const { start, end } = part;
  const guarded = isGuarded(part);
  return [
    {
      kind: 'import',
      target,
      start,
      end,
      tree: part,
      function: functionAround(part),
      api: apiName(target),
      imported,
      guarded,
    },
  ];
}

function belowModPython(module: string): string | undefined {
  if (module === 'mod_python') return '';
  return module.startsWith('mod_python.') ? module.slice('mod_python.'.length) : undefined;
}

/** In the body of a `try` with `except ImportError`, `except Exception` or a bare `except`. */
function isGuarded(part: Tree): boolean {
  for (let at = part.parent, child: Tree = part; at; child = at, at = at.parent) {
    if (at.type !== 'try_stmt' || at.children[2] !== child) continue;
    const catches = at.children.some((clause) => {
      if (isToken(clause, 'except')) return true;
      if (!isNode(clause, 'except_clause')) return false;
      return [...descendants(clause)].some(
        (leaf) => leaf.kind === 'leaf' && /^(ImportError|Exception|StandardError)$/.test(leaf.value),
      );
    });
    if (catches) return true;
  }
  return false;
}

function textUse(leaf: Leaf): readonly TextUse[] {
  if (!/mod_python|_apache/.test(leaf.value)) return [];
  const text = stringValue(leaf) ?? '';
  const moduleName = isModuleName(leaf);
  const target = text === '_apache' && moduleName ? '_apache' : belowModPython(text);
  if (target === undefined || !/^[\w.]*$/.test(target)) return [];
  const { start, end } = leaf;
  return [
    {
      kind: 'text',
      target,
      start,
      end,
      tree: leaf,
      function: functionAround(leaf),
      api: apiName(target),
      moduleName,
    },
  ];
}

function variableUses(meanings: Meanings, module: ProgramModule): readonly ModPythonUse[] {
  const found: ModPythonUse[] = [];
  const hasStars = meanings.program.starImports(module).length > 0;
  for (const { owner, name, uses } of meanings.program.variablesOf(module)) {
    const bound = isPage(module) || uses.some(({ kind }) => kind !== 'load') || hasStars;
    const all = bound ? meanings.ofVariable(module, owner, name) : [];
    const loads = uses.filter((use) => use.kind === 'load');
    const paths = pathsOf(all);
    const copied = uses.some((use) => use.kind === 'store') && !uses.some((use) => use.kind === 'import');
    if (paths.length > 0) {
      const base = { path: paths[0] as string, index: 0, certain: all.length === 1 };
      found.push(...loads.map(({ leaf }) => nameUse(leaf, base, copied)));
    } else if (all.some((meaning) => meaning.kind === 'module')) {
      found.push(...loads.flatMap(({ leaf }) => throughModules(meanings, module, leaf)));
    }
  }
  return [...found, ...missingNames(meanings, module).flatMap(unboundUse)];
}

function pathsOf(meanings: readonly Meaning[]): readonly string[] {
  return meanings.flatMap((meaning) => (meaning.kind === 'mod_python' ? [meaning.path] : []));
}

/** `common.apache.OK`: a module of the site that imports mod_python. */
function throughModules(meanings: Meanings, module: ProgramModule, leaf: Leaf): readonly NameUse[] {
  const power = powerOf(leaf);
  for (let index = 1; power && index < power.children.length; index++) {
    const all = meanings.ofPrefix(module, power, index + 1);
    const [path] = pathsOf(all);
    if (path !== undefined) return [nameUse(leaf, { path, index, certain: all.length === 1 }, false)];
    if (!all.some((meaning) => meaning.kind === 'module')) break;
  }
  return [];
}

/** The child of the power at `index` stands for `path` of mod_python. */
interface Base {
  readonly path: string;
  readonly index: number;
  readonly certain: boolean;
}

/** The longest dotted name of mod_python that begins at `leaf`. */
function nameUse(leaf: Leaf, base: Base, copied: boolean): NameUse {
  const { path, last, power } = dottedBehind(leaf, base);
  const next = power?.children[power.children.indexOf(last) + 1];
  const called = isNode(next, 'trailer') && isToken(next.children[0], '(');
  const access = called ? 'call' : next === undefined ? accessOf(power ?? leaf) : 'load';
  const { certain } = base;
  return { kind: 'name', target: path, ...spanOf(leaf, last), api: apiName(path), access, certain, copied };
}

function spanOf(leaf: Leaf, last: Tree): Pick<UseBase, 'start' | 'end' | 'tree' | 'function'> {
  return { start: leaf.start, end: last.end, tree: leaf, function: functionAround(leaf) };
}

function powerOf(leaf: Leaf): Node | undefined {
  return isNode(leaf.parent, 'power') && leaf.parent.children[0] === leaf ? leaf.parent : undefined;
}

function dottedBehind(
  leaf: Leaf,
  base: Pick<Base, 'path' | 'index'>,
): { readonly path: string; readonly last: Tree; readonly power: Node | undefined } {
  const power = powerOf(leaf);
  let { path } = base;
  let last: Tree = power?.children[base.index] ?? leaf;
  for (const trailer of power?.children.slice(base.index + 1) ?? []) {
    if (!isNode(trailer, 'trailer') || !isToken(trailer.children[0], '.')) break;
    const name = (trailer.children[1] as Leaf).value;
    // Behind `apache.OK` the attributes are those of the object, not names of mod_python.
    if (path.split('.').length >= 2) break;
    path = path === '' ? name : `${path}.${name}`;
    last = trailer;
  }
  return { path, last, power };
}

interface MissingName {
  readonly leaf: Leaf;
  readonly name: string;
}

function missingNames(meanings: Meanings, module: ProgramModule): readonly MissingName[] {
  return meanings.program.variablesOf(module).flatMap(({ owner, name, uses }) => {
    const isFree = owner === module.root && uses.every((use) => isUnbound(use.scope, name));
    if (!isFree || BUILTINS.has(name)) return [];
    const known = meanings
      .ofVariable(module, module.root, name)
      .some((meaning: Meaning) => meaning.kind !== 'unknown');
    return known ? [] : uses.filter((use) => use.kind === 'load').map(({ leaf }) => ({ leaf, name }));
  });
}

function isUnbound(scope: Scope, name: string): boolean {
  return ownerOf(scope, name) === undefined;
}

/** `apache`, `util` … as modules; `OK`, `HTTP_NOT_FOUND` and `SERVER_RETURN` as names of apache. */
function unboundUse({ leaf, name }: MissingName): readonly UnboundUse[] {
  const member = apiName(name) ? name : isApacheName(name) ? `apache.${name}` : undefined;
  if (member === undefined) return [];
  const { path, last } = dottedBehind(leaf, { path: member, index: 0 });
  return [{ kind: 'unbound', target: path, ...spanOf(leaf, last), api: apiName(path), name }];
}

function isApacheName(name: string): boolean {
  return /^(?:OK|DECLINED|DONE|SERVER_RETURN|HTTP_[A-Z_]+|APLOG_[A-Z]+|REQ_[A-Z]+)$/.test(name);
}
