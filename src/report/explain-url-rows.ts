/** The lines of an `explain-url` report for one configuration, before they are laid out. */
import type {
  ChainFact,
  ChosenServer,
  PythonFacts,
  UrlAnswer,
  UrlPlace,
  UrlSide,
  ValueFact,
  WsgiFacts,
} from '../core/explain-url/result.js';

export interface Row {
  readonly label: string;
  readonly text: string;
  readonly at: readonly UrlPlace[];
}

type Time = 'before' | 'after';

export function row(label: string, text: string, ...at: readonly (UrlPlace | undefined)[]): Row {
  return { label, text, at: at.filter((place) => place !== undefined) };
}

/** @param host as asked for; undefined: none */
export function sideRows(side: UrlSide, time: Time, host: string | undefined): readonly Row[] {
  const { server, file, otherwise } = side;
  return [
    row('server', `${server.title}${chosenText(server.by, host)}${perhaps(server.unsure)}`, server.at),
    ...side.sections.map(({ title, at, unsure }) => row('sections', title + perhaps(unsure), at)),
    ...(side.rewritten === undefined ? [] : [row('rewritten', side.rewritten)]),
    ...side.index.map(({ path, at }) => row('index', path, at)),
    row('file', file === undefined ? 'Apache looks for no file' : fileText(file)),
    ...side.access.rules.map(({ text, at }) => row('access', text, at)),
    ...side.guards.map((guard) => valueRow('access', guard)),
    answerRow('answers', side.answer, time, ''),
    ...(otherwise === undefined ? [] : [answerRow('or else', otherwise.answer, time, ` (${otherwise.why})`)]),
    ...(side.python === undefined ? [] : pythonRows(side.python)),
    ...(side.wsgi === undefined ? [] : wsgiRows(side.wsgi)),
  ];
}

function chosenText(by: ChosenServer['by'], host: string | undefined): string {
  if (by === 'alone') return '';
  if (by === 'name') return ', by its name';
  if (by === 'only') return ': no virtual host has this port';
  return host === undefined
    ? ', the first for this port'
    : `, the first for this port: none is called ${host}`;
}

function perhaps(unsure: string | undefined): string {
  return unsure === undefined ? '' : ` (perhaps: ${unsure})`;
}

function fileText({ path, pathInfo, type }: NonNullable<UrlSide['file']>): string {
  const kind = {
    file: '',
    directory: ', a folder',
    missing: ', which is not there',
    unknown: ', not at hand here',
  };
  return `${path}${kind[type]}${pathInfo === '' ? '' : `; path_info ${pathInfo}`}`;
}

const LONGEST_LINE = 100;

function answerRow(label: string, answer: UrlAnswer, time: Time, more: string): Row {
  const by = answer.by.map(({ text }) =>
    text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text,
  );
  const because = by.length > 0 ? `, by ${by.join('; ')}` : '';
  return row(label, answerText(answer, time) + because + more, ...answer.by.map(({ at }) => at));
}

function answerText(answer: UrlAnswer, time: Time): string {
  switch (answer.kind) {
    case 'file': {
      const unknown = answer.exists === true ? '' : ', if it is there';
      return `Apache sends the file itself${unknown}${answer.why === '' ? '' : ` (${answer.why})`}`;
    }
    case 'listing':
      return listingText(answer.allowed);
    case 'mod_python':
      return time === 'before'
        ? 'mod_python'
        : 'nobody: mod_python is gone and this is left to a person (migrate scan); Apache would send the file itself';
    case 'mod_wsgi':
      return 'mod_wsgi';
    case 'cgi':
      return 'a CGI script';
    case 'handler':
      return `Apache's handler ${answer.name}`;
    case 'redirect':
      return `a redirect, ${answer.status}, to ${answer.location}`;
    case 'error':
      return `an error, ${answer.status} (${answer.why})`;
    case 'proxy':
      return 'a proxy sends it elsewhere';
    case 'not derivable':
      return `not known from what was read: ${answer.why}`;
  }
}

function listingText(allowed: boolean | 'unknown'): string {
  if (allowed === 'unknown')
    return 'a folder without index file: no Options says Indexes, so Apache 2.2 lists it and 2.4 answers 403';
  return allowed
    ? 'a listing of the folder'
    : 'an error, 403 (a folder without index file, and Indexes is off)';
}

function pythonRows(python: PythonFacts): readonly Row[] {
  const { interpreter, path } = python;
  return [
    ...python.content.map((chain) => row('handlers', chainText(chain), ...chain.at)),
    ...python.phases.map((chain) => row('phases', chainText(chain), ...chain.at)),
    ...python.filters.map(({ direction, name, handler, at }) =>
      row('filters', `${direction} ${name}: ${handler}`, ...at),
    ),
    ...python.options.map(({ key, value, at, unsure }) =>
      row('options', `${key} = ${value ?? '(not shown)'}${perhaps(unsure)}`, at),
    ),
    ...(path === undefined ? [] : [valueRow('path', { ...path, value: path.value.replace(/\s+/g, ' ') })]),
    row(
      'interpreter',
      `${interpreter.name ?? 'not known from what was read'} (${interpreter.rule})`,
      interpreter.at,
    ),
    ...python.flags.map((flag) => valueRow('flags', flag)),
  ];
}

function valueRow(label: string, { directive, value, at, unsure }: ValueFact): Row {
  const text = at === undefined ? `${directive} ${value} (default)` : `${directive} ${value}`;
  return row(label, text + perhaps(unsure), at);
}

function chainText({ directive, extension, handlers, runs, unsure }: ChainFact): string {
  const words = [directive, ...handlers, ...(extension === '' ? [] : ['|', extension])].join(' ');
  const other = directive === 'PythonHandler' && !runs ? ' (not for this file)' : '';
  return words + other + perhaps(unsure);
}

function wsgiRows(wsgi: WsgiFacts): readonly Row[] {
  const group = wsgi.processGroup === '' ? 'none: in the processes of Apache' : wsgi.processGroup;
  const named = wsgi.directive === 'wsgi-script' ? wsgi.directive : `${wsgi.directive} ${wsgi.name}`;
  const known = wsgi.file === undefined ? 'not at hand here' : `here ${wsgi.file}`;
  return [
    row('script', `${named}: ${wsgi.script} (${known})`, wsgi.at),
    row('process group', group, wsgi.daemon),
    row('application group', groupText(wsgi)),
    ...entryRows(wsgi.entry),
  ];
}

function groupText({ applicationGroup, interpreter }: WsgiFacts): string {
  if (interpreter === undefined) return `${applicationGroup}: its value is not known from what was read`;
  const name = interpreter === '' ? 'the main interpreter' : interpreter;
  return applicationGroup === interpreter ? interpreter : `${applicationGroup}: ${name}`;
}

function entryRows(entry: WsgiFacts['entry']): readonly Row[] {
  if (entry.kind === 'unknown') return [row('runs', `not known: ${entry.why}`)];
  if (entry.kind === 'application') return [row('runs', `a WSGI application: ${entry.statement}`)];
  const { handlers, phases, filters } = entry;
  const extended = (one: (typeof handlers)[number]) => (one.extension === '' ? '' : ` | ${one.extension}`);
  return [
    ...handlers.map((one) => row('runs', one.handlers + extended(one))),
    ...phases.map((one) => row('runs', `${one.phase} ${one.handlers}`)),
    ...(filters.length > 0 ? [row('runs', `filters ${filters.join(' ')}`)] : []),
  ];
}
