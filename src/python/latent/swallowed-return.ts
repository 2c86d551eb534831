/** `except:` and `except Exception:` that catch SERVER_RETURN: the redirect or status that it carries is lost. */
import { ancestor, descendants, isCall, isNode, isToken, type Node, type Tree } from '../tree.js';
import { dottedHead, type LatentPlace, ownCode } from './places.js';

export interface Swallowed extends LatentPlace {
  /** As written: `util.redirect()`, `raise apache.SERVER_RETURN`. */
  readonly what: string;
  /** Offset of the raising statement. */
  readonly raised: number;
  readonly clause: string;
}

/** @param raises what a call of that dotted name raises SERVER_RETURN, by the names of the module */
export function swallowedReturns(root: Node, raises: (dotted: string) => boolean): readonly Swallowed[] {
  return [...descendants(root)].flatMap((tree) => (isNode(tree, 'try_stmt') ? inTry(tree, raises) : []));
}

function inTry(statement: Node, raises: (dotted: string) => boolean): readonly Swallowed[] {
  const catcher = catchAll(statement);
  const body = statement.children[2];
  if (!catcher || body?.kind !== 'node') return [];
  for (const tree of [body, ...ownCode(body)]) {
    const what = raisedBy(tree, raises);
    if (what !== undefined && isOutermost(tree, statement)) {
      const { clause, start, end } = catcher;
      return [{ what, raised: tree.start, clause, start, end }];
    }
  }
  return [];
}

/** The nearest `try` around it that could catch is this one. */
function isOutermost(tree: Tree, statement: Node): boolean {
  const nearest = ancestor(tree, 'try_stmt');
  return (
    nearest === statement || (nearest !== undefined && !catchAll(nearest) && isOutermost(nearest, statement))
  );
}

function raisedBy(tree: Tree, raises: (dotted: string) => boolean): string | undefined {
  if (isNode(tree, 'raise_stmt')) {
    const value = tree.children[1];
    const name = isNode(value, 'power') ? dottedHead(value)?.name : value?.kind === 'leaf' ? value.value : '';
    return name && /(?:^|\.)SERVER_RETURN$/.test(name) ? `raise ${name}` : undefined;
  }
  const head = isNode(tree, 'power') ? dottedHead(tree) : undefined;
  return head && isCall(head.next) && raises(head.name) ? `${head.name}()` : undefined;
}

/** A clause that catches every Exception and does not pass it on; undefined where SERVER_RETURN has a clause of its own. */
function catchAll(statement: Node): (LatentPlace & { readonly clause: string }) | undefined {
  for (const [index, clause] of statement.children.entries()) {
    const bare = isToken(clause, 'except');
    if (!bare && !isNode(clause, 'except_clause')) continue;
    const names = bare ? [] : namesIn(clause as Node);
    if (names.some((name) => /SERVER_RETURN$/.test(name))) return undefined;
    if (!bare && !names.some((name) => /^(?:Exception|BaseException)$/.test(name))) continue;
    const body = statement.children[index + 2] as Node;
    if ([...ownCode(body)].some((tree) => isToken(tree, 'raise') || isNode(tree, 'raise_stmt')))
      return undefined;
    const shown = bare ? 'except:' : `except ${names.join(', ')}:`;
    return { clause: shown, start: clause.start, end: clause.end };
  }
  return undefined;
}

/** Exception names of the clause, the target left out. */
function namesIn(clause: Node): readonly string[] {
  const expression = clause.children[1] as Tree;
  const list = isNode(expression, 'atom') ? expression.children[1] : expression;
  const items = isNode(list, 'testlist_comp') ? list.children : list ? [list] : [];
  return items.flatMap((item) => {
    if (isNode(item, 'power')) return dottedHead(item)?.name ?? [];
    return item.kind === 'leaf' && item.type === 'NAME' ? [item.value] : [];
  });
}
