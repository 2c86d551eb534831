/**
 * CPython 2.7 judges our trees and symbol tables: digests of `parser.suite` and `_symtable` over our fixtures, over its own
 * library and over random mutants. Where no 2.7 is found, the digests stored in fixtures/parse/python/digests.json judge.
 * MIGRATE_ORACLE=full compares the whole library and 20,000 mutants; UPDATE_DIGESTS=1 stores what a real 2.7 says.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalDigests } from './canonical.js';
import { FIXTURES, fixtureSamples, pythonFiles } from './corpus.js';
import { mutantsOf } from './mutants.js';
import { findPython27, judge, libraryOf } from './python27.js';

const STORED = join(FIXTURES, 'digests.json');
const FULL = process.env.MIGRATE_ORACLE === 'full';
const STORED_MUTANTS = 1500;
const python = findPython27();

interface Stored {
  readonly fixtures: Readonly<Record<string, string>>;
  /** One line per mutant of the fixtures, first eight digits of each digest. */
  readonly mutants: readonly string[];
}

/** What CPython refuses only after parsing (`f() = 1`) has no symbol table to compare. */
function agree(ours: string, theirs: string): boolean {
  const [tree, scopes] = theirs.split(' ');
  return ours === theirs || (scopes === '-' && ours.split(' ')[0] === tree);
}

function disagreements(sources: readonly Uint8Array[], verdicts: readonly string[]): readonly number[] {
  return sources.flatMap((source, index) =>
    agree(canonicalDigests(source), verdicts[index] as string) ? [] : [index],
  );
}

function shorten(digests: string): string {
  return digests
    .split(' ')
    .map((digest) => digest.slice(0, 8))
    .join(' ');
}

describe('stored digests', () => {
  const samples = fixtureSamples();
  const mutants = mutantsOf(
    samples.map((sample) => sample.bytes),
    2718,
    STORED_MUTANTS,
  );
  if (python && process.env.UPDATE_DIGESTS) {
    const verdicts = judge(
      python,
      samples.map((sample) => sample.bytes),
    );
    const fixtures = Object.fromEntries(samples.map(({ name }, index) => [name, verdicts[index]]));
    writeFileSync(
      STORED,
      `${JSON.stringify({ fixtures, mutants: judge(python, mutants).map(shorten) }, null, 1)}\n`,
    );
  }
  const stored = JSON.parse(readFileSync(STORED, 'utf8')) as Stored;

  it.each(samples)('$name reads as CPython 2.7 reads it', ({ name, bytes }) => {
    expect(agree(canonicalDigests(bytes), stored.fixtures[name] as string)).toBe(true);
  });

  it(`${STORED_MUTANTS} mutants of the fixtures read, or are refused, as in CPython 2.7`, () => {
    const wrong = mutants.filter(
      (mutant, index) => !agree(shorten(canonicalDigests(mutant)), stored.mutants[index] as string),
    );
    expect(wrong.map((mutant) => Buffer.from(mutant).toString('latin1'))).toEqual([]);
  });

  it.runIf(python)('are what the interpreter here says', () => {
    const verdicts = judge(
      python as string,
      samples.map((sample) => sample.bytes),
    );
    expect(Object.fromEntries(samples.map(({ name }, index) => [name, verdicts[index]]))).toEqual(
      stored.fixtures,
    );
  });
});

describe.runIf(python)('a real Python 2.7', () => {
  const files = python ? pythonFiles(libraryOf(python)) : [];
  // Every twentieth file takes two seconds, all of them half a minute.
  const chosen = files.filter((_, index) => FULL || index % 20 === 0);

  it(`agrees on ${chosen.length} of the ${files.length} files of its library`, { timeout: 600_000 }, () => {
    const wrong: string[] = [];
    for (let at = 0; at < chosen.length; at += 200) {
      const paths = chosen.slice(at, at + 200);
      const sources = paths.map((path) => new Uint8Array(readFileSync(path)));
      wrong.push(
        ...disagreements(sources, judge(python as string, sources)).map((index) => paths[index] as string),
      );
    }
    expect(wrong).toEqual([]);
  });

  const count = FULL ? 20_000 : 1000;
  it(`agrees on ${count} mutants of its library`, { timeout: 600_000 }, () => {
    const sources = chosen
      .filter((_, index) => index % 3 === 0)
      .map((path) => new Uint8Array(readFileSync(path)));
    const mutants = mutantsOf(sources, 31415, count);
    const wrong = disagreements(mutants, judge(python as string, mutants));
    expect(wrong.map((index) => Buffer.from(mutants[index] as Uint8Array).toString('latin1'))).toEqual([]);
  });
});
