/** Lookups by a literal key in a table of the request, as lookups in environ. */
import { isNode, isToken, type Node, type Tree } from '../../tree.js';
import { argumentsOf, keyOf } from '../calls.js';
import { plainString, quoted } from '../literals.js';
import type { MountFacts } from '../mount-facts.js';
import { onlyTruthCounts } from '../truth.js';
import { headerKey, isSameVariable } from './environ-reads.js';
import { type Head, wholeAfter } from './heads.js';
import type { ReadUse } from './uses.js';

type Lookup = Omit<ReadUse, 'kind' | 'leaf'> | { readonly message: string };

/** `table['key']`, `table.get('key', …)`, `table.has_key('key')` and `'key' in table`. */
export function lookup(head: Head, mounts: readonly MountFacts[]): Lookup {
  const [first, second] = head.steps;
  const start = head.leaf.start;
  if (!first) return membership(head, mounts);
  if (first.kind === 'item') {
    const key = keyOf(first.node);
    return keyed(head, mounts, key, (name) => ({ start, end: (key as Tree).end, text: `environ[${name}` }));
  }
  if (first.kind !== 'attribute' || second?.kind !== 'call') return whole(head);
  const { positional, keywords, open } = argumentsOf(second.node);
  const key = positional[0];
  if (keywords.size > 0 || open) return whole(head);
  if (first.name === 'get' && positional.length <= 2) {
    return keyed(head, mounts, key, (name) => ({
      start,
      end: (key as Tree).end,
      text: `environ.get(${name}`,
    }));
  }
  if (first.name === 'has_key' && positional.length === 1) {
    const tree = wholeAfter(head, 2);
    if (!tree || !onlyTruthCounts(tree))
      return { message: `the number that \`${head.shown}.has_key()\` gives is used` };
    return keyed(head, mounts, key, (name) => ({
      start,
      end: second.node.end,
      text: `${name} in environ`,
      negated: `${name} not in environ`,
      binding: 'operation',
    }));
  }
  return { message: `\`${head.shown}.${first.name}()\` has no exact counterpart in environ` };
}

function whole(head: Head): Lookup {
  return { message: `\`${head.shown}\` is used as a whole table` };
}

function membership(head: Head, mounts: readonly MountFacts[]): Lookup {
  const tree = head.whole as Tree;
  const comparison = tree.parent;
  if (
    !isNode(comparison, 'comparison') ||
    comparison.children.length !== 3 ||
    comparison.children[2] !== tree
  )
    return whole(head);
  if (!isIn(comparison.children[1] as Tree)) return whole(head);
  const key = comparison.children[0];
  return keyed(head, mounts, key, (name) => ({
    start: tree.start,
    end: tree.end,
    text: 'environ',
    key: { tree: key as Tree, text: name },
  }));
}

function isIn(operator: Tree): boolean {
  if (operator.kind === 'leaf') return operator.value === 'in';
  return (
    isNode(operator, 'comp_op') &&
    !isToken(operator.children[0], 'is') &&
    (operator as Node).children.length === 2
  );
}

function keyed(
  head: Head,
  mounts: readonly MountFacts[],
  key: Tree | undefined,
  edit: (name: string) => Omit<ReadUse, 'kind' | 'leaf'>,
): Lookup {
  const name = plainString(key);
  if (name === undefined) return { message: `\`${head.shown}\` is asked for a key that is not a literal` };
  if (head.object === 'headers_in') return headerLookup(head, name, edit);
  if (head.object === 'options') return optionLookup(head, name, mounts, edit);
  return variableLookup(head, name, edit);
}

function headerLookup(
  head: Head,
  name: string,
  edit: (name: string) => Omit<ReadUse, 'kind' | 'leaf'>,
): Lookup {
  const key = headerKey(name);
  if (key === undefined)
    return { message: `\`${head.shown}\` is asked for '${name}', which mod_wsgi does not pass on` };
  const found = edit(quoted(key));
  return key === 'HTTP_AUTHORIZATION' ? { ...found, requires: 'pass-authorization' } : found;
}

function variableLookup(
  head: Head,
  name: string,
  edit: (name: string) => Omit<ReadUse, 'kind' | 'leaf'>,
): Lookup {
  if (isSameVariable(name, false)) return edit(quoted(name));
  if (isSameVariable(name, true)) return { ...edit(quoted(name)), cgi: true };
  return { message: `\`${head.shown}['${name}']\` may differ from the variable of that name in environ` };
}

function optionLookup(
  head: Head,
  name: string,
  mounts: readonly MountFacts[],
  edit: (name: string) => Omit<ReadUse, 'kind' | 'leaf'>,
): Lookup {
  const keys = new Set(mounts.flatMap((mount) => mount.options.get(name.toLowerCase()) ?? []));
  const [key = name] = keys;
  if (keys.size > 1) return { message: `PythonOption ${name} is spelt in several ways in the configuration` };
  if (keys.size === 0 && !isSameVariable(name, false)) {
    return {
      message: `\`${head.shown}\` is asked for '${name}', which is no PythonOption but may be in environ`,
    };
  }
  return edit(quoted(key));
}
