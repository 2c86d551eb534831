/** What a handler does to its answer: statements that set or send something. */
import { isNode, isToken, type Leaf, type Node, type Tree } from '../../tree.js';
import { argumentsOf, keyOf, type Step, stepsBehind } from '../calls.js';
import { plainInteger, plainString } from '../literals.js';
import { type ModPythonNames, wholeName } from '../mod-python-names.js';
import { resultCode, statusLine } from '../status.js';
import { type Head, wholeAfter } from './heads.js';
import type { BlockedUse, Use } from './uses.js';

type Found = Use | undefined;

/** A use of `req` itself that has to do with the answer; undefined when it is none. */
export function responseUse(head: Head, names: ModPythonNames): Found {
  const [first, second] = head.steps;
  if (first?.kind !== 'attribute') return undefined;
  if (second?.kind === 'call') return methodUse(head, first.name, second);
  const target = wholeAfter(head, 1);
  const value = target && assignedValue(target);
  if (!value) return undefined;
  const statement = target.parent as Node;
  if (first.name === 'content_type') return { kind: 'type', leaf: head.leaf, statement, value };
  if (first.name === 'status') return statusUse(head.leaf, statement, value, names);
  return blocked(head.leaf, statement, `\`${head.shown}.${first.name}\` is set`);
}

function statusUse(leaf: Leaf, statement: Node, value: Tree, names: ModPythonNames): Use {
  const code = plainInteger(value) ?? resultCode(wholeName(names, value));
  if (code === undefined || statusLine(code) === undefined) {
    return blocked(leaf, statement, 'the status is not a constant');
  }
  return { kind: 'status', leaf, statement, code };
}

function methodUse(head: Head, name: string, step: Step): Found {
  const { leaf } = head;
  const tree = wholeAfter(head, 2);
  const call = step.node;
  const { positional, keywords, open } = argumentsOf(call);
  if (
    ![
      'write',
      'flush',
      'send_http_header',
      'add_common_vars',
      'add_cgi_vars',
      'log_error',
      'set_content_length',
      'allow_methods',
      'sendfile',
      'register_cleanup',
    ].includes(name)
  )
    return undefined;
  if (!tree || keywords.size > 0 || open)
    return blocked(leaf, call, `\`${head.shown}.${name}()\` is called in an unusual way`);
  if (name === 'write') return writeUse(head, tree as Node, call, positional);
  const statement = isNode(tree.parent, 'simple_stmt') ? (tree as Node) : undefined;
  if (!statement) return blocked(leaf, tree, `the result of \`${head.shown}.${name}()\` is used`);
  if (name === 'log_error') return logUse(leaf, statement, call, positional);
  if (name === 'set_content_length') return lengthUse(leaf, statement, positional);
  if (name === 'allow_methods') return allowUse(leaf, statement, positional);
  if (name === 'sendfile') return fileUse(leaf, statement, positional);
  if (name === 'register_cleanup') return cleanupUse(leaf, statement, call, positional);
  return positional.length === 0
    ? { kind: 'idle', leaf, statement, flush: name === 'flush', fills: name.startsWith('add_') }
    : undefined;
}

function writeUse(head: Head, power: Node, call: Node, positional: readonly Tree[]): Use {
  const { leaf } = head;
  const [argument, flush] = positional;
  const value = flush === undefined ? 1 : plainInteger(flush);
  if (!argument || positional.length > 2 || value === undefined) {
    return blocked(leaf, call, `\`${head.shown}.write()\` is called in an unusual way`);
  }
  const argumentsEnd = (flush ?? argument).end;
  return { kind: 'write', leaf, power, call, argument, flush: value !== 0, argumentsEnd };
}

/** `write(text)`, where the variable holds req.write. */
export function calledWriter(leaf: Leaf): Use | undefined {
  const [step, more] = stepsBehind(leaf);
  if (step?.kind !== 'call' || more) return undefined;
  const { positional, keywords, open } = argumentsOf(step.node);
  if (keywords.size > 0 || open) return undefined;
  const head = {
    leaf,
    object: 'request',
    shown: leaf.value,
    whole: undefined,
    end: leaf.end,
    steps: [step],
  } as const;
  const use = writeUse(head, leaf.parent as Node, step.node, positional);
  return use.kind === 'write' ? use : undefined;
}

function logUse(leaf: Leaf, power: Node, call: Node, positional: readonly Tree[]): Use {
  const [message] = positional;
  if (!message || positional.length > 2) return blocked(leaf, call, 'the log message cannot be seen');
  return { kind: 'log', leaf, power, call, message, level: positional[1] };
}

function lengthUse(leaf: Leaf, statement: Node, positional: readonly Tree[]): Use {
  const [value] = positional;
  if (!value || positional.length !== 1) return blocked(leaf, statement, 'the content length cannot be seen');
  return {
    kind: 'header',
    leaf,
    statement,
    table: 'out',
    add: false,
    name: 'Content-Length',
    value,
  };
}

function cleanupUse(leaf: Leaf, statement: Node, call: Node, positional: readonly Tree[]): Use {
  const [callback, data] = positional;
  if (!callback || positional.length > 2)
    return blocked(leaf, statement, '`register_cleanup()` is called in an unusual way');
  return { kind: 'cleanup', leaf, statement, call, callback, data };
}

function fileUse(leaf: Leaf, statement: Node, positional: readonly Tree[]): Use {
  const [path] = positional;
  if (!path || positional.length !== 1) return blocked(leaf, statement, 'a part of a file is sent');
  return { kind: 'file', leaf, statement, path };
}

function allowUse(leaf: Leaf, statement: Node, positional: readonly Tree[]): Use {
  const list = positional[0];
  const items =
    isNode(list, 'atom') && isToken(list.children[0], '[') && list.children.length === 3
      ? list.children[1]
      : undefined;
  const parts = isNode(items, 'listmaker', 'testlist_comp')
    ? items.children.filter((child) => !isToken(child, ','))
    : [items];
  const methods = parts.map((part) => plainString(part));
  if (positional.length !== 1 || methods.some((method) => method === undefined)) {
    return blocked(leaf, statement, 'the allowed methods are not a list of literals');
  }
  return { kind: 'allow', leaf, statement, methods: methods as string[] };
}

/** `headers_out[key] = value` and `headers_out.add(key, value)`, for both tables. */
export function headerUse(head: Head): Use {
  const table = head.object === 'headers_out' ? 'out' : 'err';
  const { leaf } = head;
  const set = itemAssignment(head) ?? addCall(head);
  if (!set)
    return blocked(
      leaf,
      leaf.parent as Node,
      `\`${head.shown}\` is used in a way that has no exact counterpart`,
    );
  const name = plainString(set.key);
  if (name === undefined || !/^[\w-]+$/.test(name)) {
    return blocked(leaf, set.statement, `a header is set in \`${head.shown}\` whose name is not a literal`);
  }
  return { kind: 'header', leaf, table, name, ...set };
}

interface HeaderSet {
  readonly statement: Node;
  readonly key: Tree | undefined;
  readonly value: Tree;
  readonly add: boolean;
}

function itemAssignment(head: Head): HeaderSet | undefined {
  const [first] = head.steps;
  const target = first?.kind === 'item' ? wholeAfter(head, 1) : undefined;
  const value = target && assignedValue(target);
  if (!first || !target || !value) return undefined;
  return { statement: target.parent as Node, key: keyOf(first.node), value, add: false };
}

function addCall(head: Head): HeaderSet | undefined {
  const [first, second] = head.steps;
  const tree = wholeAfter(head, 2);
  if (first?.kind !== 'attribute' || first.name !== 'add' || second?.kind !== 'call') return undefined;
  const { positional, keywords, open } = argumentsOf(second.node);
  const [key, value] = positional;
  if (!tree || !isNode(tree.parent, 'simple_stmt') || keywords.size > 0 || open) return undefined;
  if (positional.length !== 2 || !value) return undefined;
  return { statement: tree as Node, key, value, add: true };
}

/** The value of `target = value`, when that is the whole statement and the value is one expression. */
function assignedValue(target: Tree): Tree | undefined {
  const statement = target.parent;
  if (!isNode(statement, 'expr_stmt') || statement.children.length !== 3) return undefined;
  const [first, operator, value] = statement.children;
  if (first !== target || !isToken(operator, '=') || isNode(value, 'testlist', 'testlist_star_expr'))
    return undefined;
  return isNode(value, 'yield_expr') ? undefined : value;
}

export function blocked(leaf: Leaf, tree: Tree, message: string): BlockedUse {
  return { kind: 'blocked', leaf, tree, message };
}
