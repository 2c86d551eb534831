/** Shell patterns (APR's apr_fnmatch): Include uses APR_FNM_PERIOD, sections use APR_FNM_PATHNAME. */

/** Does the text hold a wildcard? A `[` needs its `]`, and a backslash protects the next character. */
export function hasWildcard(pattern: string): boolean {
  let bracket = false;
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern[index];
    if (char === '?' || char === '*') return true;
    if (char === '\\') {
      index++;
      if (index >= pattern.length) return false;
    } else if (char === '[') bracket = true;
    else if (char === ']' && bracket) return true;
  }
  return false;
}

/** Matches one path component, case-sensitive; a leading dot must be written out. */
export function matchesPattern(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !/^\\?\./.test(pattern)) return false;
  return matchFrom(pattern, 0, name, 0);
}

/** Matches a whole path; wildcards match anything but a slash. */
export function matchesPath(pattern: string, path: string): boolean {
  const parts = path.split('/');
  const patterns = pattern.split('/');
  return (
    parts.length === patterns.length &&
    patterns.every((part, index) => matchFrom(part, 0, parts[index] as string, 0))
  );
}

function matchFrom(pattern: string, patternAt: number, name: string, nameAt: number): boolean {
  let p = patternAt;
  let n = nameAt;
  while (p < pattern.length) {
    const char = pattern[p] as string;
    if (char === '*') {
      while (pattern[p] === '*') p++;
      for (let rest = n; rest <= name.length; rest++) {
        if (matchFrom(pattern, p, name, rest)) return true;
      }
      return false;
    }
    if (n >= name.length) return false;
    const step = matchOne(pattern, p, name[n] as string);
    if (step === 0) return false;
    p += step;
    n++;
  }
  return n === name.length;
}

/** Length of the pattern element that matches `char`; 0: no match. */
function matchOne(pattern: string, at: number, char: string): number {
  const first = pattern[at];
  if (first === '?') return 1;
  if (first === '[') {
    const set = readSet(pattern, at);
    if (set !== undefined) return set.has(char) ? set.length : 0;
  }
  if (first === '\\' && at + 1 < pattern.length) return pattern[at + 1] === char ? 2 : 0;
  return first === char ? 1 : 0;
}

interface CharacterSet {
  readonly length: number;
  has(char: string): boolean;
}

/** `[a-z]`, `[!a]`, `[^a]`; undefined if the bracket is never closed, then it is an ordinary character. */
function readSet(pattern: string, at: number): CharacterSet | undefined {
  let index = at + 1;
  const negated = pattern[index] === '!' || pattern[index] === '^';
  if (negated) index++;
  const ranges: [string, string][] = [];
  for (let first = true; ; first = false) {
    if (index >= pattern.length) return undefined;
    if (pattern[index] === ']' && !first) break;
    const [low, next] = readMember(pattern, index);
    index = next;
    let high = low;
    if (pattern[index] === '-' && index + 1 < pattern.length && pattern[index + 1] !== ']') {
      [high, index] = readMember(pattern, index + 1);
    }
    ranges.push([low, high]);
  }
  const has = (char: string): boolean =>
    ranges.some(([low, high]) => low <= char && char <= high) !== negated;
  return { length: index + 1 - at, has };
}

function readMember(pattern: string, at: number): [string, number] {
  const escaped = pattern[at] === '\\' && at + 1 < pattern.length;
  return [pattern[escaped ? at + 1 : at] as string, at + (escaped ? 2 : 1)];
}
