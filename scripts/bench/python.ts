/**
 * MB/s of parse plus scopes over the library of the Python 2.7 found here: the first pass (cold), the best of six, and the
 * best by processor time, which counts neighbours on the machine less. CPython's own parser (C, no scopes) on the same files
 * right afterwards shows how fast the machine is at the moment. Exits 1 when neither figure reaches 20 MB/s.
 */
import { spawnSync } from 'node:child_process';
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

const CPYTHON = `
import parser, sys, time
spent, size = 0.0, 0
for path in sys.stdin.read().split('\\n'):
    source = open(path).read()
    start = time.clock()
    try:
        parser.suite(source)
    except Exception:
        pass
    spent += time.clock() - start
    size += len(source)
print('%.1f' % (size / 1e6 / spent))
`;

function cpythonSpeed(python: string, paths: readonly string[]): string {
  return spawnSync(python, ['-c', CPYTHON], { input: paths.join('\n'), encoding: 'utf8' }).stdout.trim();
}

function main(): void {
  const python = findPython27();
  if (!python) {
    console.log('skipped: no Python 2.7 whose library could be read');
    return;
  }
  const paths = pythonFiles(libraryOf(python));
  const sources = paths.map((path) => new Uint8Array(readFileSync(path)));
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
  console.log(`CPython's parser.suite(): ${cpythonSpeed(python, paths)} MB per second of processor time`);
  if ((megabytes * 1000) / Math.min(best, bestCpu) < REQUIRED) process.exitCode = 1;
}

main();
