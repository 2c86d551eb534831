/** The process around a run: streams, environment, exit code. */
import { EXIT } from './exit.js';
import { run } from './run.js';
import { loadEngine } from './world.js';

/** Called by bin/migrate.js. Sets `process.exitCode` and lets Node end when all output has been taken. */
export async function main(): Promise<void> {
  const { env, stdout, stderr } = process;
  let lost: Error | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // EPIPE: the reader has gone (`migrate scan | head`), and that is its right.
    if (error.code !== 'EPIPE') lost ??= error;
  });
  stderr.on('error', () => {});
  // Never process.exit: into a pipe, only the first 64 KiB would arrive.
  const code = await run(process.argv.slice(2), { cwd: process.cwd(), env, stdout, stderr, loadEngine });
  if (lost) stderr.write(`migrate: the output could not be written: ${lost.message}\n`);
  process.exitCode = lost ? EXIT.failed : code;
}
