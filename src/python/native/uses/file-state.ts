/** What Apache knew of the file of the request: `req.finfo.filetype != apache.APR_NOFILE`. */
import { isName, isNode, type Leaf, type Node, type Tree } from '../../tree.js';
import { type ModPythonNames, wholeName } from '../mod-python-names.js';
import { commonFact, type MountFacts } from '../mount-facts.js';
import { type Head, wholeAfter } from './heads.js';
import type { ReadUse } from './uses.js';

/** Functions of os.path by the constant that the type is compared with, and whether they say the opposite. */
const TESTS: Readonly<Record<string, readonly [name: string, opposite: boolean]>> = {
  'apache.APR_NOFILE': ['exists', true],
  'apache.APR_REG': ['isfile', false],
  'apache.APR_DIR': ['isdir', false],
};

/** @returns undefined when the use is something else */
export function fileStateUse(
  head: Head,
  names: ModPythonNames,
  mounts: readonly MountFacts[],
): ReadUse | undefined {
  const [first, second] = head.steps;
  const isType =
    first?.kind === 'attribute' &&
    first.name === 'finfo' &&
    second?.kind === 'attribute' &&
    second.name === 'filetype';
  const comparison = isType ? wholeAfter(head, 2)?.parent : undefined;
  if (!isNode(comparison, 'comparison') || comparison.children.length !== 3) return undefined;
  const [left, operator, right] = comparison.children as readonly [Tree, Tree, Tree];
  const equal = operator.kind === 'leaf' ? operator.value : '';
  const test = left === wholeAfter(head, 2) ? TESTS[wholeName(names, right) ?? ''] : undefined;
  if (!test || !/^(?:==|!=|<>)$/.test(equal)) return undefined;
  if (commonFact(mounts, (mount) => mount.mapsFiles) !== true) return undefined;
  const positive = (equal === '==') !== test[1];
  return stateRead(head.leaf, comparison, right, test[0], positive);
}

function stateRead(leaf: Leaf, comparison: Node, constant: Tree, test: string, positive: boolean): ReadUse {
  const call = `os.path.${test}(environ['SCRIPT_FILENAME'])`;
  const name = isNode(constant, 'power') ? constant.children[0] : constant;
  return {
    kind: 'read',
    leaf,
    start: comparison.start,
    end: comparison.end,
    text: positive ? call : `not ${call}`,
    ...(positive ? {} : { negated: call, binding: 'operation' as const }),
    module: 'os',
    ...(isName(name) ? { name } : {}),
  };
}
