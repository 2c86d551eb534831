/** What a person waits for: wall clock of whole commands, from the shell's point of view. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';

const root = path.dirname(path.dirname(import.meta.dirname));
const RUNS = 11;

const site = (name: string): string => path.join('fixtures', 'sites', name, 'before');
const launcher = path.join('bin', 'migrate.js');
const COMMANDS: readonly (readonly string[])[] = [
  ['node', '-e', '0'],
  ['node', launcher, '--version'],
  ['node', launcher, 'scan', site('tutorial')],
  ['node', launcher, 'scan', site('guestbook')],
  ['npx', '--no', '--', 'migrate', 'scan', site('tutorial')],
];

/** Milliseconds of `RUNS` runs, fastest first. The first run, which fills the caches, is left out. */
function measure(command: readonly string[]): readonly number[] {
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const start = performance.now();
    const { status, stderr } = spawnSync(command[0]!, command.slice(1), { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command.join(' ')}: status ${status}\n${stderr}`);
    if (run > 0) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}

if (!existsSync(path.join(root, 'dist'))) throw new Error('not built, run `npm run build`');
console.log(`milliseconds of ${RUNS} runs`);
console.log('median  fastest  slowest  command');
for (const command of COMMANDS) {
  const times = measure(command);
  const figures = [times[RUNS >> 1]!, times[0]!, times.at(-1)!].map((time) => time.toFixed(0));
  console.log(
    `${figures[0]!.padStart(6)}  ${figures[1]!.padStart(7)}  ${figures[2]!.padStart(7)}  ${command.join(' ')}`,
  );
}
