/** P2 and P3: our reading of random configurations is the real httpd's reading. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/httpd/reading/evaluate.js';
import { fromLatin1 } from '../../src/httpd/syntax/bytes.js';
import { parseConfig } from '../../src/httpd/syntax/syntax.js';
import { fatalMessage, unescapeLog } from './support/fatal-message.js';
import { flatEffective, flatSyntax, lowerNames, type Row } from './support/flat.js';
import { nastyText, readTimeFiles } from './support/generators.js';
import { memoryHost } from './support/memory-host.js';
import { askDumpTree, askRawTree, type Files, oracleMissing, type Reading } from './support/oracle.js';

const seed = Number(process.env.FUZZ_SEED ?? 2013);
const count = Number(process.env.FUZZ_RUNS ?? 600);

type Outcome =
  | { readonly rejected: true; readonly message?: string }
  | { readonly rejected: false; readonly rows: readonly Row[] };

function outcomeOf(reading: Reading, withMessage: boolean): Outcome {
  if ('nodes' in reading) return { rejected: false, rows: lowerNames(reading.nodes) };
  const message = unescapeLog(reading.error.replace('apache2: ', ''));
  return withMessage ? { rejected: true, message } : { rejected: true };
}

function ourSyntax(files: Files): Outcome {
  const file = parseConfig(fromLatin1(files['main.conf'] as string), { path: 'main.conf' });
  const rejected = file.diagnostics.some(({ severity }) => severity === 'error');
  return rejected ? { rejected } : { rejected, rows: flatSyntax(file) };
}

function ourEffective(files: Files): Outcome {
  const absolute = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/srv/${name}`, text]));
  const tree = evaluate('/srv/main.conf', memoryHost(absolute));
  const message = fatalMessage(tree);
  if (message !== undefined) return { rejected: true, message: message.replaceAll('/srv/', '') };
  const rows = flatEffective(tree.children);
  return {
    rejected: false,
    rows: rows.map(([depth, file, ...rest]) => [depth, file.replaceAll('/srv/', ''), ...rest]),
  };
}

/** Compares all and shows the shortest disagreement. Returns the share that httpd accepts. */
function compareAll(
  inputs: readonly Files[],
  theirs: readonly Outcome[],
  ours: (files: Files) => Outcome,
): number {
  const wrong = inputs
    .map((files, index) => ({ files, ours: ours(files), theirs: theirs[index] as Outcome }))
    .filter((entry) => !isDeepStrictEqual(entry.ours, entry.theirs))
    .sort((a, b) => JSON.stringify(a.files).length - JSON.stringify(b.files).length);
  const [shortest] = wrong;
  if (shortest !== undefined) {
    expect(shortest.ours, `${wrong.length} differ; shortest: ${JSON.stringify(shortest.files)}`).toEqual(
      shortest.theirs,
    );
  }
  return theirs.filter(({ rejected }) => !rejected).length / inputs.length;
}

describe.skipIf(oracleMissing !== undefined)(`against httpd ${oracleMissing ?? ''}`, () => {
  test(`syntax of ${count} random files (seed ${seed})`, { timeout: 120_000 }, () => {
    const inputs = fc
      .sample(nastyText, { seed, numRuns: count })
      .map((text): Files => ({ 'main.conf': text }));
    const accepted = compareAll(
      inputs,
      askRawTree(inputs).map((reading) => outcomeOf(reading, false)),
      ourSyntax,
    );
    // A test whose inputs are all rejected, or all accepted, shows nothing.
    expect(accepted).toBeGreaterThan(0.25);
    expect(accepted).toBeLessThan(0.85);
  });

  test(`effective tree of ${count} random configurations (seed ${seed})`, { timeout: 120_000 }, () => {
    const inputs = fc.sample(readTimeFiles, { seed, numRuns: count });
    const accepted = compareAll(
      inputs,
      askDumpTree(inputs).map((reading) => outcomeOf(reading, true)),
      ourEffective,
    );
    expect(accepted).toBeGreaterThan(0.25);
    expect(accepted).toBeLessThan(0.85);
  });
});
