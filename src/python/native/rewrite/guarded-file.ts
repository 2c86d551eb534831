/** `if not req.header_only: req.sendfile(path)` at the end of a handler: the file is returned there, and nothing behind it. */
import { statementsOf } from '../../statements.js';
import { encloses, isNode, isToken, type Node } from '../../tree.js';
import type { Exit, Flow } from '../flow/flow.js';
import type { FileUse } from '../uses/uses.js';

export interface GuardedFile {
  readonly use: FileUse;
  /** The `if` statement, which stands right in front of the `return`. */
  readonly guard: Node;
}

export function guardedFile(flow: Flow, exit: Exit): GuardedFile | undefined {
  const [use, ...others] = exit.state.file.uses;
  const line = exit.statement.parent;
  if (!use || others.length > 0 || exit.end.kind !== 'answer' || !isNode(line, 'simple_stmt'))
    return undefined;
  if (flow.exits.some((other) => other !== exit && other.state.file.uses.has(use))) return undefined;
  const suite = line.parent as Node;
  const guard = suite.children[suite.children.indexOf(line) - 1];
  if (!isNode(guard, 'if_stmt') || guard.children.length !== 4 || statementsOf(line)[0] !== exit.statement)
    return undefined;
  const body = guard.children[3];
  if (!isNode(body, 'suite') || !isToken(guard.children[0], 'if')) return undefined;
  const [only, ...more] = statementsOf(body);
  if (only !== use.statement || more.length > 0 || !exit.fn.uses.includes(use)) return undefined;
  const inGuard = exit.fn.uses.filter(({ leaf }) => encloses(guard, leaf));
  return inGuard.every((other) => other === use || other.kind === 'read') ? { use, guard } : undefined;
}

/** The file of an end of that kind, where the use is its own. */
export function guardedBy(flow: Flow, use: FileUse): GuardedFile | undefined {
  const found = flow.exits.map((exit) => guardedFile(flow, exit));
  return found.find((guarded) => guarded?.use === use);
}
