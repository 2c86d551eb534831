/** The state of following one request: facts that are known, facts still to look at, uses and escapes found. */
import type { ApiMember, ApiObject } from '../api/api-member.js';
import { apiMember, apiName } from '../api/mod-python-api.js';
import type { Scope } from '../scopes/scope.js';
import type { Node, Tree } from '../tree.js';
import type { Escape, FlowUse, UseAction } from './flow-types.js';
import type { Meanings } from './meaning.js';
import type { Program, ProgramModule } from './program.js';
import { functionAround, shown } from './shown.js';
import { keyOf, objectOf, type Value } from './values.js';

/** Something that holds a value. */
export type Place =
  | {
      readonly kind: 'variable';
      readonly module: ProgramModule;
      readonly owner: Scope;
      readonly name: string;
    }
  /** `of`: the `classdef` whose instances have the attribute; undefined: some object that is not known. */
  | {
      readonly kind: 'attribute';
      readonly of: { readonly module: ProgramModule; readonly node: Node } | undefined;
      readonly name: string;
    }
  /** What a function returns. */
  | { readonly kind: 'result'; readonly module: ProgramModule; readonly node: Node };

export interface Fact {
  readonly place: Place;
  readonly value: Value;
  readonly certain: boolean;
}

/** An expression, or the first children of a `power` up to and including `index`. */
export interface Held {
  readonly module: ProgramModule;
  readonly tree: Tree;
  readonly value: Value;
  readonly certain: boolean;
}

const ANYWHERE = {};

export class Walk {
  private readonly queue: Fact[] = [];
  private readonly seen = new Map<object, Set<string>>();
  private readonly foundUses = new Map<string, FlowUse>();
  private readonly foundEscapes = new Map<string, Escape>();
  private readonly entered = new Map<Node, string>();

  /** The request, once it may be `sys.stdout`. */
  standardOutput: Value | undefined;

  constructor(readonly meanings: Meanings) {}

  get program(): Program {
    return this.meanings.program;
  }

  /** Notes that `place` can hold `value`. */
  record(place: Place, value: Value, certain: boolean): void {
    const identity =
      place.kind === 'variable'
        ? place.owner
        : place.kind === 'result'
          ? place.node
          : (place.of?.node ?? ANYWHERE);
    const key = `${place.kind} ${'name' in place ? place.name : ''} ${keyOf(value)}`;
    const seen = this.seen.get(identity) ?? new Set();
    this.seen.set(identity, seen);
    if (seen.has(`${key} certain`) || (!certain && seen.has(key))) return;
    seen.add(certain ? `${key} certain` : key);
    this.queue.push({ place, value, certain });
  }

  next(): Fact | undefined {
    return this.queue.shift();
  }

  enter(module: ProgramModule, node: Node): void {
    this.entered.set(node, module.path);
  }

  use(
    held: Held,
    action: UseAction,
    detail: Partial<Pick<FlowUse, 'start' | 'end' | 'member' | 'key'>> = {},
  ): void {
    const { module, tree, value, certain } = held;
    const start = detail.start ?? tree.start;
    const end = detail.end ?? tree.end;
    const { object, via, guess } = objectOf(value);
    const { member, key } = detail;
    const api = member === undefined ? undefined : memberOf(action, object, member);
    if (guess && api === undefined && (member !== undefined || action.startsWith('item'))) return;
    const id = `${module.path}\0${start}\0${end}\0${action}\0${object}\0${member}`;
    const known = this.foundUses.get(id);
    if (known?.certain || (known && !certain)) return;
    const around = functionAround(tree);
    this.foundUses.set(id, {
      path: module.path,
      start,
      end,
      tree,
      function: around,
      action,
      object,
      via,
      member,
      key,
      api,
      certain,
    });
  }

  /** @param reason what happens to the value, behind its name: "is stored in `self.req`" */
  escape(held: Held, reason: string, followed: boolean): void {
    const { module, tree } = held;
    // The place where the guess began has its escape already.
    if (objectOf(held.value).guess) return;
    const sentence = `${shown(module, tree.start, tree.end)} ${reason}`;
    const id = `${module.path}\0${tree.start}\0${sentence}`;
    if (this.foundEscapes.has(id)) return;
    const { start, end } = tree;
    const around = functionAround(tree);
    this.foundEscapes.set(id, {
      path: module.path,
      start,
      end,
      tree,
      function: around,
      reason: sentence,
      followed,
    });
  }

  get uses(): readonly FlowUse[] {
    return [...this.foundUses.values()].sort(byPlace);
  }

  get escapes(): readonly Escape[] {
    return [...this.foundEscapes.values()].sort(byPlace);
  }

  get functions(): readonly { readonly node: Node; readonly path: string }[] {
    return [...this.entered].map(([node, path]) => ({ node, path }));
  }
}

function memberOf(action: UseAction, object: ApiObject, name: string): ApiMember | undefined {
  return action === 'api' ? apiName(name) : apiMember(object, name);
}

interface Placed {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

export function byPlace(a: Placed, b: Placed): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.start - b.start || a.end - b.end;
}
