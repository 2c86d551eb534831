/** Holds what explain-url says about a request against what a server did with it. */
import { readFileSync } from 'node:fs';
import type { UrlSide } from '../../src/core/explain-url/result.js';
import type { Observed } from './ask.js';
import { originalPath } from './instrument.js';

export interface Verdict {
  readonly kind: 'agree' | 'not derivable' | 'disagree';
  /** What differs, or what was not derivable. */
  readonly why: readonly string[];
}

/** @param probeFolder as given to `instrument` */
export function compareLive(side: UrlSide, seen: Observed, method: string, probeFolder: string): Verdict {
  if (side.answer.kind === 'not derivable') return { kind: 'not derivable', why: [side.answer.why] };
  if (side.otherwise !== undefined) return { kind: 'not derivable', why: [side.otherwise.why] };
  const refused = seen.status === 401 || seen.status === 403;
  if (side.access.verdict === 'depends' && refused)
    return { kind: 'not derivable', why: ['it depends on who asks'] };
  const why = [
    ...compareWay(side, seen),
    ...compareAnswer(side, seen, method),
    ...comparePython(side, seen, probeFolder),
    ...compareWsgi(side, seen),
  ];
  return why.length > 0 ? { kind: 'disagree', why } : { kind: 'agree', why: [] };
}

function differ(what: string, said: unknown, seen: unknown): readonly string[] {
  const [one, other] = [JSON.stringify(said), JSON.stringify(seen)];
  return one === other ? [] : [`${what}: explain-url says ${one}, Apache ${other}`];
}

/** Sections, file and path info. */
function compareWay({ sections, file }: UrlSide, seen: Observed): readonly string[] {
  // Apache gave up before it merged anything: there is nothing to hold against the sections.
  const merged = seen.layers.length > 0 && sections.length > 0;
  const layers = sections
    .filter(({ unsure }) => unsure === undefined)
    .map(({ at }) => `${at.path}:${at.line}`);
  const uncertain = sections.some(({ unsure }) => unsure !== undefined);
  return [
    ...(merged && !uncertain ? differ('sections', layers, seen.layers) : []),
    ...(file === undefined ? [] : differ('file', slashless(file.path), slashless(seen.file))),
    ...(file === undefined || !merged ? [] : differ('path_info', file.pathInfo, seen.pathInfo)),
  ];
}

function slashless(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

const SENT = new Set([200, 206, 304, 405, 412, 416]);

function compareAnswer({ answer, file }: UrlSide, seen: Observed, method: string): readonly string[] {
  const python = seen.calls.length > 0;
  const wsgi = seen.wsgi !== undefined;
  const nobody = [...differ('mod_python answers', false, python), ...differ('mod_wsgi answers', false, wsgi)];
  switch (answer.kind) {
    case 'mod_python':
      return differ('mod_python answers', true, python);
    case 'mod_wsgi':
      return differ('mod_wsgi answers', true, wsgi);
    case 'file': {
      const whole = seen.status === 200 && method === 'GET' && file !== undefined;
      return [
        ...nobody,
        ...(SENT.has(seen.status) ? [] : differ('status', 'that of a file', seen.status)),
        ...(whole ? differ('body', readFileSync(file.path, 'latin1'), seen.body) : []),
      ];
    }
    case 'listing':
      return [...nobody, ...differ('status', answer.allowed === true ? 200 : 403, seen.status)];
    case 'redirect':
      return [
        ...nobody,
        ...differ('status', answer.status, seen.status),
        ...differ('location', pathOf(answer.location), pathOf(seen.location ?? '')),
      ];
    case 'error':
      return [...nobody, ...differ('status', answer.status, seen.status)];
    default:
      return nobody;
  }
}

/** Apache writes out a redirect to its own host, and hands the query on. */
function pathOf(location: string): string {
  return location
    .replace(/^http:\/\/(?:127\.0\.0\.1|[\w.-]*example\.org|intranet)(?::\d+)?/, '')
    .replace(/\?.*$/, '');
}

/** These run for every request that gets to a handler; the others have conditions of their own. */
const ALWAYS = /^Python(?:PostReadRequest|Trans|HeaderParser|Access|Fixup)Handler$/;

function comparePython({ python, answer, index }: UrlSide, seen: Observed, probe: string): readonly string[] {
  const stated = new Set((python?.phases ?? []).flatMap(wordsOf));
  const called = new Set(seen.phases.map((pair) => pair.join(' ')));
  const reached = /^(?:mod_python|file|cgi|handler)$/.test(answer.kind) && index.length === 0;
  const missed = [...stated].filter((word) => ALWAYS.test(word.split(' ')[0] ?? '') && !called.has(word));
  return [
    ...differ(
      'phases that ran but are not named',
      [],
      [...called].filter((word) => !stated.has(word)),
    ),
    ...(reached ? differ('phases that did not run', [], missed) : []),
    ...differ(
      'filters',
      (python?.filters ?? []).map(({ handler }) => handler).sort(),
      [...new Set(seen.filters)].sort(),
    ),
    ...(python === undefined || answer.kind !== 'mod_python' ? [] : compareCall(python, seen, probe)),
  ];
}

type Python = NonNullable<UrlSide['python']>;

function wordsOf({ directive, handlers }: Python['phases'][number]): readonly string[] {
  return handlers.map((handler) => `${directive} ${handler}`);
}

function compareCall(python: Python, seen: Observed, probe: string): readonly string[] {
  const [call] = seen.calls;
  if (call === undefined) return ['no handler was called'];
  const running = python.content.find(({ runs }) => runs)?.handlers ?? [];
  const keys = (all: Iterable<string>) => [...all].map((key) => key.toLowerCase()).sort();
  const shown = python.options.filter(({ value }) => value !== undefined);
  const values = new Map(Object.entries(call.options).map(([key, value]) => [key.toLowerCase(), value]));
  const debug = python.flags.find(({ directive }) => directive === 'PythonDebug')?.value ?? '';
  const { name } = python.interpreter;
  return [
    ...differ(
      'handlers',
      running,
      seen.calls.map(({ handler }) => handler),
    ),
    ...differ('options', keys(python.options.map(({ key }) => key)), keys(values.keys())),
    ...shown.flatMap(({ key, value }) => differ(`option ${key}`, value, values.get(key.toLowerCase()))),
    ...differ('PythonPath', python.path?.value, originalPath(call.path ?? 'sys.path', probe)),
    ...differ('PythonDebug', /^on$/i.test(debug), call.debug === '1'),
    ...(name === undefined ? [] : differ('interpreter', name, call.interpreter)),
  ];
}

function compareWsgi({ wsgi, file }: UrlSide, { wsgi: call }: Observed): readonly string[] {
  if (wsgi === undefined || call === undefined) return [];
  const group = call['mod_wsgi.application_group'];
  return [
    ...differ('script', wsgi.script, call.script),
    ...differ('process group', wsgi.processGroup, call['mod_wsgi.process_group']),
    ...(wsgi.interpreter === undefined ? [] : differ('application group', wsgi.interpreter, group)),
    ...differ('SCRIPT_FILENAME', slashless(file?.path ?? ''), slashless(call.SCRIPT_FILENAME ?? '')),
  ];
}
