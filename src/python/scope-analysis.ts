/** Second pass of the symbol table: local, global, free or cell. Follows analyze_block() of CPython 2.7's symtable.c. */
import { type DraftBinding, type DraftScope, FLAG } from './scope-builder.js';
import type { Binding, Resolution, Scope } from './scopes.js';
import type { PythonError, Source } from './source.js';
import type { Leaf } from './tree.js';

const BOUND = FLAG.LOCAL | FLAG.PARAM | FLAG.IMPORT;

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

interface Context {
  readonly source: Source;
  readonly python3: boolean;
}

/** Names bound by enclosing functions; undefined around the module. */
type Names = Set<string>;

export function resolveScopes(root: DraftScope, source: Source, version: '2.7' | '3'): Scope {
  const context: Context = { source, python3: version === '3' };
  return resolveBlock(context, root, undefined, undefined, new Set(), new Set()).scope;
}

interface Resolved {
  readonly scope: Scope;
  /** Whether this block or one inside it has names that are not its own. */
  readonly free: boolean;
}

/** `free` receives the names that an enclosing function must provide. */
function resolveBlock(
  context: Context,
  block: DraftScope,
  parent: Scope | undefined,
  bound: Names | undefined,
  free: Names,
  globals: Names,
): Resolved {
  const isFunction = block.kind !== 'module' && block.kind !== 'class';
  const inClass = block.kind === 'class';
  // A class hides its own names from its methods: they see what the class itself saw.
  const innerBound: Names = new Set(inClass ? bound : []);
  const innerGlobals: Names = new Set(inClass ? globals : []);
  const local: Names = new Set();
  const resolutions = new Map<string, Resolution>();
  let hasFree = false;
  for (const [name, binding] of block.bindings) {
    const resolution = resolveName(name, binding.flags, bound, local, free, globals);
    resolutions.set(name, resolution);
    hasFree ||=
      resolution === 'free' || (resolution === 'global-implicit' && isNested(block) && !binds(binding));
  }
  if (!inClass) {
    if (isFunction) for (const name of local) innerBound.add(name);
    for (const name of bound ?? []) innerBound.add(name);
    for (const name of globals) innerGlobals.add(name);
  }
  const scope = draftOf(block, parent);
  const innerFree: Names = new Set();
  let childFree = false;
  for (const child of block.children) {
    const copy = context.python3 ? [new Set(innerBound), new Set(innerGlobals)] : [innerBound, innerGlobals];
    const resolved = resolveBlock(context, child, scope, copy[0], innerFree, copy[1] as Names);
    childFree ||= resolved.free;
    (scope.children as Scope[]).push(resolved.scope);
  }
  if (isFunction) makeCells(resolutions, innerFree);
  passFree(block, resolutions, innerFree, bound);
  scope.bindings = bindingsOf(block, resolutions);
  scope.errors = errorsOf(context, block, hasFree || childFree);
  for (const name of innerFree) free.add(name);
  return { scope, free: hasFree || childFree };
}

function resolveName(
  name: string,
  flags: number,
  bound: Names | undefined,
  local: Names,
  free: Names,
  globals: Names,
): Resolution {
  if (flags & FLAG.GLOBAL) {
    globals.add(name);
    bound?.delete(name);
    return 'global-explicit';
  }
  if (flags & FLAG.NONLOCAL) {
    free.add(name);
    return 'free';
  }
  if (flags & BOUND) {
    local.add(name);
    globals.delete(name);
    return 'local';
  }
  if (!bound?.has(name)) return 'global-implicit';
  free.add(name);
  return 'free';
}

function binds(binding: DraftBinding): boolean {
  return (binding.flags & (BOUND | FLAG.GLOBAL)) !== 0;
}

/** Inside a function, directly or through classes: CPython's ste_nested. */
function isNested(block: DraftScope): boolean {
  for (let at = block.parent; at; at = at.parent)
    if (at.kind !== 'module' && at.kind !== 'class') return true;
  return false;
}

function makeCells(resolutions: Map<string, Resolution>, free: Names): void {
  for (const [name, resolution] of resolutions) {
    if (resolution === 'local' && free.delete(name)) resolutions.set(name, 'cell');
  }
}

/** A name that only an inner block uses passes through this one as free. */
function passFree(
  block: DraftScope,
  resolutions: Map<string, Resolution>,
  free: Names,
  bound: Names | undefined,
): void {
  for (const name of free) {
    const own = block.bindings.get(name);
    if (own) {
      if (block.kind === 'class' && binds(own)) own.flags |= FLAG.FREE_CLASS;
    } else if (bound?.has(name)) {
      block.bindings.set(name, { flags: 0, uses: [] });
      resolutions.set(name, 'free');
    }
  }
}

function draftOf(block: DraftScope, parent: Scope | undefined): Mutable<Scope> {
  const { kind, name, node, generator, bareExec, importStar } = block;
  const dynamic = bareExec || importStar;
  return { kind, name, node, parent, generator, dynamic, children: [], bindings: new Map(), errors: [] };
}

function bindingsOf(
  block: DraftScope,
  resolutions: ReadonlyMap<string, Resolution>,
): ReadonlyMap<string, Binding> {
  const bindings = new Map<string, Binding>();
  for (const [name, { flags, uses }] of block.bindings) {
    bindings.set(name, { name, resolution: resolutions.get(name) as Resolution, uses, flags });
  }
  return bindings;
}

function errorsOf(context: Context, block: DraftScope, free: boolean): readonly PythonError[] {
  const errors: PythonError[] = [];
  const report = (leaf: Leaf, message: string): void => {
    errors.push({ ...context.source.position(leaf.start), message });
  };
  if (block.duplicate)
    report(block.duplicate, `duplicate argument '${block.duplicate.value}' in function definition`);
  for (const [name, { flags, uses }] of block.bindings) {
    const leaf = uses[0]?.leaf;
    if (leaf && flags & FLAG.PARAM && flags & FLAG.GLOBAL) report(leaf, `name '${name}' is local and global`);
  }
  if (context.python3) return errors;
  if (block.generator && block.returnsValue)
    report(block.returnsValue, "'return' with argument inside generator");
  if (block.kind === 'function' && free && (block.bareExec || block.importStar)) {
    const what = block.importStar ? 'import *' : 'unqualified exec';
    const why = 'it contains a nested function with free variables';
    report(
      block.node.children[1] as Leaf,
      `${what} is not allowed in function '${block.name}' because ${why}`,
    );
  }
  return errors;
}
