/** How the values that a function reads of its request are written: in place, or as a variable made at the top. */
import { isNode, isToken, type Node, type Tree } from '../../tree.js';
import { type Change, change } from '../changes.js';
import type { Rewrite } from '../rewrite/context.js';
import type { UnitFunction } from '../unit.js';
import { sentUser } from './basic-auth.js';
import { plainTarget } from './heads.js';
import type { ReadUse } from './uses.js';

export interface Reads {
  /** Statements for the top of the function. */
  readonly top: readonly string[];
  changesOf(use: ReadUse): readonly Change[];
}

export function planReads(rewrite: Rewrite, fn: UnitFunction): Reads {
  const reads = fn.uses.filter((use): use is ReadUse => use.kind === 'read');
  const chosen = new Map(
    reads.map((use) => [use, sentUser(rewrite.flow, use) ?? withRepeated(use, reads)] as const),
  );
  const found = [...chosen.values()];
  const top: string[] = [];
  const variables = new Map<ReadUse, string>();
  for (const text of new Set(found.filter((use) => use.local !== undefined).map((use) => use.text))) {
    const same = found.filter((use) => use.text === text);
    const given = givenVariable(fn, same);
    const rest = same.filter((use) => use !== given?.use && (!given || use.leaf.start < given.from));
    const others = shorterForms(found, same);
    for (const use of [...same, ...others]) {
      if (given && use !== given.use && use.leaf.start >= given.from) variables.set(use, given.name);
    }
    if (rest.length === 0 || rest.every((use) => isWholeValue(use))) continue;
    const { user, local } = same[0] as ReadUse;
    const name = user ? rewrite.names.user : rewrite.names.reading(local as string);
    if (local === 'args') top.push(`# None where the address has no question mark`);
    top.push(`${name} = ${text}`);
    for (const use of [...rest, ...others]) if (!variables.has(use)) variables.set(use, name);
  }
  return {
    top: top.map((line) => renamed(rewrite, line)),
    changesOf: (original) => {
      const use = chosen.get(original) ?? original;
      return readChanges(
        use,
        typeOf(rewrite, use) ??
          userOf(rewrite, fn, use) ??
          variables.get(use) ??
          renamed(rewrite, parenthesised(use)),
        use.own && rewrite.names.reading(use.own.name),
      );
    },
  };
}

/** Variables for values that are short, but read more than once. */
const REPEATED: Readonly<Record<string, string>> = { "environ['SCRIPT_FILENAME']": 'filename' };

function withRepeated(use: ReadUse, reads: readonly ReadUse[]): ReadUse {
  const local = REPEATED[use.text];
  const again = reads.some((other) => other !== use && other.text === use.text);
  return local !== undefined && again && !use.local ? { ...use, local } : use;
}

/** `environ.get('QUERY_STRING')`, which stands for `req.args` where only its truth counts: the variable is as good. */
function shorterForms(found: readonly ReadUse[], same: readonly ReadUse[]): readonly ReadUse[] {
  if (same[0]?.local !== 'args') return [];
  return found.filter(
    ({ text, local, cgi }) => !local && !cgi && /^environ(?:\.get\(|\[)'QUERY_STRING'/.test(text),
  );
}

/** The content type that has been set. */
function typeOf({ layout, names }: Rewrite, use: ReadUse): string | undefined {
  if (!use.type) return undefined;
  return layout.type === 'variable' ? names.type : `${names.headers}['Content-Type']`;
}

/** The variable of the user's name, which is filled together with the password. */
function userOf(rewrite: Rewrite, fn: UnitFunction, use: ReadUse): string | undefined {
  if (!use.credential) return undefined;
  const filled = fn.uses.flatMap((other) => (other.kind === 'header' && other.challenge?.user) || []);
  return filled[0] ?? rewrite.names.user;
}

interface Given {
  readonly use: ReadUse;
  readonly name: string;
  /** The variable holds the value from here on. */
  readonly from: number;
}

/** A variable of the handler's own that always holds the value: `path = req.uri` at its top level, and no other assignment. */
function givenVariable(fn: UnitFunction, uses: readonly ReadUse[]): Given | undefined {
  for (const use of uses) {
    const target = isWholeValue(use) ? plainTarget(wholeTree(use)) : undefined;
    const statement = target?.parent as Node;
    if (!target || statement.parent?.parent !== fn.body) continue;
    const binding = fn.scope.bindings.get(target.value);
    const stores = binding?.uses.filter((other) => other.kind !== 'load') ?? [];
    if (stores.length === 1 && binding?.resolution === 'local')
      return { use, name: target.value, from: statement.end };
  }
  return undefined;
}

/** The largest expression that the use replaces as a whole. */
function wholeTree(use: ReadUse): Tree {
  let tree: Tree = use.leaf;
  for (;;) {
    const parent: Node | undefined = tree.parent;
    const first = isNode(parent, 'power') && parent.children[0] === tree;
    if (!parent || !(first || (parent.start >= use.start && parent.end <= use.end))) return tree;
    tree = parent;
  }
}

/** `name = req.uri` needs no second variable. */
function isWholeValue(use: ReadUse): boolean {
  const tree = wholeTree(use);
  return tree.end === use.end && plainTarget(tree) !== undefined;
}

/** `form.has_key(key)` → `key in form`, and `not form.has_key(key)` → `key not in form`. */
function membershipChanges(
  use: ReadUse,
  { key, form }: NonNullable<ReadUse['membership']>,
  own: string | undefined,
): readonly Change[] {
  const { parent } = wholeTree(use);
  const negated = isNode(parent, 'not_test');
  const simple = key.kind === 'leaf' || isNode(key, 'power');
  const [open, close] = simple ? ['', ''] : ['(', ')'];
  return [
    change(negated ? parent.start : use.start, key.start, open),
    change(key.end, use.end, `${close} ${negated ? 'not in' : 'in'} ${own ?? form}`),
  ];
}

/** Readers write `environ`, `read_form` and the like; the module may have another use for such a name. */
function renamed({ names, functionNames }: Rewrite, text: string): string {
  return text
    .replace(/\benviron\b/g, names.environ)
    .replace(/^read_form\(/, `${functionNames.form}(`)
    .replace(/^form_values\(/, `${functionNames.formValues}(`)
    .replace(/^construct_url\(/, `${functionNames.url}(`)
    .replace(/^basic_credentials\(/, `${functionNames.credentials}(`)
    .replace(/^read_cookies\(/, `${functionNames.cookies}(`);
}

/** What is taken out behind the name: `.value` of `req.form.getfirst(key).value`. */
function behindOwn(use: ReadUse): readonly Change[] {
  return use.own && use.end > use.own.end ? [change(use.start, use.end, use.text)] : [];
}

/** @param own the variable that an attribute of the handler's own has become */
function readChanges(use: ReadUse, text: string, own: string | undefined): readonly Change[] {
  const tree = wholeTree(use);
  if (use.negated !== undefined && tree.end === use.end && isNode(tree.parent, 'not_test')) {
    return [change(tree.parent.start, use.end, use.negated)];
  }
  if (use.membership) return membershipChanges(use, use.membership, own);
  if (own !== undefined) return [change(use.leaf.start, use.own?.end ?? use.end, own), ...behindOwn(use)];
  if (use.suffix) return testChanges(use, use.suffix);
  if (use.start === use.end && text === '') return [];
  const key = use.key ? [change(use.key.tree.start, use.key.tree.end, use.key.text)] : [];
  const { last } = use;
  const less = last && last.from < last.tree.end ? [change(last.from, last.tree.end, '')] : [];
  return [...key, change(use.start, use.end, text), ...less];
}

/** `not cookie` → `cookie is None` */
function testChanges(use: ReadUse, { yes, no }: NonNullable<ReadUse['suffix']>): readonly Change[] {
  const tree = wholeTree(use);
  const { parent } = tree;
  if (!isNode(parent, 'not_test')) return [change(tree.end, tree.end, yes)];
  return [change(parent.start, tree.start, ''), change(tree.end, tree.end, no)];
}

/** Brackets around an expression that would bind differently in its new place. */
function parenthesised(use: ReadUse): string {
  if (use.binding === undefined) return use.text;
  const tree = wholeTree(use);
  const inner = tree.end !== use.end || !isLoosePlace(tree, use.binding === 'choice');
  return inner ? `(${use.text})` : use.text;
}

/** Whether any expression may stand where `tree` stands. @param ternary it contains `x if y else z` */
function isLoosePlace(tree: Tree, ternary: boolean): boolean {
  const parent = tree.parent as Node;
  if (isNode(parent, 'expr_stmt', 'return_stmt', 'if_stmt', 'while_stmt', 'arglist', 'argument')) return true;
  if (isNode(parent, 'and_test', 'or_test', 'not_test')) return !ternary;
  if (isNode(parent, 'trailer', 'atom')) return isToken(parent.children[0], '(');
  return isNode(parent, 'testlist_gexp', 'testlist', 'listmaker', 'testlist_comp', 'dictorsetmaker');
}
