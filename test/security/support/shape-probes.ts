/** What visitors try at a guarded place, and what came of it. */
import type { Answer, SiteRequest } from '../../support/exchange.js';
import { asksUsers, byAddress, type Shape } from './shape.js';
import { fileOf, markOf } from './shape-text.js';
import { VISITORS } from './visitors.js';

/** Those who differ for the guard; the first two try everything. */
function visitorsOf(shape: Shape): readonly string[] {
  if (!asksUsers(shape)) return ['anonymous', 'insider'];
  return ['anonymous', 'ann inside', 'insider', 'ann', 'eve', 'wrong password', 'user of the file'];
}

const ENDINGS: Readonly<Partial<Record<Shape['content'], readonly string[]>>> = {
  index: ['/', '/_.txt', ''],
  listing: ['/', '', '/_.txt'],
  'CGI by ScriptAlias': ['/run'],
  'CGI by extension': ['/_.cgi', '/_.txt'],
  includes: ['/_.shtml'],
  'as is': ['/_.asis'],
  variants: ['/_', '/_.txt'],
  Python: ['/_', '/'],
  'Python at an address': ['/_', ''],
  'Python by extension': ['/_.py', '/_.txt'],
  publisher: ['/_', '/_.py', '/_/index'],
};

/** Addresses of what the shape keeps, those in the folder below included. */
function addresses(shape: Shape): readonly string[] {
  const endings = (ENDINGS[shape.content] ?? ['/_.txt']).map((end) => end.replace('_', fileOf(shape)));
  return endings.flatMap((end) => [`/${shape.id}${end}`, `/${shape.id}/deep${end}`]);
}

/** Ways to write an address that a guard must not take for another one. */
const SPELLINGS: readonly ((address: string) => string)[] = [
  (address) => `/${address}`,
  (address) => address.replace(/\/([^/]*)$/, '//$1'),
  (address) => address.replace(/\/([^/]*)$/, '/./$1'),
  (address) => address.replace(/\/([^/]*)$/, '/x/../$1'),
  (address) => address.replace(/\/([^/]*)$/, '/%2e/$1'),
  (address) => address.replace(/\/([^/]*)$/, '%2F$1'),
  (address) => address.replace(/\/([^/]*)$/, '%5c$1'),
  (address) => address.replace(/^\/(.)/, (_, letter: string) => `/%${letter.charCodeAt(0).toString(16)}`),
  (address) => address.replace(/^\/(.)/, (_, letter: string) => `/%25${letter.charCodeAt(0).toString(16)}`),
  (address) => address.replace('_secret', '%5fsecret'),
  (address) => address.toUpperCase(),
  (address) => `${address};x=1`,
  (address) => `${address}/`,
  (address) => `${address}/more`,
  (address) => `${address}.`,
  (address) => `${address}%20`,
  (address) => `${address}%00`,
  (address) => `${address}?open=1`,
  (address) => `${address}#x`,
  (address) => `http://127.0.0.1${address}`,
  (address) => `/open/x/../..${address}`,
];

const METHODS = ['HEAD', 'POST', 'OPTIONS', 'TRACE', 'PUT', 'PATCH', 'PROPFIND', 'BREW'] as const;

export interface Probe {
  readonly visitor: string;
  readonly request: SiteRequest;
}

/** All that is tried at a shape. Requests that change files come last. */
export function probesOf(shape: Shape): readonly Probe[] {
  const { id } = shape;
  const host = shape.section.includes('virtual host') ? { Host: `${id}.example` } : {};
  const probe = (
    visitor: string,
    method: string,
    path: string,
    more: SiteRequest['headers'] = {},
  ): Probe => ({
    visitor,
    request: {
      id: `${method} ${path}`,
      method,
      path,
      headers: { ...host, ...VISITORS[visitor], ...more },
      ...(/^(?:POST|PUT|PATCH)$/.test(method) ? { body: 'a=1' } : {}),
    },
  });
  const kept = addresses(shape);
  const [first = ''] = kept;
  const around = ['include.shtml', 'rewritten', 'flagged', 'nothing'].map((name) => `/open/${id}/${name}`);
  const aliased = kept.map((address) => `/alias${address}`);
  return visitorsOf(shape).flatMap((visitor, index) => [
    ...[...kept, ...around, ...aliased].map((address) => probe(visitor, 'GET', address)),
    ...METHODS.map((method) => probe(visitor, method, first)),
    ...(index < 2 ? SPELLINGS : []).map((spell) => probe(visitor, 'GET', spell(first))),
    probe(visitor, 'GET', first, { Range: 'bytes=0-50' }),
    probe(visitor, 'GET', first, { 'X-HTTP-Method-Override': 'OPTIONS', 'X-Original-URL': '/open' }),
    probe(visitor, 'PUT', `/${id}/put_secret.txt`),
    probe(visitor, 'MKCOL', `/${id}/made_secret`),
    probe(visitor, 'DELETE', `/${id}/none_secret.txt`),
  ]);
}

export interface Outcome {
  readonly shape: Shape;
  readonly visitor: string;
  readonly request: string;
  readonly was: number;
  readonly is: number;
  /** weaker: somebody sees or does what he could not. stricter: the other way round. */
  readonly verdict: 'same' | 'weaker' | 'stricter';
}

const OUT = new Set([401, 403, 407]);

/** Compares the answers before and after. */
export function judge(shape: Shape, { visitor, request }: Probe, before: Answer, after: Answer): Outcome {
  const [was, is] = [standing(shape, before), standing(shape, after)];
  // mod_python 3.5 finds no files below a <Location> with handlers, once it has let somebody in; 3.3.1 did.
  const untyped = was === 0 && shape.guard === 'type' && byAddress(shape);
  // Apache asks no header parser about included pages; WSGIAccessScript it does.
  const included = is < was && shape.guard === 'header parser' && request.path.endsWith('include.shtml');
  const lost = untyped || included || ((was === 1 || before.status === 501) && is > 0 && byAddress(shape));
  const named = { shape, visitor, request: request.id, was: before.status, is: after.status };
  if (lost || addsSlash(request, after)) return { ...named, verdict: 'same' };
  const verdict = is > was ? 'weaker' : is < was ? 'stricter' : 'same';
  return { ...named, verdict };
}

/** 2: sees what is kept; 1: is let in, and finds something else; 0: is kept out, or nothing works. */
function standing(shape: Shape, answer: Answer): 0 | 1 | 2 {
  const shown = answer.body.includes(markOf(shape)) || answer.body.includes(fileOf(shape) + '.txt"');
  if (shown) return 2;
  return OUT.has(answer.status) || answer.status >= 500 ? 0 : 1;
}

/** Where Python answers, Apache adds the slash to a folder's name before it asks; behind the slash the guard stands. */
function addsSlash(request: SiteRequest, answer: Answer): boolean {
  const location = answer.headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? '';
  return answer.status === 301 && location.endsWith(`${request.path.replace(/^\/(?=\/)/, '')}/`);
}
