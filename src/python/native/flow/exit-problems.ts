/** Ends of a handler that cannot be written as one WSGI answer. */
import { isNode } from '../../tree.js';
import { commonFact, type MountFacts } from '../mount-facts.js';
import { raisedProblems } from '../raising.js';
import { certainty } from '../response-state.js';
import { hasNoBody, isBareRedirect, keepsHeaders, sendsFile } from '../rewrite/exit-kinds.js';
import { isOwnStatement, type Layout, usesOf } from '../rewrite/layout.js';
import { isBodiless, keepsLocation, statusLine } from '../status.js';
import type { Problem, Unit } from '../unit.js';
import { type HeaderUse, headerNames, isLength, isLocation } from '../uses/uses.js';
import type { Exit, Flow } from './flow.js';
import { formProblems } from './form-problems.js';

export function exitProblems(
  unit: Unit,
  flow: Flow,
  layout: Layout,
  mounts: readonly MountFacts[],
): readonly Problem[] {
  return [
    ...misplaced(unit, layout),
    ...cookieProblems(unit, flow),
    ...overridden(flow, mounts),
    ...raisedProblems(flow, layout),
    ...documentedErrors(flow, mounts),
    ...typelessRaises(flow, mounts),
    ...(unit.handler ? formProblems(unit, flow, mounts) : []),
    ...flow.exits.flatMap((exit) => {
      const message = exitProblem(exit, layout, mounts);
      return message === undefined ? [] : [{ tree: exit.statement, message }];
    }),
  ];
}

/** An error that is raised is answered like one that is returned, by the ErrorDocument where there is one. */
function documentedErrors(flow: Flow, mounts: readonly MountFacts[]): readonly Problem[] {
  return flow.raised.flatMap(({ end, statement }) => {
    const code = end.kind === 'error' ? end.code : 0;
    const documents = mounts.filter((mount) => mount.errorDocuments.has(code));
    return documents.some((mount) => !mount.errorOverride)
      ? [{ tree: statement, message: `the ErrorDocument for ${code} answers here` }]
      : [];
  });
}

/** With WSGIErrorOverride, pages of the handler's own that go out with an error status would be replaced, too. */
function overridden(flow: Flow, mounts: readonly MountFacts[]): readonly Problem[] {
  if (!needsErrorOverride(flow, mounts)) return [];
  return flow.exits
    .filter(
      (exit) => exit.end.kind === 'answer' && [...exit.state.status.uses].some((use) => use.code >= 400),
    )
    .map((exit) => ({
      tree: exit.statement,
      message:
        'this page has an error status of its own, and an ErrorDocument answers other errors of the handler',
    }));
}

/** Whether Apache has to answer an error of the handler with its ErrorDocument. */
export function needsErrorOverride(flow: Flow, mounts: readonly MountFacts[]): boolean {
  return [...flow.exits, ...flow.raised].some(
    ({ end }) => end.kind === 'error' && mounts.some((mount) => mount.errorDocuments.has(end.code)),
  );
}

/** The first cookie brings a second header with it: which one is the first must be certain. */
function cookieProblems(unit: Unit, flow: Flow): readonly Problem[] {
  return usesOf(unit, 'header').flatMap(([, use]) => {
    const before = use.cookie && flow.before.get(use);
    return before && certainty(before.cookies) === 'sometimes'
      ? [{ tree: use.statement, message: 'whether this is the first cookie of the answer cannot be seen' }]
      : [];
  });
}

/** A status, or a header with a variable of its own, belongs into the function that answers. */
function misplaced(unit: Unit, layout: Layout): readonly Problem[] {
  const statuses =
    layout.status === 'header'
      ? []
      : usesOf(unit, 'status').map(([fn, use]) => [fn, use, 'the status'] as const);
  const lengths = usesOf(unit, 'header')
    .filter(([, use]) => isLength(use))
    .map(([fn, use]) => [fn, use, 'the content length'] as const);
  const files = usesOf(unit, 'file').map(([fn, use]) => [fn, use, 'a file'] as const);
  const apart = [...statuses, ...lengths, ...files].filter(([fn, use]) => !isOwnStatement(fn, use.statement));
  const types = usesOf(unit, 'type').filter(
    ([, use]) => layout.type === 'header' && !isNode(use.statement.parent, 'simple_stmt'),
  );
  return [
    ...apart.map(([, use, what]) => ({
      tree: use.statement,
      message: what === 'a file' ? 'a file is sent in a helper' : `${what} is set in a helper`,
    })),
    ...types.map(([, use]) => ({
      tree: use.statement,
      message: 'the content type is set in the middle of a statement',
    })),
  ];
}

function exitProblem(exit: Exit, layout: Layout, mounts: readonly MountFacts[]): string | undefined {
  const { state, end } = exit;
  if (end.kind === 'tail') {
    if (state.status.uses.size > 0) return 'the status is set before another function answers';
    if (state.file.uses.size > 0) return 'a file is sent before another function answers';
    return state.length.uses.size > 0
      ? 'the content length is set before another function answers'
      : undefined;
  }
  if (end.kind === 'error') return errorProblem(exit, end.code, layout, mounts);
  if (certainty(state.length) === 'sometimes')
    return 'the content length is set on some ways here and not on others';
  if (layout.location === 'variable' && certainty(state.location) === 'sometimes')
    return 'Location is not set on every way here';
  if ([...state.status.uses].some((use) => isBodiless(use.code)) && !hasNoBody(exit)) {
    return 'the answer has a body on some ways here and none on others';
  }
  if (sendsFile(exit) && (state.body.uses.size > 0 || certainty(state.type) !== 'always')) {
    return 'a file is sent on some ways here, or without a content type';
  }
  if (end.kind === 'redirect' && state.location.uses.size > 0)
    return 'Location is set before `util.redirect()` sets it';
  if (layout.headers === 'object' && layout.location === 'variable' && state.location.uses.size > 0) {
    return 'Location is kept by an error elsewhere and a header here';
  }
  const taken = takenByServer(exit);
  if (taken !== undefined) return taken;
  if (bothTables(exit)) return 'the same header is set in `headers_out` and in `err_headers_out`';
  return hasNoBody(exit) ? undefined : typeProblem(exit, layout, mounts);
}

/**
 * Headers that Apache reads in a daemon's answer, like that of a CGI program, and does not send: `Status` is the status, and
 * `Location` with 200 lets the server go on with that address (server/util_script.c; mod_wsgi.c).
 */
function takenByServer({ end, state }: Exit): string | undefined {
  const set = [...state.headers.uses, ...state.errors.uses, ...state.location.uses];
  if (set.some((use) => use.name.toLowerCase() === 'status'))
    return 'mod_wsgi takes the header `Status` for the status';
  const statuses = [...state.status.uses];
  const others = statuses.some(({ code }) => code === 200) ? [] : statuses;
  const sure = others.length > 0 && certainty(state.status) === 'always';
  if (end.kind !== 'answer' || sure) return undefined;
  // The status stands in the same block: both are set, or none.
  const alone = set.filter(isLocation).some(({ statement }) => {
    return !others.some((status) => status.statement.parent?.parent === statement.parent?.parent);
  });
  return alone
    ? '`Location` is sent with the status 200, which mod_wsgi takes for an internal redirect'
    : undefined;
}

/** A type that the handler does not set is that of the extension, by Apache's own table. */
function typeProblem(exit: Exit, layout: Layout, mounts: readonly MountFacts[]): string | undefined {
  const headers = [...exit.state.headers.uses, ...exit.state.errors.uses];
  if (headers.some((use) => use.name.toLowerCase() === 'content-type')) {
    return 'the content type is set in `headers_out`, where the extension of the address decides too';
  }
  if (certainty(exit.state.type) === 'always') return undefined;
  if (isBareRedirect(exit)) return commonFact(mounts, (mount) => mount.mapsFiles) === true ? undefined : LEFT;
  if (layout.type === 'header') return 'the content type is not set on every way here';
  return hasPlainTypes(mounts) ? undefined : LEFT;
}

const LEFT = 'the content type is left to the configuration here';

function hasPlainTypes(mounts: readonly MountFacts[]): boolean {
  return commonFact(mounts, (mount) => mount.mapsFiles && !mount.configuredTypes) === true;
}

/** A redirect by exception has the type of the address, where none was set before it. */
function typelessRaises(flow: Flow, mounts: readonly MountFacts[]): readonly Problem[] {
  if (hasPlainTypes(mounts)) return [];
  const typeless = flow.raised.filter(({ end, state }) => end.kind === 'redirect' && state.type.none);
  return typeless.map(({ statement }) => ({ tree: statement, message: LEFT }));
}

function bothTables({ state }: Exit): boolean {
  const names = (uses: Iterable<HeaderUse>): ReadonlySet<string> => new Set([...uses].flatMap(headerNames));
  const errors = names(state.errors.uses);
  return [...names(state.headers.uses)].some((name) => errors.has(name));
}

/** Headers of headers_out are dropped with an error, those of err_headers_out stay: one list cannot be both. */
function errorProblem(
  exit: Exit,
  code: number,
  layout: Layout,
  mounts: readonly MountFacts[],
): string | undefined {
  const { headers, location } = exit.state;
  const documents = mounts.filter((mount) => mount.errorDocuments.has(code));
  if (documents.some((mount) => !mount.errorOverride)) return `the ErrorDocument for ${code} answers here`;
  if (isBodiless(code)) return bodilessProblem(exit, code);
  if (
    keepsHeaders(exit) &&
    ((layout.type === 'header' && exit.state.type.uses.size > 0) ||
      (layout.errors === 'shared' && headers.uses.size > 0))
  ) {
    return 'an error keeps the headers of `err_headers_out` and drops those of `headers_out`';
  }
  if (!keepsLocation(code)) {
    const kept = [...location.uses].some((use) => use.table === 'err');
    return kept ? 'an error is returned with a Location in `err_headers_out`' : undefined;
  }
  if (certainty(location) !== 'always')
    return `${statusLine(code)} is returned without a Location on every way`;
  return layout.location === 'header'
    ? 'Location is set in another function than the one that returns the code'
    : undefined;
}

/** Apache makes no page for a 204 or 304, and so it keeps all headers. */
function bodilessProblem({ state }: Exit, code: number): string | undefined {
  if (state.body.uses.size + state.file.uses.size > 0) return `output is written before the result ${code}`;
  return state.location.uses.size > 0 ? `Location is set with a ${code}` : undefined;
}
