/** What a request handler takes from the process or leaves in it: mod_wsgi's processes are not those of Apache's children. */
import { accessOf } from '../flow/trailers.js';
import { stringValue } from '../string-literal.js';
import { isCall, isNode, isToken, type Leaf, type Node, type Tree } from '../tree.js';
import { dottedHead, firstArgument, type LatentPlace, ownCode } from './places.js';

export interface StateUse extends LatentPlace {
  readonly kind: 'environ' | 'stored' | 'chdir' | 'relative' | 'signal' | 'global' | 'print';
  /** The variable, the path, the name of the global. */
  readonly what: string;
}

/** Variables of a request, as CGI names them. */
const REQUEST_VARIABLE =
  /^(?:HTTP_\w+|HTTPS|REMOTE_(?:ADDR|HOST|PORT|USER)|REQUEST_(?:METHOD|URI)|QUERY_STRING|PATH_(?:INFO|TRANSLATED)|SCRIPT_(?:NAME|FILENAME)|SERVER_(?:NAME|PORT|PROTOCOL|ADDR|ADMIN|SOFTWARE)|CONTENT_(?:TYPE|LENGTH)|DOCUMENT_ROOT|AUTH_TYPE|SSL_\w+)$/;

/** @param fn a function that runs while a request is answered */
export function stateUses(fn: Node): readonly StateUse[] {
  const code = [...ownCode(fn)];
  const declared = new Set(
    code.flatMap((tree) => (isNode(tree, 'global_stmt') ? tree.children.slice(1).flatMap(nameOf) : [])),
  );
  const redirected = code.some((tree) => isNode(tree, 'power') && dottedHead(tree)?.name === 'sys.stdout');
  return code.flatMap((tree): readonly StateUse[] => {
    if (isNode(tree, 'power')) return callUse(tree);
    if (isNode(tree, 'expr_stmt')) return globalWrite(tree, declared);
    return redirected ? [] : printed(tree);
  });
}

function nameOf(tree: Tree): readonly string[] {
  return tree.kind === 'leaf' && tree.type === 'NAME' ? [tree.value] : [];
}

function callUse(power: Node): readonly StateUse[] {
  const head = dottedHead(power);
  const { start, end } = power;
  if (!head?.next) return [];
  const { name, next } = head;
  const argument = isCall(next) ? firstArgument(next) : undefined;
  const text = stringValue(argument);
  if (/^os\.(?:environ(?:\.get|\.has_key)?|getenv)$/.test(name)) {
    const access = accessOf(power);
    if (access === 'delete') return [];
    const key =
      isNode(next, 'trailer') && isToken(next.children[0], '[') ? stringValue(next.children[1]) : text;
    return key !== undefined && REQUEST_VARIABLE.test(key)
      ? [{ kind: access === 'load' ? 'environ' : 'stored', what: key, start, end }]
      : [];
  }
  if (name === 'os.chdir' && isCall(next)) return [{ kind: 'chdir', what: text ?? '', start, end }];
  if (/^signal\.(?:signal|alarm|setitimer)$/.test(name)) return [{ kind: 'signal', what: name, start, end }];
  if (/^(?:open|file|codecs\.open|io\.open)$/.test(name) && text !== undefined && isRelative(text))
    return [{ kind: 'relative', what: text, start, end }];
  return [];
}

function isRelative(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !/^[A-Za-z]:/.test(path) && !path.includes('%');
}

function globalWrite(statement: Node, declared: ReadonlySet<string>): readonly StateUse[] {
  const [target] = statement.children;
  if (target?.kind !== 'leaf' || !declared.has(target.value)) return [];
  return [{ kind: 'global', what: target.value, start: target.start, end: target.end }];
}

/** `print x`, not `print >>file, x`. */
function printed(tree: Tree): readonly StateUse[] {
  const bare = isToken(tree, 'print') && !isNode(tree.parent, 'print_stmt', 'power');
  if (!isNode(tree, 'print_stmt') && !bare) return [];
  if (tree.kind === 'node' && isToken(tree.children[1], '>>')) return [];
  const leaf = (tree.kind === 'leaf' ? tree : tree.children[0]) as Leaf;
  return [{ kind: 'print', what: 'print', start: leaf.start, end: leaf.end }];
}
