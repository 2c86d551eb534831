/** What an entry script runs: the arguments of its Mount, or the statement that makes its WSGI application. */
import { readPython } from '../../python/reader.js';
import { stringValue } from '../../python/string-literal.js';
import { descendants, isName, isNode, isToken, type Node, type Tree } from '../../python/tree.js';
import type { EntryFact } from './result.js';

/** @param callable the name that mod_wsgi calls */
export function entryFact(bytes: Uint8Array | undefined, callable: string): EntryFact {
  if (bytes === undefined) return { kind: 'unknown', why: 'the script is not among the files' };
  const module = readPython(bytes);
  if (module.kind === 'broken')
    return { kind: 'unknown', why: `the script is not valid Python: ${module.error.message}` };
  const all = [...descendants(module.tree)];
  const mount = all.find((tree): tree is Node => isMountCall(tree));
  if (mount !== undefined) return bridgeFact(mount);
  const maker = makerOf(module.tree, callable);
  if (maker === undefined)
    return { kind: 'unknown', why: `the script does not say at its top what ${callable} is` };
  const text = module.source.text.slice(maker.start, maker.end);
  return { kind: 'application', statement: headOf(text) };
}

/** The statement that makes the name; `handle_request = application` only leads to another. */
function makerOf(tree: Node, name: string): Tree | undefined {
  const maker = tree.children.find((statement) => makes(statement, name));
  const assignment = isNode(maker, 'simple_stmt') ? maker.children[0] : undefined;
  if (!isNode(assignment, 'expr_stmt')) return maker;
  const value = assignment.children.at(-1);
  return (isName(value) && value.value !== name ? makerOf(tree, value.value) : undefined) ?? maker;
}

/** `Mount(…)` with keyword arguments, as entry-script.ts writes it. */
function isMountCall(tree: Tree): boolean {
  return isNode(tree, 'power') && isToken(tree.children[0], 'Mount') && isNode(tree.children[1], 'trailer');
}

function bridgeFact(call: Node): EntryFact {
  const handlers = stringTable(argument(call, 'handlers'));
  const phases = stringTable(argument(call, 'phases'));
  const module = stringTable(argument(call, 'handler_module'));
  return {
    kind: 'bridge',
    handlers: [...handlers, ...module].map(([extension, words]) => ({ extension, handlers: words })),
    phases: phases.map(([phase, words]) => ({ phase, handlers: words })),
    filters: [...strings(argument(call, 'input_filters')), ...strings(argument(call, 'output_filters'))],
  };
}

/** The value of a keyword argument. */
function argument(call: Node, keyword: string): Tree | undefined {
  const found = [...descendants(call)].find(
    (tree): tree is Node =>
      isNode(tree, 'argument') && isToken(tree.children[0], keyword) && isToken(tree.children[1], '='),
  );
  return found?.children[2];
}

/** A string stands for `{'': string}`; a value that is no string is a list whose strings count. */
function stringTable(value: Tree | undefined): readonly (readonly [key: string, value: string])[] {
  if (value === undefined) return [];
  const whole = stringValue(value);
  if (whole !== undefined) return [['', whole]];
  const pairs = isNode(value, 'atom') && isToken(value.children[0], '{') ? value.children[1] : undefined;
  if (!isNode(pairs, 'dictorsetmaker')) return [];
  return pairs.children.flatMap((child, index) => {
    const key = stringValue(pairs.children[index - 1]);
    const item = pairs.children[index + 1];
    return isToken(child, ':') && key !== undefined && item !== undefined
      ? [[key, words(item)] as const]
      : [];
  });
}

/** The strings of a list. */
function strings(value: Tree | undefined): readonly string[] {
  return value === undefined ? [] : [...descendants(value)].flatMap((tree) => stringValue(tree) ?? []);
}

/** `'a b'` as it is; of `[('a', '/dir/'), …]` the handlers. */
function words(value: Tree): string {
  const whole = stringValue(value);
  if (whole !== undefined) return whole;
  const pairs = [...descendants(value)].filter((tree): tree is Node =>
    isNode(tree, 'testlist_gexp', 'testlist_comp'),
  );
  return pairs.flatMap((pair) => stringValue(pair.children[0]) ?? []).join(' ');
}

/** Whether a statement of the module binds the name: an assignment, an import, a function or a class. */
function makes(statement: Tree, name: string): boolean {
  if (isNode(statement, 'funcdef', 'classdef', 'decorated')) {
    const head = isNode(statement, 'decorated') ? statement.children[1] : statement;
    return isNode(head, 'funcdef', 'classdef') && isToken(head.children[1], name);
  }
  if (!isNode(statement, 'simple_stmt')) return false;
  return statement.children.some((small) => {
    if (isNode(small, 'import_from', 'import_name'))
      return [...descendants(small)].some((leaf) => isName(leaf) && leaf.value === name);
    return isNode(small, 'expr_stmt') && small.children.slice(0, -1).some((target) => isToken(target, name));
  });
}

const LONGEST_STATEMENT = 120;

/** The first line without its comment; further lines are hinted at. */
function headOf(text: string): string {
  const [first = '', ...rest] = text.trimEnd().split('\n');
  const line = first.replace(/\s+#.*$/, '').trimEnd();
  const cut = line.length > LONGEST_STATEMENT ? `${line.slice(0, LONGEST_STATEMENT)}…` : line;
  return rest.length > 0 ? `${cut} …` : cut;
}
