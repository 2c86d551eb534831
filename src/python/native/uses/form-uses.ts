/**
 * `form = util.FieldStorage(req)` and what is done with the form. The standard library's cgi.FieldStorage takes its place:
 * it has the same methods for what is asked here, but its values are plain strings and `form[key]` is never one. Where fields
 * are used as texts, `form[key]`, a dictionary of texts takes its place.
 */
import { allScopes, ownerOf } from '../../scopes/scopes.js';
import { isName, isNode, isToken, type Leaf, leaves, type Node, type Tree } from '../../tree.js';
import { argumentsOf, keyOf, type Step, stepsBehind } from '../calls.js';
import type { RequestFunction } from '../function.js';
import { onlyTruthCounts } from '../truth.js';
import { isContainer, isIterated } from './container-uses.js';
import { loadsOfOnly } from './cookie-uses.js';
import { type KnownFields, strayMember } from './field-members.js';
import { namesWithFields } from './form-names.js';
import { type Head, isTarget, plainTarget, wholeAfter } from './heads.js';
import { ownUse } from './own-attributes.js';
import type { UseContext } from './request-uses.js';
import { blocked } from './response-uses.js';
import type { ReadUse, Use } from './uses.js';

/** Members of one field that cgi has, too. */
const FIELD_MEMBERS = new Set(['value', 'filename', 'file', 'name', 'type']);

/** `util.FieldStorage(req)` */
export interface FormCall {
  readonly power: Node;
  /** The parentheses that hold `leaf`, the request. */
  readonly call: Node;
  readonly leaf: Leaf;
  /** Uses of the attribute of the request that the form is kept in, where it is. */
  readonly own: readonly Head[] | undefined;
}

/** One place where the form is named. */
interface FormRef {
  readonly leaf: Leaf;
  /** The expression that begins with the form. */
  readonly power: Tree;
  /** The form and nothing more, where no step follows. */
  readonly whole: Tree | undefined;
  readonly steps: readonly Step[];
  /** Set where the form is an attribute of the request. */
  readonly own: ReadUse | undefined;
}

/** @returns undefined when it is no call of FieldStorage */
export function formUses(
  context: UseContext,
  fn: RequestFunction,
  made: FormCall,
): readonly Use[] | undefined {
  const { power, call, leaf } = made;
  const head = power.children[0] as Tree;
  const found = isName(head) ? context.names.nameOf(head) : undefined;
  if (found?.target !== 'util.FieldStorage' || power.children[found.steps + 1] !== call) return undefined;
  const { positional, keywords, open } = argumentsOf(call);
  const known = [...keywords.keys()].every((name) => name === 'keep_blank_values');
  if (positional[0] !== leaf || positional.length > 2 || !known || open) {
    return [blocked(leaf, power, '`util.FieldStorage()` is called in an unusual way')];
  }
  const refs = formRefs(fn, made);
  if (!refs) return [blocked(leaf, power, 'the form is kept where it cannot be followed')];
  const stray = strayMember(fn.node, knownOf(fn, refs));
  if (stray) return [formRead(made, head as Leaf, false), stray];
  const fields = refs.flatMap((ref) => formUse(fn, ref));
  const texts = fields.some((use) => use.kind === 'blocked') ? asTexts(context, refs) : undefined;
  return [formRead(made, head as Leaf, texts !== undefined), ...(texts ?? fields)];
}

/** Uses of the form that the publisher has put on the request. @param heads every place that names it */
export function publishedFormUses(fn: RequestFunction, heads: readonly Head[]): readonly Use[] {
  const refs = heads.map((head) => attributeRef(head, true));
  const stray = refs.length > 0 ? strayMember(fn.node, knownOf(fn, refs)) : undefined;
  const target = heads.find(isTarget);
  if (target) return [blocked(target.leaf, target.leaf.parent as Node, '`form` of the request is set')];
  return stray ? [stray] : refs.flatMap((ref) => formUse(fn, ref));
}

function attributeRef(head: Head, given = false): FormRef {
  return {
    leaf: head.leaf,
    power: head.leaf.parent as Node,
    whole: wholeAfter(head, 1),
    steps: head.steps.slice(1),
    own: ownUse(head, given),
  };
}

function formRead({ power, leaf }: FormCall, name: Leaf, texts: boolean): ReadUse {
  const text = texts ? 'form_values(environ' : 'read_form(environ';
  return { kind: 'read', leaf, start: power.start, end: leaf.end, text, calls: 'form', name, texts };
}

/** All places that name the form; undefined where it is kept out of sight. */
function formRefs(fn: RequestFunction, { power, call, own }: FormCall): readonly FormRef[] | undefined {
  const steps = stepsBehind(power.children[0] as Tree);
  const rest = steps.slice(steps.findIndex((step) => step.node === call) + 1);
  if (rest.length > 0)
    return [{ leaf: power.children[0] as Leaf, power, whole: undefined, steps: rest, own: undefined }];
  const target = plainTarget(power);
  if (target) return formLoads(fn, target)?.map((load) => variableRef(load));
  return own?.map((head) => attributeRef(head));
}

function variableRef(leaf: Leaf): FormRef {
  const steps = stepsBehind(leaf);
  const alone = steps.length === 0;
  return {
    leaf,
    power: alone ? leaf : (leaf.parent as Node),
    whole: alone ? leaf : undefined,
    steps,
    own: undefined,
  };
}

/** Loads of the variable; undefined when something else is stored in it, or it is no variable of the function. */
function formLoads(fn: RequestFunction, target: Leaf): readonly Leaf[] | undefined {
  const binding = fn.scope.bindings.get(target.value);
  if (binding?.resolution !== 'local' && binding?.resolution !== 'cell') return undefined;
  const found: Leaf[] = [];
  for (const scope of allScopes(fn.scope)) {
    if (ownerOf(scope, target.value) !== fn.scope) continue;
    for (const { kind, leaf } of scope.bindings.get(target.value)?.uses ?? []) {
      if (kind === 'load') found.push(leaf);
      else if (kind !== 'store' || !isForm(leaf)) return undefined;
    }
  }
  return found;
}

/** `form = util.FieldStorage(…)` or `form = None`: calls of other things are found out when they are looked at. */
function isForm(target: Leaf): boolean {
  const statement = target.parent;
  if (!isNode(statement, 'expr_stmt') || statement.children.length !== 3) return false;
  const value = statement.children[2] as Tree;
  if (isToken(value, 'None')) return true;
  return isNode(value, 'power') && [...leaves(value)].some((leaf) => leaf.value === 'FieldStorage');
}

function knownOf(fn: RequestFunction, refs: readonly FormRef[]): KnownFields {
  return { names: fieldNames(fn, refs), aliases: refs.flatMap((ref) => aliasLoads(fn, ref) ?? []) };
}

/** Names of variables that may hold something of the form. */
function fieldNames(fn: RequestFunction, refs: readonly FormRef[]): ReadonlySet<string> {
  const names = refs.map(({ leaf, own }) => own?.own?.name ?? leaf.value);
  const found = new Set(namesWithFields(fn.node, names));
  // What is written to the request is not read from it.
  if (!names.includes(fn.parameter.value)) found.delete(fn.parameter.value);
  return found;
}

/** Uses of `item` in `item = form[key]`, where members of the field are all that is asked of it. */
function aliasLoads(fn: RequestFunction, { power, steps }: FormRef): readonly Leaf[] | undefined {
  const [first, ...others] = steps;
  const target = first?.kind === 'item' && others.length === 0 ? plainTarget(power) : undefined;
  const loads = target && loadsOfOnly(fn, target);
  const plain = (load: Leaf): boolean => isMember(stepsBehind(load)[0]) && !isChanged(variableRef(load));
  return loads && loads.length > 0 && loads.every(plain) ? loads : undefined;
}

function isMember(step: Step | undefined): boolean {
  return step?.kind === 'attribute' && FIELD_MEMBERS.has(step.name);
}

function formUse(fn: RequestFunction, ref: FormRef): readonly Use[] {
  const unchanged = ref.own ? [ref.own] : [];
  if (aliasLoads(fn, ref)) return unchanged;
  if (ref.steps.length > 0) return fieldUse(ref) ?? unchanged;
  const { whole } = ref;
  if (whole && isPlainUse(whole)) return unchanged;
  return [blocked(ref.leaf, ref.power, 'the form is passed on or kept')];
}

/** `if form:`, `for name in form`, `'name' in form`, `len(form)` */
function isPlainUse(tree: Tree): boolean {
  return onlyTruthCounts(tree) || isIterated(tree) || isContainer(tree) || isMeasured(tree);
}

function isMeasured(tree: Tree): boolean {
  const power = tree.parent?.parent;
  return isNode(power, 'power') && isToken(power.children[0], 'len') && power.children[1] === tree.parent;
}

/** What is done with the form where steps follow it; undefined where that needs no change. */
function fieldUse(ref: FormRef): readonly Use[] | undefined {
  const { leaf, power, steps } = ref;
  const [first, second, third] = steps;
  if (first?.kind === 'item' && keyOf(first.node)) {
    if (isMember(second)) return undefined;
    return [blocked(leaf, power, 'a field of the form may be one text or a list of them')];
  }
  if (first?.kind !== 'attribute' || second?.kind !== 'call') return [outOfSight(ref)];
  const { positional, keywords, open } = argumentsOf(second.node);
  if (open || keywords.size > 0) return [outOfSight(ref)];
  if (first.name === 'getfirst') {
    return third && isMember(third) ? [dropValue(ref, third)] : undefined;
  }
  if (first.name === 'getlist' || first.name === 'keys') return undefined;
  if (first.name === 'has_key' && positional.length === 1)
    return [hasKey(ref, positional[0] as Tree, second)];
  return [blocked(leaf, power, `\`${first.name}()\` of the form has no exact counterpart`)];
}

function outOfSight({ leaf, power }: FormRef): Use {
  return blocked(leaf, power, 'the form is used in a way that has no exact counterpart');
}

/** `form.getfirst(name).value`: the value itself, now. */
function dropValue(ref: FormRef, step: Step): Use {
  if (step.kind !== 'attribute' || step.name !== 'value') return outOfSight(ref);
  const { own } = ref.own ?? {};
  return {
    kind: 'read',
    leaf: ref.leaf,
    start: step.node.start,
    end: step.node.end,
    text: '',
    ...(own ? { own } : {}),
  };
}

/** `form.has_key(name)` → `name in form`, which Python 3 has, too. */
function hasKey(ref: FormRef, key: Tree, call: Step): Use {
  const { leaf, power, own } = ref;
  const last = isNode(power, 'power') && power.children.at(-1) === call.node;
  if (!last || !onlyTruthCounts(power)) return outOfSight(ref);
  if (!own && power.children.length !== 3) return outOfSight(ref);
  return {
    kind: 'read',
    leaf,
    start: leaf.start,
    end: call.node.end,
    text: '',
    membership: { key, form: leaf.value },
    ...(own?.own ? { own: own.own } : {}),
  };
}

/** The uses where fields are texts; undefined where something is asked that only fields have. */
function asTexts(context: UseContext, refs: readonly FormRef[]): readonly Use[] | undefined {
  // Whatever gets a field may look for what only a field has.
  if (strayMember(context.module.tree) || shows(context.module.tree)) return undefined;
  const found = refs.map(textUse);
  return found.every((uses) => uses !== undefined) ? found.flat() : undefined;
}

/** `repr(x)`, `'%r' % x`: mod_python's fields do not look like the texts that they are. */
function shows(tree: Node): boolean {
  return [...leaves(tree)].some(
    (leaf) =>
      (leaf.type === 'STRING' && /%[^a-zA-Z%]*r/.test(leaf.value)) || /^(?:repr|pprint|`)$/.test(leaf.value),
  );
}

function textUse(ref: FormRef): readonly Use[] | undefined {
  const { whole, steps } = ref;
  const unchanged = ref.own ? [ref.own] : [];
  const [first, second] = steps;
  if (whole) return isPlainUse(whole) ? unchanged : undefined;
  if (first?.kind === 'item') return keyOf(first.node) && !isChanged(ref) ? unchanged : undefined;
  if (first?.kind !== 'attribute' || second?.kind !== 'call') return undefined;
  const { positional, keywords, open } = argumentsOf(second.node);
  if (open || keywords.size > 0) return undefined;
  if (first.name === 'keys') return unchanged;
  if (first.name === 'get') return positional.length === 2 ? unchanged : undefined;
  if (first.name !== 'has_key' || positional.length !== 1) return undefined;
  const use = hasKey(ref, positional[0] as Tree, second);
  return use.kind === 'read' ? [use] : undefined;
}

/** `form[key] = value`, `del form[key]` */
function isChanged({ power, steps }: FormRef): boolean {
  const { parent } = power;
  if (steps.length > 1) return false;
  if (isNode(parent, 'expr_stmt')) return parent.children.at(-1) !== power;
  return isNode(parent, 'del_stmt', 'for_stmt', 'exprlist', 'testlist');
}
