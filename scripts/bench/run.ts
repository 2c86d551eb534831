/**
 * Runs the benchmarks of this folder, each in a process of its own:
 *
 *     npm run bench [-- NAME…]      NAME is a file here without its extension; default: all
 *
 * They print figures and judge nothing. Run them on a machine that does nothing else.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';

const folder = import.meta.dirname;
const benchmarks = readdirSync(folder)
  .map((name) => path.parse(name))
  .filter((file) => file.ext === '.ts' && file.name !== 'run')
  .map((file) => file.name)
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benchmarks.includes(name));

if (unknown.length > 0) {
  console.error(`bench: no ${unknown.join(', ')}; there are ${benchmarks.join(', ')}`);
  process.exitCode = 2;
} else {
  console.log(`node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
  for (const name of wanted.length > 0 ? wanted : benchmarks) {
    console.log(`\n== ${name}`);
    const run = spawnSync(process.execPath, [...process.execArgv, path.join(folder, `${name}.ts`)], {
      stdio: 'inherit',
    });
    if (run.status !== 0) process.exitCode = 1;
  }
}
