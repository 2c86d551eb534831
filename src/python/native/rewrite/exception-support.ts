/** Which exceptions that end a request the new code of a module names, and which its handlers answer. */
import { carriesHeaders, caughtNames, raisedTypes, readsForm } from '../raising.js';
import { functionsIn } from '../unit.js';
import type { Rewrite } from './context.js';
import type { Support } from './support-code.js';

/** What a module is rewritten with. */
export interface Surrounding {
  /** Rewrites whose callable is in the module. */
  readonly homes: readonly Rewrite[];
  readonly group: readonly Rewrite[];
  readonly publishes: boolean;
}

/** The exceptions that a module names, and those that it answers: of its own handlers, not of all in the group. */
export function exceptionSupport(
  rewrites: readonly Rewrite[],
  { homes, group, publishes }: Surrounding,
  codes: readonly number[],
): Pick<Support, 'raised' | 'answers'> {
  const answers = raisedSupport(homes, publishes, codes);
  const all = rewrites.some((rewrite) => endsByException(rewrite, publishes))
    ? raisedSupport(group, publishes, codes)
    : undefined;
  if (!all) return { raised: undefined, answers };
  const raises = rewrites.flatMap(({ flow, module }) => flow.raised.filter(({ fn }) => fn.module === module));
  const redirects = answers?.redirects === true || raises.some(({ end }) => end.kind === 'redirect');
  return { raised: { ...all, redirects }, answers };
}

/** Whether the code of the module names the exceptions that end a request: raises, catches or answers them. */
function endsByException(rewrite: Rewrite, publishes: boolean): boolean {
  const { unit, flow, module, home, answersErrors, raises } = rewrite;
  if (raises.length > 0 || (home && (answersErrors || publishes))) return true;
  const own = functionsIn(unit, module);
  return (
    flow.raised.some((exit) => exit.fn.module === module) ||
    own.some((fn) => caughtNames(fn).length > 0) ||
    readsForm(unit, module)
  );
}

function raisedSupport(
  rewrites: readonly Rewrite[],
  publishes: boolean,
  codes: readonly number[],
): Support['raised'] {
  if (!rewrites.some((rewrite) => rewrite.answersErrors)) return undefined;
  const raised = rewrites.flatMap((rewrite) => rewrite.flow.raised);
  const caught = rewrites.some((rewrite) =>
    [...rewrite.unit.functions.values()].some((fn) => caughtNames(fn).length > 0),
  );
  const form = publishes || rewrites.some((rewrite) => readsForm(rewrite.unit));
  return {
    errors: caught || form || codes.length > 0 || raised.some((exit) => exit.end.kind === 'error'),
    redirects: raised.some((exit) => exit.end.kind === 'redirect'),
    carries: raised.some(carriesHeaders),
    type: raisedTypes(rewrites.map((rewrite) => rewrite.flow))[0] ?? 'default',
  };
}
