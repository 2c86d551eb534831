/** P2 and P3: our reading of random configurations is the real httpd's reading. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromLatin1 } from '../../src/httpd/bytes.js';
import { evaluate } from '../../src/httpd/evaluate.js';
import { parseConfig } from '../../src/httpd/syntax.js';
import { fatalMessage } from './support/fatal-message.js';
import { flatEffective, flatSyntax, lowerNames, type Row } from './support/flat.js';
import { nastyText, readTimeFiles } from './support/generators.js';
import { memoryHost } from './support/memory-host.js';
import { askDumpTree, askRawTree, type Files, oracleMissing, type Reading } from './support/oracle.js';

const seed = Number(process.env.FUZZ_SEED ?? 2013);
const count = Number(process.env.FUZZ_RUNS ?? 600);

type Outcome =
  | { readonly rejected: true; readonly message?: string }
  | { readonly rejected: false; readonly rows: readonly Row[] };

function outcomeOf(reading: Reading): Outcome {
  return 'error' in reading ? { rejected: true } : { rejected: false, rows: lowerNames(reading.nodes) };
}

function ourSyntax(files: Files): Outcome {
  const file = parseConfig(fromLatin1(files['main.conf'] as string), { path: 'main.conf' });
  const rejected = file.diagnostics.some(({ severity }) => severity === 'error');
  return rejected ? { rejected } : { rejected, rows: flatSyntax(file) };
}

function ourEffective(files: Files): Outcome {
  const absolute = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/srv/${name}`, text]));
  const tree = evaluate('/srv/main.conf', memoryHost(absolute));
  if (fatalMessage(tree) !== undefined) return { rejected: true };
  const rows = flatEffective(tree.children);
  return {
    rejected: false,
    rows: rows.map(([depth, file, ...rest]) => [depth, file.replaceAll('/srv/', ''), ...rest]),
  };
}

/** Compares all, and shows the shortest disagreement. */
function compareAll(
  inputs: readonly Files[],
  theirs: readonly Reading[],
  ours: (files: Files) => Outcome,
): number {
  const wrong = inputs.filter(
    (files, index) => JSON.stringify(ours(files)) !== JSON.stringify(outcomeOf(theirs[index] as Reading)),
  );
  const shortest = wrong.sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length)[0];
  if (shortest !== undefined) {
    const reading = theirs[inputs.indexOf(shortest)] as Reading;
    expect({ wrong: wrong.length, files: shortest, reading: ours(shortest) }).toEqual({
      wrong: 0,
      files: shortest,
      reading: outcomeOf(reading),
      says: reading,
    });
  }
  return theirs.filter((reading) => 'nodes' in reading).length;
}

describe.skipIf(oracleMissing !== undefined)(`against httpd ${oracleMissing ?? ''}`, () => {
  test(`syntax of ${count} random files (seed ${seed})`, { timeout: 120_000 }, () => {
    const inputs = fc
      .sample(nastyText, { seed, numRuns: count })
      .map((text): Files => ({ 'main.conf': text }));
    const accepted = compareAll(inputs, askRawTree(inputs), ourSyntax);
    // A test whose inputs are all rejected, or all accepted, shows nothing.
    expect(accepted / count).toBeGreaterThan(0.25);
    expect(accepted / count).toBeLessThan(0.85);
  });

  test(`effective tree of ${count} random configurations (seed ${seed})`, { timeout: 120_000 }, () => {
    const inputs = fc.sample(readTimeFiles, { seed, numRuns: count });
    const accepted = compareAll(inputs, askDumpTree(inputs), ourEffective);
    expect(accepted / count).toBeGreaterThan(0.25);
    expect(accepted / count).toBeLessThan(0.85);
  });
});
