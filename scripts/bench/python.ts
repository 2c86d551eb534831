/**
 * MB/s of parse plus scopes over the library of the Python 2.7 found here.
 * Prints the first pass (cold) and the best of five; exits 1 below 20 MB/s. Processor time, so that neighbours count less.
 */
import { readFileSync } from 'node:fs';
import { readPython } from '../../src/python/reader.js';
import { pythonFiles } from '../../test/python/corpus.js';
import { findPython27, libraryOf } from '../../test/python/python27.js';

const REQUIRED = 20;

function pass(sources: readonly Uint8Array[]): { readonly wall: number; readonly cpu: number } {
  const before = process.cpuUsage();
  const start = performance.now();
  for (const bytes of sources) {
    const module = readPython(bytes);
    if (module.kind === 'exact') module.scopes();
  }
  const { user } = process.cpuUsage(before);
  return { wall: performance.now() - start, cpu: user / 1000 };
}

function main(): void {
  const python = findPython27();
  if (!python) {
    console.log('skipped: no Python 2.7 whose library could be read');
    return;
  }
  const sources = pythonFiles(libraryOf(python)).map((path) => new Uint8Array(readFileSync(path)));
  const megabytes = sources.reduce((sum, bytes) => sum + bytes.length, 0) / 1e6;
  const passes = Array.from({ length: 6 }, () => pass(sources));
  const speed = (ms: number): string => ((megabytes * 1000) / ms).toFixed(1);
  const best = Math.min(...passes.map(({ wall }) => wall));
  const bestCpu = Math.min(...passes.map(({ cpu }) => cpu));
  console.log(`parse and scopes, ${sources.length} files, ${megabytes.toFixed(1)} MB`);
  console.log(
    `cold ${speed((passes[0] as { wall: number }).wall)} MB/s, best ${speed(best)} MB/s, ${speed(bestCpu)} MB per second of user time`,
  );
  console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
  if ((megabytes * 1000) / best < REQUIRED) process.exitCode = 1;
}

main();
