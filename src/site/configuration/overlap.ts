/** Whether one request may fall into two sections. "No" only where it is certain. */
import { hasWildcard, matchesPath } from '../../httpd/fnmatch.js';
import { neverTogether } from './conditions.js';
import { urlMappings, within } from './inherit.js';
import { baseOf, containerOf, type Scope } from './scopes.js';

/** Whether a request can belong to both scopes. */
export function mayMeet(a: Scope, b: Scope, all: readonly Scope[]): boolean {
  const [homeA, homeB] = [containerOf(a), containerOf(b)];
  if (homeA !== homeB && homeA.kind === 'vhost' && homeB.kind === 'vhost') return false;
  if (neverTogether(a, b) || namesDiffer(baseOf(a), baseOf(b))) return false;
  const [areaA, areaB] = [areaOf(a), areaOf(b)];
  if (areaA === undefined || areaB === undefined) return true;
  if (areaA.kind === areaB.kind) return within(areaA.path, areaB.path) || within(areaB.path, areaA.path);
  const [url, directory] = areaA.kind === 'url' ? [areaA.path, areaB.path] : [areaB.path, areaA.path];
  return filesOf(url, containerOf(areaA.kind === 'url' ? a : b), all).some(
    (path) => path === undefined || within(path, directory) || within(directory, path),
  );
}

interface Area {
  readonly kind: 'url' | 'directory';
  readonly path: string;
}

/** The innermost URL prefix or directory that holds all requests of the scope; undefined: it is not known. */
function areaOf(scope: Scope): Area | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const plain = !at.regex && !/[*?[]/.test(at.argument);
    if (at.kind === 'location' && plain) return { kind: 'url', path: at.argument === '/' ? '' : at.argument };
    if (at.kind === 'htaccess' || (at.kind === 'directory' && plain))
      return { kind: 'directory', path: at.argument === '/' ? '' : at.argument };
  }
  return undefined;
}

/** Directories that addresses below `url` lead to; undefined among them: somewhere else, too. */
function filesOf(url: string, container: Scope, all: readonly Scope[]): readonly (string | undefined)[] {
  const mappings = urlMappings(container, all);
  const inside = mappings.filter((one) => within(one.url, url)).map((one) => one.file);
  const around = mappings.find((one) => within(url, one.url));
  return around ? [...inside, around.file + url.slice(around.url.length)] : [...inside, undefined];
}

/** Whether no file has a name for both: names written out, and `*.txt` beside `*.py`. */
function namesDiffer(a: Scope, b: Scope): boolean {
  if (a.kind !== 'files' || b.kind !== 'files' || a.regex || b.regex) return false;
  const [one, other] = [a.argument, b.argument];
  if (!hasWildcard(one)) return hasWildcard(other) ? !matchesPath(other, one) : one !== other;
  if (!hasWildcard(other)) return !matchesPath(one, other);
  const [end, otherEnd] = [endingOf(one), endingOf(other)];
  return end !== undefined && otherEnd !== undefined && !end.endsWith(otherEnd) && !otherEnd.endsWith(end);
}

/** What must stand at the end of a name for a pattern that has its only wildcard in front of it. */
function endingOf(pattern: string): string | undefined {
  const end = pattern.slice(1);
  return pattern.startsWith('*') && !/[*?[\\]/.test(end) ? end : undefined;
}
