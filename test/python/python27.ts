/** Finds a Python 2.7 that starts, and asks it for its opinion on sources. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ORACLE = fileURLToPath(new URL('oracle27.py', import.meta.url));

/** Path of the interpreter: $PYTHON27, `python2.7` on PATH, or one that pyenv keeps; undefined when there is none. */
export function findPython27(): string | undefined {
  const candidates = [process.env.PYTHON27 ?? 'python2.7', ...pyenvInterpreters()];
  return candidates.find((path) => spawnSync(path, ['-c', 'import _symtable, parser']).status === 0);
}

function pyenvInterpreters(): readonly string[] {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  if (!existsSync(versions)) return [];
  const names = readdirSync(versions).filter((name) => name.startsWith('2.7'));
  return names.map((name) => join(versions, name, 'bin', 'python2.7'));
}

/** One line per source, in order: see oracle27.py. */
export function judge(python: string, sources: readonly Uint8Array[]): readonly string[] {
  const input = sources.map((source) => `${Buffer.from(source).toString('base64')}\n`).join('');
  const run = spawnSync(python, [ORACLE], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`oracle27.py failed: ${run.stderr}`);
  return run.stdout.trimEnd().split('\n');
}

/** Folder of the interpreter's standard library. */
export function libraryOf(python: string): string {
  const run = spawnSync(python, ['-c', 'import os; print(os.path.dirname(os.__file__))'], {
    encoding: 'utf8',
  });
  return run.stdout.trim();
}
