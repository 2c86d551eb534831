/** `<IfVersion>` (modules/metadata/mod_version.c). */
import type { Truth } from './host.js';

export type Verdict = { readonly truth: Truth } | { readonly error: string };

const INVALID =
  'Version appears to be invalid. It must have the format major[.minor[.patch]] where major, minor and patch are numbers.';
const UNCLOSED = "<IfVersion> directive missing closing '>'";

interface Comparison {
  readonly negated: boolean;
  /** One of = < > ~ */
  readonly operator: string;
  readonly orEqual: boolean;
  /** Operand without the closing bracket. */
  readonly operand: string;
}

/**
 * @param words arguments as httpd splits them, the `>` included
 * @param version of the server, such as '2.4.62'
 */
export function testVersion(words: readonly string[], version: string | 'unknown'): Verdict {
  if (words.length === 0 || words.length > 3 || words[0] === '') {
    return {
      error:
        '<IfVersion takes one, two or three arguments, a comparison operator, a version (and a delimiter)',
    };
  }
  const comparison = readComparison(words);
  if (typeof comparison === 'string') return { error: comparison };
  const { negated } = comparison;
  const verdict = compare(comparison, version);
  if ('error' in verdict || verdict.truth === 'unknown') return verdict;
  return { truth: verdict.truth !== negated };
}

function readComparison(words: readonly string[]): Comparison | string {
  let [operator = '', version, bracket] = words;
  if (version === undefined || version === '') [operator, version] = ['=', operator];
  if (!bracket && version === '>') [operator, version, bracket] = ['=', operator, '>'];
  if (version === '' || (bracket !== '>' && !version.endsWith('>'))) return UNCLOSED;
  const operand = bracket === '>' ? version : version.slice(0, -1);
  const match = /^(!(?=.))?([=<>~])(=?)$/s.exec(operator);
  if (match === null || (match[2] === '~' && match[3] === '=')) return `unrecognized operator '${operator}'`;
  return {
    negated: match[1] !== undefined,
    operator: match[2] as string,
    orEqual: match[3] === '=',
    operand,
  };
}

function compare({ operator, orEqual, operand }: Comparison, version: string | 'unknown'): Verdict {
  if (operator === '=' && operand.startsWith('/')) {
    if (operand.length < 2 || !operand.endsWith('/'))
      return { error: 'Missing delimiting / of regular expression.' };
    return matchVersion(operand.slice(1, -1), version);
  }
  if (operator === '~') return matchVersion(operand, version);
  if (!/^\d+(\.\d+){0,2}$/.test(operand)) return { error: INVALID };
  if (version === 'unknown') return { truth: 'unknown' };
  const order = compareNumbers(version, operand);
  if (operator === '=') return { truth: order === 0 };
  return { truth: (operator === '<' ? order < 0 : order > 0) || (orEqual && order === 0) };
}

function matchVersion(source: string, version: string | 'unknown'): Verdict {
  if (version === 'unknown') return { truth: 'unknown' };
  try {
    return { truth: new RegExp(source).test(version) };
  } catch {
    return { truth: 'unknown' }; // PCRE may know it
  }
}

/** Compares major, minor and patch; missing ones count as 0. */
export function compareNumbers(a: string, b: string): number {
  const left = a.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const right = b.split('.').map((part) => Number.parseInt(part, 10) || 0);
  for (let index = 0; index < 3; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}
