/** What each construct does to the names of its block. Node types that are not listed just evaluate their children. */

import { isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';
import type { ScopeBuilder } from './builder.js';
import { type ComprehensionKind, visitComprehension } from './comprehensions.js';
import { FLAG } from './flags.js';
import { visitAnnotations, visitDefaults, visitParameters, visitTarget } from './targets.js';

type Visitor = (builder: ScopeBuilder, node: Node) => void;

export const VISITORS: ReadonlyMap<string, Visitor> = new Map<string, Visitor>([
  ['funcdef', (builder, node) => visitFunction(builder, node, [])],
  ['classdef', (builder, node) => visitClass(builder, node, [])],
  ['decorated', visitDecorated],
  ['lambdef', visitLambda],
  ['old_lambdef', visitLambda],
  ['lambdef_nocond', visitLambda],
  ['trailer', visitTrailer],
  ['subscript', visitSubscript],
  ['argument', visitArgument],
  ['atom', visitAtom],
  ['test', visitConditional],
  ['dictorsetmaker', visitDictionary],
  ['list_for', visitListFor],
  ['expr_stmt', visitAssignment],
  ['namedexpr_test', visitNamed],
  ['asexpr_test', visitAs],
  ['with_item', visitAs],
  ['del_stmt', (builder, node) => visitTarget(builder, node.children[1] as Tree, 'delete')],
  ['for_stmt', visitFor],
  ['try_stmt', visitTry],
  ['except_clause', visitExcept],
  ['import_name', visitImport],
  ['import_from', visitImport],
  ['global_stmt', (builder, node) => visitDeclaration(builder, node, 'global')],
  ['nonlocal_stmt', (builder, node) => visitDeclaration(builder, node, 'nonlocal')],
  ['exec_stmt', visitExec],
  ['yield_expr', visitYield],
  ['return_stmt', visitReturn],
  ['decorator', visitDecorator],
]);

function visitFunction(builder: ScopeBuilder, node: Node, decorators: readonly Tree[]): void {
  const name = node.children[1] as Leaf;
  const parameters = node.children[2] as Node;
  const list = parameters.children.length === 3 ? parameters.children[1] : undefined;
  builder.use('def', name);
  visitDefaults(builder, list);
  builder.visitAll(decorators);
  visitAnnotations(builder, list);
  const arrow = node.children.findIndex((child) => isToken(child, '->'));
  if (arrow > 0) builder.visit(node.children[arrow + 1] as Tree);
  builder.enter('function', name.value, node, () => {
    visitParameters(builder, list);
    builder.visit(node.children.at(-1) as Tree);
  });
}

function visitClass(builder: ScopeBuilder, node: Node, decorators: readonly Tree[]): void {
  const name = node.children[1] as Leaf;
  builder.use('class', name);
  if (node.children.length > 5) builder.visit(node.children[3] as Tree);
  builder.visitAll(decorators);
  builder.enter('class', name.value, node, () => builder.visit(node.children.at(-1) as Tree));
}

function visitDecorated(builder: ScopeBuilder, node: Node): void {
  const [decorators, definition] = node.children as readonly [Node, Node];
  const list = decorators.type === 'decorators' ? decorators.children : [decorators];
  // `async def`: the function is the second child.
  const inner = definition.type === 'async_funcdef' ? (definition.children[1] as Node) : definition;
  if (inner.type === 'classdef') visitClass(builder, inner, list);
  else visitFunction(builder, inner, list);
}

/** `@a.b(c)`: 2.7 has a dotted name here, of which only the first part is a variable. */
function visitDecorator(builder: ScopeBuilder, node: Node): void {
  const [, name, ...rest] = node.children;
  if (isNode(name, 'dotted_name')) builder.visit(name.children[0] as Tree);
  else builder.visit(name as Tree);
  builder.visitAll(rest);
}

function visitLambda(builder: ScopeBuilder, node: Node): void {
  const list = node.children.length === 4 ? node.children[1] : undefined;
  visitDefaults(builder, list);
  builder.enter('lambda', 'lambda', node, () => {
    visitParameters(builder, list);
    builder.visit(node.children.at(-1) as Tree);
  });
}

function visitTrailer(builder: ScopeBuilder, node: Node): void {
  if (!isToken(node.children[0], '.')) builder.visitAll(node.children);
}

/** `a[b::]` has None for a step, which 2.7 looks up by name. */
function visitSubscript(builder: ScopeBuilder, node: Node): void {
  builder.visitAll(node.children);
  const colons = node.children.filter((child) => isToken(child, ':')).length;
  if (colons === 2 && !builder.python3) builder.useHidden('None', FLAG.USE);
}

function visitArgument(builder: ScopeBuilder, node: Node): void {
  const [first, second, third] = node.children;
  if (isNode(second, 'comp_for')) visitComprehension(builder, 'genexpr', node);
  else if (isToken(second, '=')) builder.visit(third as Tree);
  else if (isToken(second, ':=')) visitNamed(builder, node);
  else builder.visitAll([first, second, third].filter((tree) => tree !== undefined));
}

function visitAtom(builder: ScopeBuilder, node: Node): void {
  const [open, content] = node.children;
  const kind = content?.kind === 'node' ? comprehensionKind(open as Tree, content) : undefined;
  if (kind === undefined) builder.visitAll(node.children);
  else visitComprehension(builder, kind, content as Node);
}

function comprehensionKind(open: Tree, content: Node): ComprehensionKind | undefined {
  if (!content.children.some((child) => isNode(child, 'comp_for'))) return undefined;
  if (isToken(open, '(')) return 'genexpr';
  if (isToken(open, '[')) return 'listcomp';
  const pairs = content.children.some((child) => isToken(child, ':') || isToken(child, '**'));
  return pairs ? 'dictcomp' : 'setcomp';
}

/** `a if b else c` evaluates b first. */
function visitConditional(builder: ScopeBuilder, node: Node): void {
  const [body, , condition, , other] = node.children;
  builder.visitAll([condition, body, other] as readonly Tree[]);
}

/** A dictionary display: CPython visits all keys, then all values. */
function visitDictionary(builder: ScopeBuilder, node: Node): void {
  const isValue = (index: number): boolean => isToken(node.children[index - 1], ':');
  builder.visitAll(node.children.filter((_, index) => !isValue(index)));
  builder.visitAll(node.children.filter((_, index) => isValue(index)));
}

/** A list comprehension of 2.7 is no block: its target stays behind. */
function visitListFor(builder: ScopeBuilder, node: Node): void {
  visitTarget(builder, node.children[1] as Tree, 'store');
  builder.visitAll(node.children.slice(3));
}

function visitAssignment(builder: ScopeBuilder, node: Node): void {
  const { children } = node;
  const [target, operator] = children as readonly [Tree, Tree];
  if (isToken(operator, '=')) {
    for (let index = 0; index < children.length - 1; index += 2)
      visitTarget(builder, children[index] as Tree, 'store');
    builder.visit(children.at(-1) as Tree);
  } else {
    // `x: int = 1` or `x += 1`.
    visitTarget(builder, target, isNode(operator, 'annassign') ? 'store' : 'augment');
    builder.visitAll(children.slice(1));
  }
}

function visitNamed(builder: ScopeBuilder, node: Node): void {
  builder.visit(node.children[2] as Tree);
  // A walrus binds in the function around its comprehensions.
  const inner = builder.current;
  while (/comp$|genexpr/.test(builder.current.kind) && builder.current.parent)
    builder.current = builder.current.parent;
  visitTarget(builder, node.children[0] as Tree, 'store');
  if (builder.current !== inner) {
    builder.current = inner;
    builder.visit(node.children[0] as Tree);
  }
}

function visitAs(builder: ScopeBuilder, node: Node): void {
  builder.visit(node.children[0] as Tree);
  visitTarget(builder, node.children[2] as Tree, 'store');
}

function visitFor(builder: ScopeBuilder, node: Node): void {
  visitTarget(builder, node.children[1] as Tree, 'store');
  builder.visitAll(node.children.slice(3));
}

/** CPython visits body, else, handlers, finally. */
function visitTry(builder: ScopeBuilder, node: Node): void {
  const { children } = node;
  const suite = (keyword: string): readonly Tree[] => {
    const at = children.findIndex((child) => isToken(child, keyword));
    return at < 0 ? [] : [children[at + 2] as Tree];
  };
  builder.visitAll([...suite('try'), ...suite('else')]);
  for (const [index, child] of children.entries()) {
    const clause = isNode(child, 'except_clause') || isToken(child, 'except');
    if (clause) builder.visitAll([child, children[index + 2] as Tree]);
  }
  builder.visitAll(suite('finally'));
}

function visitExcept(builder: ScopeBuilder, node: Node): void {
  const star = isToken(node.children[1], '*') ? 1 : 0;
  const [, type, , target] = star ? node.children.slice(1) : node.children;
  if (type) builder.visit(type);
  if (target) visitTarget(builder, target, 'store');
}

function visitImport(builder: ScopeBuilder, node: Node): void {
  const { children } = node;
  const from = node.type === 'import_from';
  const start = from ? children.findIndex((child) => isToken(child, 'import')) + 1 : 1;
  for (const child of children.slice(start)) visitImported(builder, child);
}

function visitImported(builder: ScopeBuilder, tree: Tree): void {
  if (tree.kind === 'leaf') {
    if (tree.type === 'NAME') builder.use('import', tree);
    else if (tree.value === '*') builder.current.importStar = true;
  } else if (tree.type === 'dotted_name') builder.use('import', tree.children[0] as Leaf);
  else if (tree.type === 'import_as_name' || tree.type === 'dotted_as_name') {
    builder.use('import', tree.children[2] as Leaf);
  } else for (const child of tree.children) visitImported(builder, child);
}

function visitDeclaration(builder: ScopeBuilder, node: Node, kind: 'global' | 'nonlocal'): void {
  for (const child of node.children) {
    if (child.kind === 'leaf' && child.type === 'NAME') builder.use(kind, child);
  }
}

/** `exec code` without a namespace; `exec (code, names)` has one. */
function visitExec(builder: ScopeBuilder, node: Node): void {
  const code = node.children[1] as Tree;
  if (node.children.length === 2 && !isNamespaceTuple(code)) builder.current.bareExec = true;
  builder.visitAll(node.children);
}

function isNamespaceTuple(code: Tree): boolean {
  if (!isNode(code, 'atom') || !isToken(code.children[0], '(') || !isNode(code.children[1], 'testlist_comp'))
    return false;
  const items = code.children[1].children.filter((child) => !isToken(child, ','));
  const tuple = code.children[1].children.some((child) => isToken(child, ','));
  return tuple && (items.length === 2 || items.length === 3);
}

function visitYield(builder: ScopeBuilder, node: Node): void {
  builder.current.generator = true;
  builder.visitAll(node.children);
}

function visitReturn(builder: ScopeBuilder, node: Node): void {
  builder.current.returnsValue ??= node.children[0] as Leaf;
  builder.visitAll(node.children);
}
