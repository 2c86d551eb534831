/** Second pass of the symbol table: local, global, free or cell. Follows analyze_block() of CPython 2.7's symtable.c. */

import type { PythonError, Source } from '../source.js';
import type { Leaf } from '../tree.js';
import { type DraftBinding, type DraftScope, draftBinding } from './draft.js';
import { BOUND, FLAG } from './flags.js';
import type { Resolution, Scope } from './scope.js';

interface Context {
  readonly source: Source;
  readonly python3: boolean;
}

/** What a block sees from outside. CPython 2.7 lets siblings share these sets, and so do we. */
interface Around {
  /** Names bound by enclosing functions. */
  readonly bound: Set<string>;
  /** Names that enclosing blocks declare global. */
  readonly globals: Set<string>;
  readonly nested: boolean;
}

/** Settles all bindings below `root`, in place. */
export function resolveScopes(root: DraftScope, source: Source, version: '2.7' | '3'): Scope {
  const around: Around = { bound: new Set(), globals: new Set(), nested: false };
  resolveBlock({ source, python3: version === '3' }, root, around, new Set());
  return root;
}

/**
 * @param free receives the names that an enclosing function must provide
 * @returns whether this block or one inside it has names that are not its own
 */
function resolveBlock(context: Context, block: DraftScope, around: Around, free: Set<string>): boolean {
  // A class hides its own names from its methods, so they see what was around before its names are looked at.
  const before = block.kind === 'class' ? copyOf(around) : around;
  let hasFree = false;
  for (const binding of block.bindings.values()) {
    binding.resolution = resolveName(binding, around, free);
    hasFree ||=
      binding.resolution === 'free' || (around.nested && (binding.flags & (BOUND | FLAG.GLOBAL)) === 0);
  }
  block.dynamic = block.bareExec || block.importStar;
  if (block.children.length > 0) hasFree = resolveChildren(context, block, before, around, free) || hasFree;
  block.errors = errorsOf(context, block, hasFree);
  return hasFree;
}

function resolveChildren(
  context: Context,
  block: DraftScope,
  before: Around,
  around: Around,
  free: Set<string>,
): boolean {
  const isFunction = block.kind !== 'module' && block.kind !== 'class';
  const inside: Around = { ...copyOf(before), nested: around.nested || isFunction };
  if (isFunction) {
    for (const [name, { resolution }] of block.bindings) if (resolution === 'local') inside.bound.add(name);
  }
  const wanted = new Set<string>();
  let hasFree = false;
  for (const child of block.children) {
    const own = context.python3 ? { ...copyOf(inside), nested: inside.nested } : inside;
    if (resolveBlock(context, child, own, wanted)) hasFree = true;
  }
  for (const name of wanted) provide(block, name, isFunction, around, wanted);
  for (const name of wanted) free.add(name);
  return hasFree;
}

function copyOf(around: Around): Around {
  return { bound: new Set(around.bound), globals: new Set(around.globals), nested: around.nested };
}

function resolveName({ name, flags }: DraftBinding, around: Around, free: Set<string>): Resolution {
  if (flags & FLAG.GLOBAL) {
    around.globals.add(name);
    around.bound.delete(name);
    return 'global-explicit';
  }
  if (flags & FLAG.NONLOCAL) {
    free.add(name);
    return 'free';
  }
  if (flags & BOUND) {
    around.globals.delete(name);
    return 'local';
  }
  if (!around.bound.has(name)) return 'global-implicit';
  free.add(name);
  return 'free';
}

/** An inner block wants `name`: this one owns it, passes it through, or has nothing to do with it. */
function provide(
  block: DraftScope,
  name: string,
  isFunction: boolean,
  around: Around,
  wanted: Set<string>,
): void {
  const own = block.bindings.get(name);
  if (own === undefined) {
    if (around.bound.has(name)) draftBinding(block, name).resolution = 'free';
  } else if (isFunction && own.resolution === 'local') {
    own.resolution = 'cell';
    wanted.delete(name);
  } else if (block.kind === 'class' && (own.flags & (BOUND | FLAG.GLOBAL)) !== 0)
    own.flags |= FLAG.FREE_CLASS;
}

function errorsOf(context: Context, block: DraftScope, free: boolean): readonly PythonError[] {
  const errors: PythonError[] = [];
  const report = (leaf: Leaf, message: string): void => {
    errors.push({ ...context.source.position(leaf.start), message });
  };
  if (block.duplicate)
    report(block.duplicate, `duplicate argument '${block.duplicate.value}' in function definition`);
  for (const { name, flags, uses } of block.bindings.values()) {
    const both = FLAG.PARAM | FLAG.GLOBAL;
    if ((flags & both) === both && uses[0]) report(uses[0].leaf, `name '${name}' is local and global`);
  }
  if (context.python3) return errors;
  if (block.generator && block.returnsValue) {
    report(block.returnsValue, "'return' with argument inside generator");
  }
  if (block.kind === 'function' && free && block.dynamic) {
    const what = block.importStar ? 'import *' : 'unqualified exec';
    const why = 'it contains a nested function with free variables';
    report(
      block.node.children[1] as Leaf,
      `${what} is not allowed in function '${block.name}' because ${why}`,
    );
  }
  return errors;
}
