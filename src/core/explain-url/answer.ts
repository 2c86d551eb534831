/** Who answers a request: what httpd made of it (src/httpd), told as an administrator would. */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { contentChain, type HandlerChoice, isPythonHandler } from '../../httpd/request/handler.js';
import type { Setting } from '../../httpd/request/request.js';
import type { Outcome, RequestConfiguration } from '../../httpd/request/request-configuration.js';
import { whyUncertain } from '../../httpd/request/settings.js';
import { type Names, readable } from './names.js';
import { optionInForce } from './options.js';
import type { AccessFact, UrlAnswer, UrlSide } from './result.js';
import { findWsgiScript } from './scripts.js';

export interface AnswerInput {
  /** The request that is answered in the end, behind index files. */
  readonly request: RequestConfiguration;
  readonly access: AccessFact;
  readonly names: Names;
}

export interface Answers {
  readonly answer: UrlAnswer;
  readonly otherwise: UrlSide['otherwise'];
}

export function answersOf(input: AnswerInput): Answers {
  const { request, access } = input;
  const { outcome, filename } = request;
  // The access checker runs before everything that happens to the file; a redirect of the server comes before it.
  if (access.verdict === 'denied' && filename !== undefined && outcome.kind !== 'underivable') {
    const why = 'access is denied to everybody';
    return { answer: { kind: 'error', status: 403, why, by: access.rules }, otherwise: undefined };
  }
  if (outcome.kind !== 'handler') return { answer: decided(outcome, input), otherwise: undefined };
  const { handler } = outcome;
  const other = handler.certain ? undefined : handler.otherwise;
  return {
    answer: handlerAnswer(handler, input),
    otherwise: other && { answer: handlerAnswer(other, input), why: handlerDoubt(handler, input) },
  };
}

/** Where no handler gets the request. */
function decided(outcome: Exclude<Outcome, { kind: 'handler' }>, input: AnswerInput): UrlAnswer {
  const { names } = input;
  if (outcome.kind === 'index')
    return { kind: 'not derivable', why: 'index files lead to index files', by: [] };
  const by = outcome.by === undefined ? [] : [names.line(outcome.by)];
  if (outcome.kind === 'redirect')
    return { kind: 'redirect', status: outcome.status, location: readable(outcome.location), by };
  if (outcome.kind === 'proxy') return { kind: 'proxy', by };
  const why = names.reason(outcome.why, outcome.by);
  if (outcome.kind === 'underivable') return { kind: 'not derivable', why, by };
  return rescued(input, outcome.status) ?? { kind: 'error', status: outcome.status, why, by };
}

/** What other modules do with a file that is not there. */
function rescued({ request, names }: AnswerInput, status: number): UrlAnswer | undefined {
  if (status !== 404 || request.fileType !== 'missing') return undefined;
  const fallback = request.settings.values.get('fallbackresource');
  if (fallback !== undefined && !/^disabled$/i.test(fallback.value[0] ?? ''))
    return underivable('FallbackResource', fallback.from[0], names);
  const views = optionInForce(request.layers, 'MultiViews', false);
  return views.value === false
    ? undefined
    : underivable('MultiViews looks for a file that fits', views.by, names);
}

function underivable(what: string, by: EffectiveDirective | undefined, names: Names): UrlAnswer {
  const lines = by === undefined ? [] : [names.line(by)];
  const place = lines.map(({ at }) => ` at ${at.path}:${at.line}`).join('');
  return { kind: 'not derivable', why: `${what}${place}`, by: lines };
}

function handlerAnswer(handler: HandlerChoice, input: AnswerInput): UrlAnswer {
  const { request, names } = input;
  const by = handler.from.map(names.line);
  const { name } = handler;
  if (name === undefined) return ownHandler(input, by, '');
  if (isPythonHandler(name)) {
    const chain = contentChain(request.settings, request.filename);
    if (chain !== undefined || request.settings.chains.has('PythonHandlerModule'))
      return { kind: 'mod_python', by };
    return ownHandler(input, by, 'mod_python has no PythonHandler for it');
  }
  if (findWsgiScript(handler, request) !== undefined) return { kind: 'mod_wsgi', by };
  if (name === 'cgi-script') return cgiAnswer(handler, input);
  return { kind: 'handler', name: readable(name), by };
}

/** The default handler, and mod_autoindex for directories. */
function ownHandler({ request, names }: AnswerInput, by: UrlAnswer['by'], why: string): UrlAnswer {
  const { fileType, filename, layers } = request;
  if (filename === undefined) return { kind: 'error', status: 404, why: 'Apache looks for no file', by };
  if (fileType === 'directory') {
    const indexes = optionInForce(layers, 'Indexes', 'unknown');
    const at = indexes.by === undefined ? by : [names.line(indexes.by)];
    return { kind: 'listing', allowed: indexes.value, by: at };
  }
  if (fileType === 'missing')
    return { kind: 'error', status: 404, why: `${readable(filename)} does not exist`, by };
  if (fileType === 'unknown' && filename.endsWith('/')) {
    const unseen = `what ${readable(filename)} holds is not known: it is not among these files`;
    return { kind: 'not derivable', why: unseen, by };
  }
  return { kind: 'file', exists: fileType === 'file' ? true : 'unknown', why, by };
}

function cgiAnswer(handler: HandlerChoice, { request, names }: AnswerInput): UrlAnswer {
  const by = handler.from.map(names.line);
  const option = optionInForce(request.layers, 'ExecCGI', 'unknown');
  if (handler.by !== 'alias' && option.value === false)
    return { kind: 'error', status: 403, why: 'Options ExecCGI is off', by };
  if (request.fileType === 'missing')
    return { kind: 'error', status: 404, why: 'the script does not exist', by };
  return { kind: 'cgi', by };
}

/** Why a handler is not certain. */
function handlerDoubt(handler: HandlerChoice, { request, names }: AnswerInput): string {
  const unknown = 'it depends on something unknown';
  const directive = handler.from[0];
  if (directive === undefined) return unknown;
  if (directive.argv[0]?.includes('%{')) return 'an expression makes the name of the handler';
  const { values, extensions } = request.settings;
  const all: readonly Setting<unknown>[] = [...values.values(), ...extensions.values()];
  const setting = all.find(({ from, certain }) => !certain && from.includes(directive));
  return setting === undefined ? unknown : names.reason(whyUncertain(setting), setting.layer.section);
}
