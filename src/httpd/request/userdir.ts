/** `/~name/` (modules/mappers/mod_userdir.c). */

import { named } from '../reading/containers.js';
import type { EffectiveDirective } from '../reading/effective.js';
import { lowerAscii } from '../syntax/bytes.js';
import { placeOf } from './request.js';
import type { MapInput, UrlMapping } from './url-mapping.js';

interface UserDirectories {
  readonly by: EffectiveDirective;
  readonly paths: readonly string[];
}

/** Undefined: mod_userdir has nothing to say about this URL. */
export function translateUserDirectory(uri: string, input: MapInput): UrlMapping | undefined {
  const match = /^\/~([^/]+)(.*)$/s.exec(uri);
  const [, user = '', rest = ''] = match ?? [];
  if (match === null || user === '.' || user === '..') return undefined;
  const rules = [...named(input.main, 'UserDir'), ...named(input.host, 'UserDir')];
  if (
    rules.length === 0 ||
    isDisabled(user, rules, named(input.host.length > 0 ? input.host : input.main, 'UserDir'))
  ) {
    return undefined;
  }
  const found = directoriesOf(rules);
  if (found === undefined) return undefined;
  const candidates = found.paths.map((path) => targetOf(path, user, input));
  const unclear = {
    kind: 'underivable',
    by: found.by,
    why: `UserDir at ${placeOf(found.by)}: where ${user} lives is unknown`,
  } as const;
  for (const [index, candidate] of candidates.entries()) {
    if (candidate === undefined) return unclear;
    if (/^[a-z]+:/i.test(candidate))
      return { kind: 'redirect', status: 302, location: candidate + rest, by: found.by };
    const kind = index === candidates.length - 1 ? 'directory' : input.disk.stat(candidate);
    if (kind === 'unknown') return unclear;
    if (kind !== 'missing') return { kind: 'file', path: candidate + rest, by: found.by, handler: undefined };
  }
  return undefined;
}

/** The switch is inherited by virtual hosts, the lists of users are not. */
function isDisabled(
  user: string,
  rules: readonly EffectiveDirective[],
  own: readonly EffectiveDirective[],
): boolean {
  const word = ({ argv }: EffectiveDirective): string => lowerAscii(argv[0] ?? '').replace(/d$/, '');
  const switches = rules.filter((rule) => /^(dis|en)able$/.test(word(rule)));
  const lists = (wanted: string): boolean =>
    own.some((rule) => word(rule) === wanted && rule.argv.slice(1).includes(user));
  if (lists('disable')) return true;
  const global = switches.filter(({ argv }) => argv.length === 1).at(-1);
  return global !== undefined && word(global) === 'disable' && !lists('enable');
}

function directoriesOf(rules: readonly EffectiveDirective[]): UserDirectories | undefined {
  const by = rules.filter(({ argv }) => !/^(dis|en)abled?$/i.test(argv[0] ?? '')).at(-1);
  return by && { by, paths: by.argv };
}

/** A path with a star for the user, one without, a URL, or a folder in the home of the user. */
function targetOf(path: string, user: string, { disk }: MapInput): string | undefined {
  if (path.includes('*')) return path.replace('*', user);
  if (path.startsWith('/')) return `${path}/${user}`;
  if (/^[a-z]+:/i.test(path)) return `${path}/${user}`;
  const home = disk.home?.(user);
  return home === undefined ? undefined : `${home}/${path}`;
}
