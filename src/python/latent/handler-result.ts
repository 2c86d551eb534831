/**
 * Ways out of a handler that mod_python answers with 500: its dispatcher wants an int, and True, None and strings are none
 * (apache.py, HandlerDispatch: `assert type(result) == int`).
 */
import { statementsOf } from '../statements.js';
import { isCall, isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';
import { dottedHead, type LatentPlace, ownCode } from './places.js';

export interface WrongResult extends LatentPlace {
  readonly kind: 'value' | 'end';
  /** As written: `None`, `True`, `'text'`. */
  readonly value: string;
}

/** @param fn the `funcdef` of a handler */
export function wrongResults(fn: Node): readonly WrongResult[] {
  const code = [...ownCode(fn)];
  if (code.some((tree) => isNode(tree, 'yield_expr') || isToken(tree, 'yield'))) return [];
  const found = code.flatMap((tree) => (isReturn(tree) ? wrongValue(tree) : []));
  const name = fn.children[1] as Leaf;
  const body = fn.children.at(-1) as Node;
  return ends(body) ? found : [...found, { kind: 'end', value: 'None', start: name.start, end: name.end }];
}

/** A bare `return` is a token, one with a value a node. */
function isReturn(tree: Tree): boolean {
  return isNode(tree, 'return_stmt') || (isToken(tree, 'return') && !isNode(tree.parent, 'return_stmt'));
}

function wrongValue(tree: Tree): readonly WrongResult[] {
  const { start, end } = tree;
  if (tree.kind === 'leaf') return [{ kind: 'value', value: 'None', start, end }];
  const value = tree.children[1];
  const literal =
    value?.kind === 'leaf' && (/^(?:None|True|False)$/.test(value.value) || value.type === 'STRING');
  return literal
    ? [{ kind: 'value', value: value.type === 'STRING' ? 'a string' : value.value, start, end }]
    : [];
}

/** Whether control never leaves the block at its end. What cannot be told counts as yes: a false alarm helps nobody. */
function ends(block: Node): boolean {
  const statements = statementsOf(block);
  return statements.some(endsHere);
}

function endsHere(statement: Tree): boolean {
  if (statement.kind === 'leaf') return statement.value === 'return' || statement.value === 'raise';
  switch (statement.type) {
    case 'return_stmt':
    case 'raise_stmt':
    case 'exec_stmt':
      return true;
    case 'power':
      return mayNotReturn(statement);
    case 'if_stmt':
      return statement.children.some((child) => isToken(child, 'else')) && blocksOf(statement).every(ends);
    case 'while_stmt':
      return /^(?:1|True)$/.test(textOf(statement.children[1])) && ![...ownCode(statement)].some(isBreak);
    case 'with_stmt':
      return blocksOf(statement).every(ends);
    case 'try_stmt':
      return tryEnds(statement);
    default:
      return false;
  }
}

/** `util.redirect(…)` raises; functions named like it may. */
function mayNotReturn(power: Node): boolean {
  const head = dottedHead(power);
  return (
    head !== undefined && isCall(head.next) && /redirect|abort|exit|raise|fail|die|error/i.test(head.name)
  );
}

function isBreak(tree: Tree): boolean {
  return isToken(tree, 'break');
}

function textOf(tree: Tree | undefined): string {
  return tree?.kind === 'leaf' ? tree.value : '';
}

/** The bodies of a compound statement. */
function blocksOf(statement: Node): readonly Node[] {
  return statement.children.flatMap((child, index) =>
    child.kind === 'node' && isToken(statement.children[index - 1], ':') ? [child] : [],
  );
}

function tryEnds(statement: Node): boolean {
  const parts = statement.children.flatMap((child, index) => {
    if (child.kind !== 'node' || !isToken(statement.children[index - 1], ':')) return [];
    const head = statement.children[index - 2];
    const word = isNode(head, 'except_clause') ? 'except' : textOf(head);
    return [{ word, ends: ends(child) }];
  });
  if (parts.some(({ word, ends: last }) => word === 'finally' && last)) return true;
  const handlers = parts.filter(({ word }) => word === 'except');
  const normal = parts.filter(({ word }) => word === 'try' || word === 'else');
  return handlers.every((part) => part.ends) && normal.some((part) => part.ends);
}
