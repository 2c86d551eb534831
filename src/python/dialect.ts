/** What differs between the two languages we read, below the grammar. */
import { NameTable } from './names.js';
import { type Tables, tablesOf } from './tables.js';

export interface Dialect {
  readonly version: '2.7' | '3';
  readonly tables: Tables;
  readonly keywords: ReadonlyMap<string, number>;
  /** Shared by all files: a cache, it changes no answer. */
  readonly names: NameTable;
  /** Terminal of a one-character operator by its code, 0 for none. */
  readonly single: Uint8Array;
  /** Terminal of a two-character operator by first code * 128 + second code, 0 for none. */
  readonly double: Uint8Array;
  /** Longer operators by their text. */
  readonly triple: ReadonlyMap<string, number>;
  /** String prefixes, lower case, without ''. */
  readonly stringPrefixes: ReadonlySet<string>;
}

const PREFIXES = {
  '2.7': ['b', 'r', 'u', 'br', 'ur'],
  '3': ['b', 'r', 'u', 'f', 'br', 'rb', 'fr', 'rf'],
} as const;
const DIALECTS = new Map<string, Dialect>();

/** Made at the first question, so that a site without Python 3 does not pay for it. */
export function dialectOf(version: '2.7' | '3'): Dialect {
  const known = DIALECTS.get(version);
  if (known) return known;
  const made = dialect(version, tablesOf(version), PREFIXES[version]);
  DIALECTS.set(version, made);
  return made;
}

function dialect(version: '2.7' | '3', tables: Tables, prefixes: readonly string[]): Dialect {
  const single = new Uint8Array(128);
  const double = new Uint8Array(128 * 128);
  const keywords = new Map<string, number>();
  const triple = new Map<string, number>();
  for (const [text, terminal] of tables.literals) {
    if (/^[A-Za-z]/.test(text)) keywords.set(text, terminal);
    else if (text.length === 1) single[text.charCodeAt(0)] = terminal;
    else if (text.length === 2) double[text.charCodeAt(0) * 128 + text.charCodeAt(1)] = terminal;
    else triple.set(text, terminal);
  }
  const stringPrefixes = new Set(prefixes);
  return {
    version,
    tables,
    keywords,
    names: new NameTable(keywords),
    single,
    double,
    triple,
    stringPrefixes,
  };
}
