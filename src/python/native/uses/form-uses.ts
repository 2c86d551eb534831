/**
 * `form = util.FieldStorage(req)` and what is done with the form. The standard library's cgi.FieldStorage takes its place:
 * it has the same methods for what is asked here, but its values are plain strings and `form[key]` is never one.
 */
import { allScopes, ownerOf } from '../../scopes/scopes.js';
import { isName, isNode, isToken, type Leaf, leaves, type Node, type Tree } from '../../tree.js';
import { argumentsOf, keyOf, type Step, stepsBehind } from '../calls.js';
import type { RequestFunction } from '../function.js';
import type { ModPythonNames } from '../mod-python-names.js';
import { onlyTruthCounts } from '../truth.js';
import { plainTarget } from './heads.js';
import { blocked } from './response-uses.js';
import type { ReadUse, Use } from './uses.js';

/** Members of one field that cgi has, too. */
const FIELD_MEMBERS = new Set(['value', 'filename', 'file', 'name', 'type']);

/**
 * @param call the parentheses that hold `leaf`, the request
 * @returns undefined when it is no call of FieldStorage
 */
export function formUses(
  names: ModPythonNames,
  fn: RequestFunction,
  power: Node,
  call: Node,
  leaf: Leaf,
): readonly Use[] | undefined {
  const head = power.children[0] as Tree;
  const found = isName(head) ? names.nameOf(head) : undefined;
  if (found?.target !== 'util.FieldStorage' || power.children[found.steps + 1] !== call) return undefined;
  const { positional, keywords, open } = argumentsOf(call);
  const known = [...keywords.keys()].every((name) => name === 'keep_blank_values');
  if (positional[0] !== leaf || positional.length > 2 || !known || open) {
    return [blocked(leaf, power, '`util.FieldStorage()` is called in an unusual way')];
  }
  const made: ReadUse = {
    kind: 'read',
    leaf,
    start: power.start,
    end: leaf.end,
    text: 'read_form(environ',
    calls: 'form',
    name: head as Leaf,
  };
  return [made, ...(stray(fn) ?? whatFollows(fn, power, call, leaf))];
}

function whatFollows(fn: RequestFunction, power: Node, call: Node, leaf: Leaf): readonly Use[] {
  const steps = stepsBehind(power.children[0] as Tree);
  const rest = steps.slice(steps.findIndex((step) => step.node === call) + 1);
  if (rest.length > 0) return fieldUse(leaf, power, rest);
  const target = plainTarget(power);
  const loads = target && formLoads(fn, target);
  if (!loads) return [blocked(leaf, power, 'the form is kept where it cannot be followed')];
  return loads.flatMap((load) => formUse(load));
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

function formUse(load: Leaf): readonly Use[] {
  const steps = stepsBehind(load);
  if (steps.length > 0) return fieldUse(load, load.parent as Node, steps);
  if (onlyTruthCounts(load) || isIterated(load) || isContainer(load) || isMeasured(load)) return [];
  return [blocked(load, load, 'the form is passed on or kept')];
}

/** `for name in form` */
function isIterated(load: Leaf): boolean {
  const { parent } = load;
  return isNode(parent, 'for_stmt', 'comp_for', 'list_for', 'old_comp_for') && parent.children[3] === load;
}

/** `'name' in form` */
function isContainer(load: Leaf): boolean {
  const { parent } = load;
  if (!isNode(parent, 'comparison') || parent.children.length !== 3 || parent.children[2] !== load)
    return false;
  const operator = parent.children[1] as Tree;
  return operator.kind === 'node' || operator.value === 'in';
}

/** `len(form)` */
function isMeasured(load: Leaf): boolean {
  const power = load.parent?.parent;
  return isNode(power, 'power') && isToken(power.children[0], 'len') && power.children[1] === load.parent;
}

/** What is done with the form in the expression `power`, which begins with it. */
function fieldUse(load: Leaf, power: Node, steps: readonly Step[]): readonly Use[] {
  const [first, second, third] = steps;
  if (first?.kind === 'item' && keyOf(first.node)) {
    const member = second?.kind === 'attribute' ? second.name : undefined;
    if (member !== undefined && FIELD_MEMBERS.has(member)) return [];
    return [blocked(load, power, 'a field of the form may be one text or a list of them')];
  }
  if (first?.kind !== 'attribute' || second?.kind !== 'call') return [outOfSight(load, power)];
  const { positional, keywords, open } = argumentsOf(second.node);
  if (open || keywords.size > 0) return [outOfSight(load, power)];
  if (first.name === 'getfirst') {
    return third?.kind === 'attribute' && FIELD_MEMBERS.has(third.name)
      ? [dropValue(load, power, third)]
      : [];
  }
  if (first.name === 'getlist' || first.name === 'keys') return [];
  if (first.name === 'has_key' && positional.length === 1)
    return [hasKey(load, power, positional[0] as Tree, second)];
  return [blocked(load, power, `\`${first.name}()\` of the form has no exact counterpart`)];
}

function outOfSight(load: Leaf, power: Node): Use {
  return blocked(load, power, 'the form is used in a way that has no exact counterpart');
}

/** `form.getfirst(name).value`: the value itself, now. */
function dropValue(load: Leaf, power: Node, step: Step): Use {
  if (step.kind !== 'attribute' || step.name !== 'value') return outOfSight(load, power);
  return { kind: 'read', leaf: load, start: step.node.start, end: step.node.end, text: '' };
}

/** `form.has_key(name)` → `name in form`, which Python 3 has, too. */
function hasKey(load: Leaf, power: Node, key: Tree, call: Step): Use {
  if (power.children.at(-1) !== call.node || !onlyTruthCounts(power)) return outOfSight(load, power);
  const form = power.children.slice(0, -2);
  if (form.length !== 1) return outOfSight(load, power);
  return {
    kind: 'read',
    leaf: load,
    start: load.start,
    end: call.node.end,
    text: '',
    membership: { key, form: load.value },
  };
}

/** Members of fields that are read of something else: it may be a field whose values were strings with members. */
function stray(fn: RequestFunction): readonly Use[] | undefined {
  for (const leaf of leaves(fn.node)) {
    const trailer = leaf.parent;
    if (!['value', 'filename', 'file'].includes(leaf.value) || !isNode(trailer, 'trailer')) continue;
    const around = trailer.parent as Node;
    const before = around.children[around.children.indexOf(trailer) - 1];
    const item = isNode(before, 'trailer') && !isToken(before.children[0], '.');
    if (!item)
      return [
        blocked(leaf, around, `\`.${leaf.value}\` is read of something that may be a field of the form`),
      ];
  }
  return undefined;
}
