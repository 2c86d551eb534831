/** What happens between the merge and the handler: Redirect and RewriteRule in sections, mod_dir, AcceptPathInfo. */

import type { EffectiveDirective } from '../reading/effective.js';
import { lowerAscii } from '../syntax/bytes.js';
import { type HandlerChoice, isPythonHandler } from './handler.js';
import { type Layer, placeOf, type RequestDisk, type RequestQuestion } from './request.js';
import type { Outcome, RequestConfiguration } from './request-configuration.js';
import { rewrite } from './rewrite.js';
import { mergeLayers, type RequestSettings } from './settings.js';
import { redirectFor } from './url-map.js';

export interface FixupInput {
  readonly uri: string;
  readonly filename: string;
  readonly pathInfo: string;
  readonly type: 'file' | 'directory' | 'missing' | 'unknown';
  readonly layers: readonly Layer[];
  readonly settings: RequestSettings;
  readonly handler: HandlerChoice;
  readonly question: RequestQuestion;
  readonly disk: RequestDisk;
  /** Before 2.4 mod_dir leaves directories alone that have a handler. */
  readonly before24: boolean;
  /** Asks for the index file at a decoded URL path. */
  readonly ask: (path: string) => RequestConfiguration;
}

export function perDirectoryOutcome(input: FixupInput): Outcome {
  return (
    redirectInSections(input) ??
    rewriteInSections(input) ??
    directoryOutcome(input) ??
    pathInfoOutcome(input) ??
    missingOutcome(input) ?? { kind: 'handler', handler: input.handler }
  );
}

/** Sections below the virtual host, where these two run after the merge. */
function inner(layers: readonly Layer[]): readonly Layer[] {
  return layers.filter(({ kind }) => kind !== 'server' && kind !== 'vhost');
}

/** mod_alias tries those of deeper sections first. */
function redirectInSections({ layers, uri }: FixupInput): Outcome | undefined {
  for (const layer of [...inner(layers)].reverse()) {
    for (const directive of layer.directives) {
      const found = redirectFor(directive, uri);
      if (found === undefined || found === 'excluded' || found.kind === 'file') continue;
      if (layer.match === true && directive.active === true) return found;
      return {
        kind: 'underivable',
        by: directive,
        why: `${directive.name} at ${placeOf(directive)}: ${layer.why ?? 'unknown'}`,
      };
    }
  }
  return undefined;
}

/** The deepest section with rules replaces all others; RewriteEngine is inherited from section to section. */
function rewriteInSections(input: FixupInput): Outcome | undefined {
  const layers = inner(input.layers);
  const engine = mergeLayers(layers).values.get('rewriteengine');
  if (engine === undefined || lowerAscii(engine.value[0] ?? '') !== 'on') return undefined;
  const layer = layers.findLast(({ directives }) => directives.some(({ name }) => /^rewrite/i.test(name)));
  if (layer === undefined) return undefined;
  const base = /^(directory|htaccess)$/.test(layer.kind) ? layer.path.replace(/\/*$/, '/') : '';
  const path = input.filename + input.pathInfo;
  const subject = base !== '' && path.startsWith(base) ? path.slice(base.length) : path;
  const { uri, filename, question, disk } = input;
  const found = rewrite({
    directives: layer.directives,
    subject,
    uri,
    filename,
    documentRoot: undefined,
    question,
    disk,
  });
  if (found.kind === 'unchanged') return undefined;
  if (found.kind === 'path') {
    return {
      kind: 'underivable',
      by: found.by,
      why: `RewriteRule at ${placeOf(found.by)} leads to ${found.path}`,
    };
  }
  if (layer.match !== true || !engine.certain) {
    return {
      kind: 'underivable',
      by: found.by,
      why: `RewriteRule at ${placeOf(found.by)}: ${layer.why ?? 'unknown'}`,
    };
  }
  return found.kind === 'error' ? { ...found, why: `RewriteRule at ${placeOf(found.by)}` } : found;
}

/** mod_dir: a slash at the end, then the first index file that exists. */
function directoryOutcome(input: FixupInput): Outcome | undefined {
  const { type, pathInfo, uri, settings, handler, before24 } = input;
  if (type !== 'directory' || pathInfo !== '') return undefined;
  const isOff = (name: string): boolean => lowerAscii(settings.values.get(name)?.value[0] ?? '') === 'off';
  if (!uri.endsWith('/')) {
    if (isOff('directoryslash')) return undefined;
    return { kind: 'redirect', status: 301, location: `${uri}/`, by: undefined };
  }
  const checks =
    before24 || lowerAscii(settings.values.get('directorycheckhandler')?.value[0] ?? '') === 'on';
  if (checks && handler.name !== undefined) return undefined;
  const index = settings.values.get('directoryindex');
  for (const name of indexNames(index?.value ?? ['index.html'])) {
    const found = indexOutcome(input, name, index?.from[0]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `disabled` alone switches it off. */
function indexNames(words: readonly string[]): readonly string[] {
  return words.filter((word) => lowerAscii(word) !== 'disabled');
}

function indexOutcome(
  input: FixupInput,
  name: string,
  by: EffectiveDirective | undefined,
): Outcome | undefined {
  const path = name.startsWith('/') ? name : input.uri + name;
  const request = input.ask(path);
  if (request.outcome.kind === 'redirect') return request.outcome;
  if (request.fileType === 'unknown' || request.outcome.kind === 'underivable') {
    return { kind: 'underivable', why: `whether the index file ${name} exists is unknown`, by };
  }
  return request.fileType === 'file' && request.pathInfo === '' ? { kind: 'index', request, by } : undefined;
}

/** httpd's own handler refuses path info unless AcceptPathInfo is On; the others only where it is Off. */
function pathInfoOutcome({ pathInfo, settings, handler, type }: FixupInput): Outcome | undefined {
  if (pathInfo === '' || (pathInfo === '/' && type === 'directory')) return undefined;
  const setting = settings.values.get('acceptpathinfo');
  const value = lowerAscii(setting?.value[0] ?? 'default');
  // mod_python never looks at the setting; httpd's own handler and mod_wsgi do.
  const refuses =
    value === 'off'
      ? !isPythonHandler(handler.name)
      : value !== 'on' && handler.name === undefined && handler.certain;
  if (!refuses || setting?.certain === false) return undefined;
  return {
    kind: 'error',
    status: 404,
    why: `the path goes on behind the file, and AcceptPathInfo is ${value}`,
    by: setting?.from[0],
  };
}

/** httpd's own handler needs a file; the others do not. */
function missingOutcome({ type, handler, filename }: FixupInput): Outcome | undefined {
  if (type !== 'missing' || handler.name !== undefined || !handler.certain) return undefined;
  return { kind: 'error', status: 404, why: `${filename} does not exist`, by: undefined };
}
