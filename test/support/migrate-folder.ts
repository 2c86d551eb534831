import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../src/cli/run.js';
import { loadEngine } from '../../src/cli/world.js';

/** Runs `migrate apply` as a user would and returns all that it said; throws with that if it failed. */
export async function migrateFolder(
  cwd: string,
  options: readonly string[],
  inputs: readonly string[] = [cwd],
): Promise<string> {
  const said: string[] = [];
  const sink = {
    write(data: string | Uint8Array, done: () => void) {
      said.push(Buffer.from(data).toString());
      done();
    },
  };
  const state = mkdtempSync(path.join(tmpdir(), 'migrate-state-'));
  const world = { cwd, env: { MIGRATE_STATE_DIR: state }, stdout: sink, stderr: sink, loadEngine };
  try {
    const code = await run(['apply', ...options, ...inputs], world);
    if (code !== 0) throw new Error(`apply ended with ${code}:\n${said.join('')}`);
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
  return said.join('');
}
