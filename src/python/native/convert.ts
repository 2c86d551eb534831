/**
 * Rewrites mod_python handlers as WSGI applications (PEP 3333), or says why not. A handler is rewritten only when every use
 * of its request in the functions that get it, of its module and of others, has an exact counterpart.
 */
import type { ExactModule } from '../reader.js';
import { type Candidate, examine, type HandlerInput } from './candidate.js';
import type { BlockedHandler, ModuleConversion, NativeHandler, NativeResult } from './native-result.js';
import { alone, type Neighbours } from './neighbours.js';
import { toReasons } from './reasons.js';
import { rewriteTogether } from './rewrite/together.js';
import { settle } from './settle.js';
import { modulesOf, type Problem } from './unit.js';

/** A module with handlers. */
export interface HandlerModule {
  readonly module: ExactModule;
  readonly handlers: readonly HandlerInput[];
}

export interface ProgramInput {
  readonly modules: readonly HandlerModule[];
  readonly neighbours: Neighbours;
  /**
   * Modules of the site (last element of their name) that may end a request without being given it, from modulesThatEnd():
   * a handler whose module imports one of them stays on the bridge.
   */
  readonly enders?: ReadonlySet<string>;
}

/** A handler that stays on the bridge; `unit` as far as its functions are known. */
type Unfinished = Pick<Candidate, 'module' | 'object'> & Partial<Pick<Candidate, 'unit'>>;

/** What became of one handler object of a module. */
interface Outcome {
  readonly module: ExactModule;
  readonly object: string;
  readonly result: NativeHandler | BlockedHandler;
}

/** Rewrites the handlers that can be rewritten, and the functions of other modules that they give the request to. */
export function convertProgram(input: ProgramInput): ReadonlyMap<ExactModule, ModuleConversion> {
  const { neighbours, enders = new Set<string>() } = input;
  const outcomes: Outcome[] = [];
  const block = (candidate: Unfinished, problems: readonly Problem[]): void => {
    const { module, object, unit } = candidate;
    const reasons = toReasons(module, problems, unit, neighbours);
    outcomes.push({ module, object, result: { kind: 'blocked', reasons } });
  };
  const candidates = input.modules.flatMap(({ module, handlers }) =>
    handlers.flatMap((handler) => {
      const found = examine({ module, neighbours, enders }, handler);
      if (found.kind === 'candidate') return [found.candidate];
      block({ module, object: handler.object, ...(found.unit && { unit: found.unit }) }, found.problems);
      return [];
    }),
  );
  const edits = new Map<ExactModule, ModuleEdits>();
  const single = new Set(
    input.modules.flatMap(({ module, handlers }) => (handlers.length === 1 ? [module] : [])),
  );
  for (const group of groups(candidates)) {
    const kept = settle(group, neighbours, block);
    const written = rewriteTogether(kept, neighbours, single, block);
    for (const [{ module, object }, result] of written.handlers) outcomes.push({ module, object, result });
    const modules = [...written.edits.keys()];
    for (const [module, own] of written.edits)
      edits.set(module, { edits: own, beside: modules.filter((other) => other !== module) });
  }
  return conversions(input.modules, outcomes, edits);
}

type ModuleEdits = Pick<ModuleConversion, 'edits' | 'beside'>;

function conversions(
  modules: readonly HandlerModule[],
  outcomes: readonly Outcome[],
  edits: ReadonlyMap<ExactModule, ModuleEdits>,
): ReadonlyMap<ExactModule, ModuleConversion> {
  const found = new Map<ExactModule, ModuleConversion>();
  for (const module of new Set([...modules.map((one) => one.module), ...edits.keys()])) {
    const mine = outcomes.filter((outcome) => outcome.module === module);
    const handlers = new Map(mine.map(({ object, result }) => [object, result] as const));
    found.set(module, { handlers, edits: [], beside: [], ...edits.get(module) });
  }
  return found;
}

/** Candidates that are rewritten together, because they have functions of one module. */
function groups(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  let found: { readonly modules: ReadonlySet<ExactModule>; readonly all: readonly Candidate[] }[] = [];
  for (const candidate of candidates) {
    const modules = modulesOf(candidate.unit);
    const near = found.filter((group) => modules.some((module) => group.modules.has(module)));
    const merged = {
      modules: new Set([...near.flatMap((group) => [...group.modules]), ...modules]),
      all: [...near.flatMap((group) => group.all), candidate],
    };
    found = [...found.filter((group) => !near.includes(group)), merged];
  }
  return found.map((group) => group.all);
}

/** The handlers of one module, which is all there is of the site. @param external names that other files take from it */
export function convertModule(
  input: HandlerModule & { readonly external: ReadonlySet<string>; readonly enders?: ReadonlySet<string> },
): ModuleConversion {
  const { module, external, enders = new Set<string>() } = input;
  const found = convertProgram({ modules: [input], neighbours: alone(external), enders });
  return found.get(module) as ModuleConversion;
}

/** One handler alone. */
export function convertHandler(input: {
  readonly module: ExactModule;
  readonly handler: HandlerInput;
  readonly external?: ReadonlySet<string>;
}): NativeResult {
  const { module, handler, external = new Set<string>() } = input;
  const { handlers, edits } = convertModule({ module, handlers: [handler], external });
  const result = handlers.get(handler.object) as NativeHandler | BlockedHandler;
  return result.kind === 'native' ? { ...result, edits } : result;
}
