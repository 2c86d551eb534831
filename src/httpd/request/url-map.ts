/** From the URL to a file: redirects, aliases, user directories, DocumentRoot (the translate_name phase). */

import { serverRelative } from '../paths.js';
import { lastNamed } from '../reading/containers.js';
import type { EffectiveDirective } from '../reading/effective.js';
import { lowerAscii } from '../syntax/bytes.js';
import { compilePattern, fillReplacement } from './regex.js';
import { placeOf } from './request.js';
import { isRewriting, type Rewritten, rewrite } from './rewrite.js';
import type { MapInput, UrlMapping } from './url-mapping.js';
import { translateUserDirectory } from './userdir.js';

/** Maps a decoded path. The order is that of the modules' hooks: rewrite, proxy, alias, wsgi, userdir, core. */
export function mapUrl(uri: string, input: MapInput): UrlMapping {
  const documentRoot = documentRootOf(input);
  const rewritten = rewriteServer(uri, documentRoot?.path, input);
  if (rewritten.kind === 'path' && !rewritten.passthrough) {
    return {
      kind: 'file',
      path: rewrittenFile(rewritten.path, documentRoot?.path, input),
      by: rewritten.by,
      handler: undefined,
    };
  }
  if (rewritten.kind === 'error') return { ...rewritten, why: `RewriteRule at ${placeOf(rewritten.by)}` };
  if (rewritten.kind !== 'unchanged' && rewritten.kind !== 'path') return rewritten;
  if (rewritten.kind === 'unchanged') return translate(uri, input, documentRoot);
  const mapping = translate(rewritten.path, input, documentRoot);
  return mapping.kind === 'file' ? { ...mapping, uri: rewritten.path } : mapping;
}

function translate(
  uri: string,
  input: MapInput,
  documentRoot: ReturnType<typeof documentRootOf>,
): UrlMapping {
  const both = [...input.host, ...input.main];
  const alias =
    firstMatch(both, (directive) => proxyFor(directive, uri)) ??
    firstMatch(both, (directive) => redirectFor(directive, uri)) ??
    firstMatch(both, (directive) => aliasFor(directive, uri, input.serverRoot)) ??
    firstMatch(both, (directive) => wsgiAliasFor(directive, uri, input.serverRoot)) ??
    translateUserDirectory(uri, input) ??
    virtualRoot(both);
  if (alias !== undefined) return alias;
  // The DocumentRoot compiled into httpd is htdocs below the ServerRoot.
  const root = documentRoot?.path ?? serverRelative(input.serverRoot, 'htdocs');
  const path = `${root}/${uri}`.replace(/\/{2,}/g, '/');
  return { kind: 'file', path, by: documentRoot?.by, handler: undefined };
}

type Candidate = UrlMapping | 'excluded' | undefined;

/** The first that matches wins; one that may match makes the answer underivable. */
function firstMatch(
  directives: readonly EffectiveDirective[],
  test: (directive: EffectiveDirective) => Candidate,
): UrlMapping | undefined {
  for (const directive of directives) {
    const found = test(directive);
    if (found === 'excluded') return undefined;
    if (found === undefined) continue;
    const undecided = directive.origin.variables.some(({ from }) => from === 'undecided');
    if (directive.active === true && (!undecided || found.kind === 'file')) return found;
    const why = `${directive.name} at ${placeOf(directive)} depends on something unknown`;
    return { kind: 'underivable', by: directive, why };
  }
  return undefined;
}

export function documentRootOf({ host, main, serverRoot }: Pick<MapInput, 'host' | 'main' | 'serverRoot'>) {
  const by = lastNamed(host, 'DocumentRoot') ?? lastNamed(main, 'DocumentRoot');
  return by === undefined ? undefined : { path: serverRelative(serverRoot, by.argv[0] ?? ''), by };
}

function rewriteServer(uri: string, documentRoot: string | undefined, input: MapInput): Rewritten {
  // A virtual host has its own rules and its own switch, unless it says RewriteOptions Inherit.
  const inherits =
    lastNamed(input.host, 'RewriteOptions')?.argv.some((word) => /^inherit/i.test(word)) ?? false;
  const inVhost = input.host.length > 0;
  if (!isRewriting(inVhost ? input.host : input.main)) return { kind: 'unchanged' };
  const directives = inVhost && !inherits ? input.host : [...input.host, ...input.main];
  const { question, disk } = input;
  return rewrite({ directives, subject: uri, uri, filename: uri, documentRoot, question, disk });
}

/** mod_rewrite takes a path as a file if its first directory exists, else as one below the DocumentRoot. */
function rewrittenFile(path: string, documentRoot: string | undefined, { disk }: MapInput): string {
  const first = /^\/[^/]*/.exec(path)?.[0] ?? '/';
  const exists = first !== '/' && disk.stat(first) !== 'missing' && disk.stat(first) !== 'unknown';
  return exists ? path : `${documentRoot ?? ''}/${path}`.replace(/\/{2,}/g, '/');
}

function proxyFor(directive: EffectiveDirective, uri: string): Candidate {
  const name = lowerAscii(directive.name);
  const [from = '', to = ''] = directive.argv;
  const hit =
    name === 'proxypass'
      ? from.startsWith('/') && uri.startsWith(from)
      : name === 'proxypassmatch' && matchOf(from, uri) !== null;
  if (!hit) return undefined;
  return to === '!' ? 'excluded' : { kind: 'proxy', by: directive };
}

const STATUS_WORDS: Readonly<Record<string, number>> = {
  permanent: 301,
  temp: 302,
  seeother: 303,
  gone: 410,
};

/** Redirect, RedirectTemp, RedirectPermanent, RedirectMatch. */
export function redirectFor(by: EffectiveDirective, uri: string): Candidate {
  const name = lowerAscii(by.name);
  if (!/^redirect(temp|permanent|match)?$/.test(name)) return undefined;
  const words = [...by.argv];
  let status = name === 'redirectpermanent' ? 301 : 302;
  const word =
    STATUS_WORDS[lowerAscii(words[0] ?? '')] ??
    (/^\d{3}$/.test(words[0] ?? '') ? Number(words[0]) : undefined);
  if (word !== undefined && /^redirect(match)?$/.test(name)) {
    status = word;
    words.shift();
  }
  const [from = '', to = ''] = words;
  if (name === 'redirectmatch') {
    const match = matchOf(from, uri);
    return match === null
      ? undefined
      : answer(status, match === undefined ? undefined : fillReplacement(to, match), by);
  }
  const length = aliasLength(from, uri);
  return length === undefined ? undefined : answer(status, to + uri.slice(length), by);
}

function answer(status: number, location: string | undefined, by: EffectiveDirective): UrlMapping {
  const why = `${by.name} at ${placeOf(by)}`;
  if (status < 300 || status > 399) return { kind: 'error', status, by, why };
  return location === undefined
    ? { kind: 'underivable', by, why: `${why}: its pattern cannot be tried here` }
    : { kind: 'redirect', status, location, by };
}

function aliasFor(by: EffectiveDirective, uri: string, serverRoot: string): Candidate {
  const kind = /^(script)?alias(match)?$/.exec(lowerAscii(by.name));
  const [from = '', to = ''] = by.argv;
  if (kind === null || by.argv.length < 2) return undefined;
  const handler = kind[1] === undefined ? undefined : 'cgi-script';
  if (kind[2] !== undefined) return matchedFile(by, matchOf(from, uri), to, serverRoot, handler);
  const length = aliasLength(from, uri);
  return length === undefined
    ? undefined
    : { kind: 'file', path: rooted(serverRoot, to + uri.slice(length)), by, handler };
}

function matchedFile(
  by: EffectiveDirective,
  match: RegExpExecArray | null | undefined,
  to: string,
  serverRoot: string,
  handler: string | undefined,
): Candidate {
  if (match === null) return undefined;
  if (match === undefined) {
    return { kind: 'underivable', by, why: `${by.name} at ${placeOf(by)}: its pattern cannot be tried here` };
  }
  return { kind: 'file', path: rooted(serverRoot, fillReplacement(to, match)), by, handler };
}

/** WSGIScriptAlias: the target is the script, the rest of the URL its path info (mod_wsgi 4.9). */
function wsgiAliasFor(by: EffectiveDirective, uri: string, serverRoot: string): Candidate {
  const name = lowerAscii(by.name);
  const [from = '', to = ''] = by.argv;
  if (name === 'wsgiscriptaliasmatch')
    return matchedFile(by, matchOf(from, uri), to, serverRoot, 'wsgi-script');
  if (name !== 'wsgiscriptalias') return undefined;
  const length = from === '/' ? 0 : aliasLength(from, uri);
  if (length === undefined) return undefined;
  const folder = to.endsWith('/');
  const target = from === '/' && folder ? to.slice(0, -1) : to;
  const file = {
    kind: 'file',
    path: rooted(serverRoot, target + uri.slice(length)),
    by,
    handler: 'wsgi-script',
  } as const;
  return folder ? file : { ...file, script: rooted(serverRoot, to) };
}

function virtualRoot(directives: readonly EffectiveDirective[]): UrlMapping | undefined {
  const by = directives.find(
    ({ name, argv }) =>
      /^virtual(documentroot|scriptalias)/i.test(name) && lowerAscii(argv[0] ?? '') !== 'none',
  );
  return (
    by && { kind: 'underivable', by, why: `${by.name} at ${placeOf(by)} makes the folder from the host name` }
  );
}

/** Number of characters of the URL that an alias covers: up to a slash or the end (mod_alias.c, alias_matches). */
function aliasLength(alias: string, uri: string): number | undefined {
  const prefix = alias.replace(/\/{2,}/g, '/');
  if (prefix === '' || !uri.startsWith(prefix)) return undefined;
  if (!prefix.endsWith('/') && uri.length > prefix.length && uri[prefix.length] !== '/') return undefined;
  return prefix.length;
}

/** null: no match; undefined: nobody knows. */
function matchOf(source: string, uri: string): RegExpExecArray | null | undefined {
  return compilePattern(source)?.exec(uri);
}

/** Relative targets start at the ServerRoot; a slash at the end stays. */
function rooted(serverRoot: string, path: string): string {
  const whole = serverRelative(serverRoot, path);
  return path.endsWith('/') && whole !== '/' ? `${whole}/` : whole;
}
