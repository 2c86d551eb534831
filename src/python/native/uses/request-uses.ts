/** All uses of the request in one function, inner functions included. */
import { apiMember } from '../../api/mod-python-api.js';
import type { ExactModule } from '../../reader.js';
import { ancestor, isName, isNode, isToken, type Leaf, type Node, type Tree } from '../../tree.js';
import { argumentsOf, dottedText, type Step } from '../calls.js';
import { loadsOf, type RequestFunction } from '../function.js';
import { type ModPythonNames, wholeName } from '../mod-python-names.js';
import type { MountFacts } from '../mount-facts.js';
import type { Neighbours } from '../neighbours.js';
import { isGuarded, onlyTruthCounts } from '../truth.js';
import { withCredentials } from './basic-auth.js';
import { cookieUses } from './cookie-uses.js';
import { calleeNamed, dispatchOf } from './dispatch.js';
import { lookup } from './environ-lookups.js';
import { type Asked, readMember, replacedMethod } from './environ-reads.js';
import { bridgeOnly, escapeMessage } from './escapes.js';
import { fileStateUse } from './file-state.js';
import { foreignCall } from './foreign-calls.js';
import { formUses, publishedFormUses } from './form-uses.js';
import { type Head, headOf, isTarget, type ObjectKind, plainTarget, wholeAfter } from './heads.js';
import { logUses } from './log-uses.js';
import { printUse, writerUses } from './other-writes.js';
import { attributeValue, ownAttributes, ownUse } from './own-attributes.js';
import { redirectUse } from './redirect-use.js';
import { blocked, headerUse, responseUse } from './response-uses.js';
import type { Use } from './uses.js';

export interface UseContext {
  readonly module: ExactModule;
  readonly neighbours: Neighbours;
  readonly names: ModPythonNames;
  readonly mounts: readonly MountFacts[];
  /** The publisher calls the functions, and gives the request its form. */
  readonly published?: boolean;
}

/** Every use, in source order. A use that cannot be followed is `blocked`. */
export function requestUses(context: UseContext, fn: RequestFunction): readonly Use[] {
  const name = fn.parameter.value;
  const leaves = loadsOf(fn.scope, name);
  if (!leaves) return [blocked(fn.parameter, fn.parameter, `\`${name}\` is assigned again`)];
  const uses: Use[] = [];
  const heads: Head[] = [];
  for (const leaf of leaves) {
    // New code in a field of an f-string might need quotes that end the string.
    if (ancestor(leaf, 'eval_input')) {
      uses.push(blocked(leaf, leaf, `\`${name}\` is used inside an f-string`));
      continue;
    }
    heads.push(headOf(leaf, 'request'));
  }
  const own = ownAttributes(fn, heads);
  const given = context.published && !own.has('form') ? heads.filter(isForm) : [];
  const owned = new Map(
    [...own.values(), given].flat().map((head) => [head.leaf, ownUse(head, given.includes(head))]),
  );
  const usesOfHead = (head: Head): readonly Use[] => {
    if (owned.has(head.leaf)) return [];
    return (
      writerUses(fn, head) ??
      aliasUses(context, fn, head) ??
      formOf(context, fn, head, own) ?? [useOf(context, fn, head)]
    );
  };
  // What a form asks for besides comes later, and counts.
  uses.push(...owned.values(), ...withCredentials(fn, heads, context.mounts, usesOfHead));
  uses.push(...publishedFormUses(fn, given));
  uses.push(...logUses(context.names, fn));
  return uniqueUses(uses).sort((a, b) => a.leaf.start - b.leaf.start);
}

/** `req.form`, which is not set here. */
function isForm(head: Head): boolean {
  const [first] = head.steps;
  return head.object === 'request' && first?.kind === 'attribute' && first.name === 'form';
}

/** A form that is read in several branches is one variable: what is done with it is found once for each. */
function uniqueUses(uses: readonly Use[]): Use[] {
  return [...new Map(uses.map((use) => [use.leaf, use])).values()];
}

function formOf(
  context: UseContext,
  fn: RequestFunction,
  head: Head,
  own: ReadonlyMap<string, readonly Head[]>,
): readonly Use[] | undefined {
  const passed = head.object === 'request' && head.steps.length === 0 ? callAround(head.leaf) : undefined;
  if (!passed) return undefined;
  const { power, call } = passed;
  return (
    formUses(context, fn, { power, call, leaf: head.leaf, own: ownForm(own, power) }) ??
    cookieUses(context.names, fn, power, call, head.leaf)
  );
}

/** Uses of the attribute that the form is kept in: `req.form = util.FieldStorage(req)`. */
function ownForm(own: ReadonlyMap<string, readonly Head[]>, power: Node): readonly Head[] | undefined {
  const heads = [...own.values()].find((uses) => uses.some((head) => attributeValue(head) === power));
  return heads?.every((head) => attributeValue(head) === undefined || attributeValue(head) === power)
    ? heads.filter((head) => attributeValue(head) === undefined)
    : undefined;
}

/** `options = req.get_options()`: the statement disappears, the uses of the variable count as uses of the table. */
function aliasUses(context: UseContext, fn: RequestFunction, head: Head): readonly Use[] | undefined {
  const target = head.object !== 'request' && head.whole ? plainTarget(head.whole) : undefined;
  const statement = target?.parent as Node;
  if (!target || statement.parent?.parent !== fn.body) return undefined;
  const binding = fn.scope.bindings.get(target.value);
  const stores = binding?.uses.filter((use) => use.kind !== 'load') ?? [];
  if (stores.length !== 1 || binding?.resolution === 'global-explicit') return undefined;
  const loads = aliasLoads(fn, target);
  if (!loads || loads.some((leaf) => leaf.start < statement.end)) return undefined;
  return [
    { kind: 'idle', leaf: head.leaf, statement, flush: false, fills: false },
    ...loads.map((leaf) => useOf(context, fn, headOf(leaf, head.object as ObjectKind))),
  ];
}

function aliasLoads(fn: RequestFunction, target: Leaf): readonly Leaf[] | undefined {
  const own = fn.scope.bindings.get(target.value)?.uses.filter((use) => use.leaf !== target) ?? [];
  const all = own.every((use) => use.kind === 'load') ? own.map((use) => use.leaf) : undefined;
  const inner = fn.scope.bindings.get(target.value)?.resolution === 'cell';
  return inner ? undefined : all;
}

function useOf(context: UseContext, fn: RequestFunction, head: Head): Use {
  switch (head.object) {
    case 'headers_out':
    case 'err_headers_out':
      return headerUse(head);
    case 'headers_in':
    case 'subprocess_env':
    case 'options': {
      const found = lookup(head, context.mounts);
      if ('message' in found) return blocked(head.leaf, shownTree(head), found.message);
      return { kind: 'read', leaf: head.leaf, ...found };
    }
    case 'request':
      return (
        responseUse(head, context.names) ??
        fileStateUse(head, context.names, context.mounts) ??
        memberUse(context, head) ??
        passedUse(context, fn, head)
      );
    default:
      return (
        memberUse(context, head) ??
        blocked(head.leaf, shownTree(head), `\`${head.shown}\` is used as a whole`)
      );
  }
}

const TYPE = 'request.content_type';

function memberUse(context: UseContext, head: Head): Use | undefined {
  const [first, second] = head.steps;
  if (first?.kind !== 'attribute') return undefined;
  const { leaf } = head;
  const called = second?.kind === 'call';
  const replaced = called && head.object === 'request' ? replacedMethod(first.name) : undefined;
  const empty = called && second.node.children.length === 2;
  if (replaced && !empty)
    return { kind: 'read', leaf, start: leaf.start, end: first.node.end, text: replaced };
  const count = called ? 2 : 1;
  const path = `${head.object}.${first.name}${called ? '()' : ''}`;
  const shown = `\`${head.shown}.${first.name}${called ? '()' : ''}\``;
  const special =
    called && head.object === 'request' ? callWithArguments(context, head, first.name, second) : undefined;
  if (special) return special;
  if (called && !empty)
    return blocked(leaf, shownTree(head), `${shown} is called with arguments that have no exact counterpart`);
  if (isTarget(head)) return blocked(leaf, shownTree(head), `${shown} is assigned or deleted`);
  const reading =
    path === TYPE ? { text: 'content_type' } : readMember(path, context.mounts, asked(head, count));
  if (!reading) return blocked(leaf, shownTree(head), noCounterpart(head, first.name, shown));
  const { end } = (head.steps[count - 1] as Step).node;
  const more = { ...(path === 'request.user' && { user: true }), ...(path === TYPE && { type: true }) };
  return { kind: 'read', leaf, start: leaf.start, end, ...more, ...reading };
}

/** @param shown the member as it is written, in backticks */
function noCounterpart(head: Head, name: string, shown: string): string {
  if (head.object === 'request' && name === 'write') return `${shown} is passed on or kept`;
  const own = head.object === 'request' && apiMember('request', name) === undefined;
  return own
    ? `${shown} is not mod_python's: other code puts it on the request`
    : `${shown} has no exact counterpart here`;
}

/** Methods of the request whose arguments matter. */
function callWithArguments(context: UseContext, head: Head, name: string, call: Step): Use | undefined {
  const { positional, keywords, open } = argumentsOf(call.node);
  const [argument] = positional;
  if (positional.length !== 1 || !argument || keywords.size > 0 || open) return undefined;
  const { leaf } = head;
  if (name === 'construct_url') {
    return {
      kind: 'read',
      leaf,
      start: leaf.start,
      end: argument.start,
      text: 'construct_url(environ, ',
      calls: 'url',
    };
  }
  const constant = isNode(argument, 'power') ? argument.children[0] : argument;
  if (name !== 'get_remote_host' || !isName(constant)) return undefined;
  if (!['apache.REMOTE_NOLOOKUP', 'apache.REMOTE_NAME'].includes(wholeName(context.names, argument) ?? ''))
    return undefined;
  const reading = readMember('request.get_remote_host()', context.mounts, asked(head, 2));
  return reading && { kind: 'read', leaf, start: leaf.start, end: call.node.end, name: constant, ...reading };
}

/** What the place of the expression asks of its value. */
function asked(head: Head, count: number): Asked {
  const whole = wholeAfter(head, count);
  if (!whole)
    return { truth: false, guarded: isGuardedRead(head, head.leaf.parent as Node, count), used: true };
  const guarded = isGuardedRead(head, whole, count);
  return { truth: onlyTruthCounts(whole), guarded, used: false };
}

function isGuardedRead(head: Head, tree: Tree, count: number): boolean {
  const text = dottedPrefix(head, count);
  return isGuarded(tree, (other) => isNode(other, 'power') && plainText(other) === text);
}

function dottedPrefix(head: Head, count: number): string {
  const names = head.steps
    .slice(0, count)
    .map((step) => (step.kind === 'attribute' ? `.${step.name}` : '()'));
  return `${head.shown}${names.join('')}`;
}

function plainText(power: Node): string {
  return dottedText(power, power);
}

/** The request as a whole: passed to a function of the module, or out of sight. */
function passedUse(context: UseContext, fn: RequestFunction, head: Head): Use {
  const { leaf } = head;
  const passed = head.steps.length === 0 ? callAround(leaf) : undefined;
  if (!passed) return printUse(leaf) ?? blocked(leaf, shownTree(head), escapeMessage(leaf));
  const { power, call } = passed;
  const callee = power.children[0] as Tree;
  const redirect = redirectUse(context.names, power, call, leaf);
  if (redirect) return redirect;
  const shown = `\`${leaf.value}\` is passed to \`${dottedText(power, call)}()\``;
  const dispatch = dispatchOf(context.module, fn, power, call);
  const foreign = dispatch ? undefined : foreignCall(context.module, context.neighbours, power, call);
  if (!dispatch && !foreign && (!isName(callee) || power.children[1] !== call)) {
    return blocked(leaf, power, bridgeOnly(context.names, callee) ?? `${shown}, which cannot be followed`);
  }
  const { positional, keywords, open } = argumentsOf(call);
  const index = positional.indexOf(leaf);
  const keyword = [...keywords].find(([, value]) => value === leaf)?.[0];
  if (open || (index < 0 && keyword === undefined))
    return blocked(leaf, power, `${shown} among arguments that cannot be seen`);
  const argument = keyword ?? index;
  if (foreign) {
    const { callee: other, named, through } = foreign;
    return { kind: 'call', leaf, callees: [other], named: [named], power, call, argument, through };
  }
  const own = isName(callee) ? calleeNamed(context.module, callee.value) : undefined;
  const { callees, named } = dispatch ?? { callees: own ? [own] : [], named: [callee] };
  return callees.length > 0
    ? { kind: 'call', leaf, callees, named, power, call, argument }
    : blocked(leaf, power, `${shown}, which is not a plain function of this module`);
}

/** The call that has `leaf` among its arguments. */
function callAround(leaf: Leaf): { readonly power: Node; readonly call: Node } | undefined {
  let call = leaf.parent;
  if (isNode(call, 'argument') && call.children.length === 3) call = call.parent;
  if (isNode(call, 'arglist')) call = call.parent;
  if (!isNode(call, 'trailer') || !isToken(call.children[0], '(')) return undefined;
  return isNode(call.parent, 'power') ? { power: call.parent, call } : undefined;
}

function shownTree(head: Head): Tree {
  return head.steps.length > 0 || head.object !== 'request' ? (head.leaf.parent as Node) : head.leaf;
}
