/** One handler on its way to a rewrite: what was found out about it, or the reasons against it. */
import type { ExactModule } from '../reader.js';
import { encloses, isNode, leaves, type Tree } from '../tree.js';
import { constantProblems } from './constants.js';
import { analyseFlow } from './flow/analyse-flow.js';
import { endedElsewhere } from './flow/ended-elsewhere.js';
import { exitProblems } from './flow/exit-problems.js';
import type { Flow } from './flow/flow.js';
import { streamProblems } from './flow/stream.js';
import { moduleFunction, parameterLeaves, whyNoFunction } from './function.js';
import { modPythonNames } from './mod-python-names.js';
import type { MountFacts } from './mount-facts.js';
import type { Neighbours } from './neighbours.js';
import { handlerRaises, namesIn, type OutsideRaise } from './outside-raises.js';
import { chooseForms, type Forms, makeLayout } from './rewrite/layout.js';
import { findUnit, modulesOf, type Problem, type Unit } from './unit.js';

export interface HandlerInput {
  /** Name of the handler object, as after `::` in PythonHandler; `handler` where there is none. */
  readonly object: string;
  /** Every place of the configuration that calls it. */
  readonly mounts: readonly MountFacts[];
}

export interface Candidate {
  readonly module: ExactModule;
  readonly object: string;
  /** The name in its definition. */
  readonly title: Tree;
  readonly mounts: readonly MountFacts[];
  readonly unit: Unit;
  readonly flow: Flow;
  readonly forms: Forms;
  /** Exceptions in functions that get no request, by module. */
  readonly raises: ReadonlyMap<ExactModule, readonly OutsideRaise[]>;
}

export type Examined =
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  | { readonly kind: 'blocked'; readonly problems: readonly Problem[]; readonly unit?: Unit };

/** What is around a handler. */
export interface Surroundings {
  readonly module: ExactModule;
  readonly neighbours: Neighbours;
  /** Modules that may end a request without being given it, see modulesThatEnd(). */
  readonly enders: ReadonlySet<string>;
}

/** Looks at one handler by itself. */
export function examine({ module, neighbours, enders }: Surroundings, input: HandlerInput): Examined {
  const { object, mounts } = input;
  const node = moduleFunction(module, object);
  if (!node) return { kind: 'blocked', problems: [whyNoFunction(module, object)] };
  const title = node.children[1] as Tree;
  if (parameterLeaves(node)?.length !== 1)
    return blocked(title, `\`${object}()\` does not have one plain parameter`);
  const obstacles = mounts.flatMap((mount) => mount.obstacles).map((message) => ({ tree: title, message }));
  const unit = findUnit({ module, neighbours, names: modPythonNames(module), mounts }, node);
  if (!unit?.handler) return blocked(title, `\`${object}()\` cannot be analysed`);
  const flow = analyseFlow(unit, unit.handler);
  const forms = chooseForms(unit, flow);
  const raises = raisesOf(unit, flow, mounts, neighbours);
  const raised: ReadonlySet<Tree> = new Set([...raises.values()].flatMap((found) => [...namesIn(found)]));
  const problems: Problem[] = [
    ...obstacles,
    ...modulesOf(unit).flatMap(literalProblems),
    ...unit.problems,
    ...flow.problems,
    ...streamProblems(unit, flow),
    ...exitProblems(unit, flow, makeLayout(unit, flow, forms), mounts),
    ...endedElsewhere(module, unit, enders).filter(({ tree }) => !raised.has(tree)),
    ...streamedRaises(flow, raises),
    ...localsProblems(unit),
  ];
  // One sentence for one place: a name of mod_python inside a use that is in the way says nothing new.
  problems.push(
    ...constantProblems(unit, flow).filter(
      ({ tree }) => !problems.some((other) => encloses(other.tree, tree)),
    ),
  );
  if (problems.length > 0) return { kind: 'blocked', problems, unit };
  return { kind: 'candidate', candidate: { module, object, title, mounts, unit, flow, forms, raises } };
}

function raisesOf(
  unit: Unit,
  flow: Flow,
  mounts: readonly MountFacts[],
  neighbours: Neighbours,
): Candidate['raises'] {
  return new Map(
    modulesOf(unit).map((module) => {
      const external = neighbours.external(module, new Set());
      return [module, handlerRaises(module, unit, flow, mounts, external)] as const;
    }),
  );
}

/** What is sent bit by bit cannot be answered with a page of its own. */
function streamedRaises(flow: Flow, raises: Candidate['raises']): readonly Problem[] {
  const [first] = [...raises.values()].flat();
  return first && flow.streams.length > 0
    ? [{ tree: first.statement, message: 'an exception may end the request, and output is sent bit by bit' }]
    : [];
}

function blocked(tree: Tree, message: string): Examined {
  return { kind: 'blocked', problems: [{ tree, message }] };
}

/** `'%(name)s' % locals()`: a variable that disappears may be missed. */
function localsProblems(unit: Unit): readonly Problem[] {
  return [...unit.functions.values()].flatMap((fn) => {
    const vanishes = fn.uses.some((use) => use.kind === 'idle' && isNode(use.statement, 'expr_stmt'));
    const reads = [...leaves(fn.node)].filter(
      (leaf) => /^(?:locals|vars|eval)$/.test(leaf.value) && leaf.type === 'NAME',
    );
    return vanishes
      ? reads.map((tree) => ({
          tree,
          message: `\`${tree.value}()\` may look for a variable that is not needed any more`,
        }))
      : [];
  });
}

/** Under Python 2 the answer must be made of `str`: with unicode literals nothing of it is. */
export function literalProblems(module: ExactModule): readonly Problem[] {
  if (module.version !== '2.7') return [];
  const used = [...(module.scopes().bindings.get('unicode_literals')?.uses ?? [])].find(
    (use) => use.kind === 'import',
  );
  return used
    ? [
        {
          tree: used.leaf,
          message: 'string literals are unicode in this module, which WSGI does not take under Python 2',
        },
      ]
    : [];
}
