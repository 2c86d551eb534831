/** `apache.log_error(message, level)` in a function that gets the request: a message for the error log. */
import { isName, isNode, leaves, type Node } from '../../tree.js';
import { argumentsOf, stepsBehind } from '../calls.js';
import type { RequestFunction } from '../function.js';
import { isInImport, type ModPythonNames } from '../mod-python-names.js';
import type { LogUse } from './uses.js';

export function logUses(names: ModPythonNames, fn: RequestFunction): readonly LogUse[] {
  const found: LogUse[] = [];
  for (const leaf of leaves(fn.node)) {
    const name = isName(leaf) && !isInImport(leaf) ? names.nameOf(leaf) : undefined;
    if (name?.target !== 'apache.log_error') continue;
    const power = leaf.parent as Node;
    const step = stepsBehind(leaf)[name.steps];
    if (step?.kind !== 'call' || !isNode(power.parent, 'simple_stmt') || power.children.at(-1) !== step.node)
      continue;
    const { positional, keywords, open } = argumentsOf(step.node);
    const [message, level] = positional;
    if (!message || positional.length > 2 || keywords.size > 0 || open) continue;
    found.push({ kind: 'log', leaf, power, call: step.node, message, level });
  }
  return found;
}
