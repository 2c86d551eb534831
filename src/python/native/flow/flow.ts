/**
 * Walks a handler's unit the way Python would run it and notes what may have been set of the answer at every use and at
 * every end. Branches are joined, loops are walked until nothing new turns up, calls are walked at the place of the call.
 */
import type { Leaf, Node, Tree } from '../../tree.js';
import { joined, type ResponseState } from '../response-state.js';
import type { Problem, Unit, UnitFunction } from '../unit.js';
import type { CallUse, RedirectUse, Use } from '../uses/uses.js';

/** One `return`, `raise` or redirect of a responder: the request is answered there. */
export interface Exit {
  readonly fn: UnitFunction;
  /** The statement that is replaced. */
  readonly statement: Node;
  readonly end: End;
  /** Over all ways that lead here. */
  readonly state: ResponseState;
}

export type End =
  /** `return apache.OK`: the answer as it was set up. */
  | { readonly kind: 'answer' }
  /** `return apache.HTTP_NOT_FOUND`: a page that the server makes. */
  | { readonly kind: 'error'; readonly code: number }
  | { readonly kind: 'redirect'; readonly use: RedirectUse }
  /** `return other(req)` */
  | { readonly kind: 'tail'; readonly use: CallUse };

export interface Flow {
  /** State before each use, over all ways that lead there. A use without one is never reached. */
  readonly before: ReadonlyMap<Use, ResponseState>;
  readonly exits: readonly Exit[];
  /**
   * Ends by an exception that has to stay one: in a helper, which cannot return the answer, or where an `except` around
   * might catch it.
   */
  readonly raised: readonly Exit[];
  /** State at the start of each function that is reached. */
  readonly entries: ReadonlyMap<UnitFunction, ResponseState>;
  readonly problems: readonly Problem[];
  /** Loops whose output has to be sent bit by bit, with a sentence that says so. */
  readonly streams: readonly Problem[];
}

type State = ResponseState | undefined;

/** How control leaves a block; undefined: it never does that way. */
export interface Ways {
  readonly normal: State;
  readonly broken: State;
  readonly continued: State;
  /** `return` of a function that is no responder. */
  readonly returned: State;
}

export const NOWHERE: Ways = {
  normal: undefined,
  broken: undefined,
  continued: undefined,
  returned: undefined,
};

/** What the walk knows and notes; shared by the modules that walk statements, expressions and ends. */
export interface Walk {
  readonly unit: Unit;
  readonly before: Map<Use, ResponseState>;
  readonly exits: Map<Node, Exit>;
  readonly raised: Map<Node, Exit>;
  readonly entries: Map<UnitFunction, ResponseState>;
  readonly problems: Map<Tree, string>;
  readonly streams: Map<Tree, string>;
  /** Calls that were walked, by body and state before: walked again they would say the same. */
  readonly calls: Map<Node, Map<string, Called>>;
  /** Walks a block. Here, so that expressions and ends, which contain calls, need not know about statements. */
  readonly body: (frame: Frame, body: Tree, state: State) => Ways;
}

/** What a call does to a state. */
export interface Called {
  readonly after: ResponseState;
  /** Everything that an exception inside may leave behind. */
  readonly observed: ResponseState;
}

/** The function that is being walked. */
export interface Frame {
  readonly walk: Walk;
  readonly fn: UnitFunction;
  /** Whether `return` ends the request here; false in helpers and inner functions. */
  readonly responds: boolean;
  /** A caller would catch a SERVER_RETURN raised here. */
  readonly caught: boolean;
  /** Functions that are being walked, outermost first: a call of one of them is recursion. */
  readonly active: readonly Node[];
  /** One for each `try` around: every state that an exception may leave behind. */
  readonly observers: readonly Observer[];
  /** Inner functions that do something to the answer, by name. */
  readonly inner: ReadonlyMap<string, Node>;
}

export interface Observer {
  state: ResponseState | undefined;
}

export function makeWalk(unit: Unit, body: Walk['body']): Walk {
  return {
    unit,
    before: new Map(),
    exits: new Map(),
    raised: new Map(),
    entries: new Map(),
    problems: new Map(),
    streams: new Map(),
    calls: new Map(),
    body,
  };
}

/** Notes that an exception may leave `state` behind. */
export function observe(frame: Frame, state: ResponseState): void {
  for (const observer of frame.observers) observer.state = joined(observer.state, state);
}

export function problem(frame: Frame, tree: Tree, message: string): void {
  frame.walk.problems.set(tree, message);
}

export function noteExit(frame: Frame, statement: Node, end: End, state: ResponseState): void {
  noteIn(frame.walk.exits, frame, statement, end, state);
}

export function noteRaised(frame: Frame, statement: Node, end: End, state: ResponseState): void {
  noteIn(frame.walk.raised, frame, statement, end, state);
}

function noteIn(exits: Map<Node, Exit>, frame: Frame, statement: Node, end: End, state: ResponseState): void {
  const known = exits.get(statement);
  exits.set(statement, { fn: frame.fn, statement, end, state: joined(known?.state, state) as ResponseState });
}

/** The use of the request that `leaf` names in the function being walked. */
export function useAt(frame: Frame, leaf: Leaf): Use | undefined {
  return frame.fn.byLeaf.get(leaf);
}
