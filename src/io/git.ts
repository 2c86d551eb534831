/** The one question put to git: is anything here not committed? Git is never required. */
import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { posix } from 'node:path';
import { errorCode } from './errors.js';

export type GitState =
  /** No working copy, or no git program: there is nothing to protect this way. */
  | { readonly kind: 'none' }
  | { readonly kind: 'clean' }
  /** Changed or untracked paths, relative to the top of the working copy. */
  | { readonly kind: 'dirty'; readonly paths: readonly string[] }
  /** There is a working copy, but git would not tell (for example a foreign owner). */
  | { readonly kind: 'unknown'; readonly why: string };

/** A repository under audit must not run programs of its choice: no file-system monitor, no hooks; and no lock is left. */
const QUIET = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];

/** @param paths absolute, existing; files outside of them do not count */
export async function gitState(paths: readonly string[]): Promise<GitState> {
  const states = await Promise.all(paths.map(stateOf));
  const dirty = states.flatMap((state) => (state.kind === 'dirty' ? state.paths : []));
  if (dirty.length > 0) return { kind: 'dirty', paths: [...new Set(dirty)].sort() };
  return (
    states.find((state) => state.kind === 'unknown') ??
    states.find((state) => state.kind === 'clean') ?? { kind: 'none' }
  );
}

async function stateOf(named: string): Promise<GitState> {
  // Git looks at a link as such; what is going to be changed lies behind it.
  const path = realpathSync(named);
  const top = workingCopy(path);
  if (top === undefined) return { kind: 'none' };
  const query = ['-C', top, ...QUIET, 'status', '--porcelain', '-z', '--untracked-files=all', '--', path];
  const result = await run(query);
  if (result.kind === 'missing') return { kind: 'none' };
  if (result.kind === 'failed') return { kind: 'unknown', why: result.why };
  const paths = result.output.split('\0').filter((entry) => entry !== '');
  return paths.length === 0
    ? { kind: 'clean' }
    : { kind: 'dirty', paths: paths.map((entry) => entry.slice(3)) };
}

/** The nearest folder upwards that holds `.git` (a folder, or a file in a linked working copy). */
export function workingCopy(path: string): string | undefined {
  for (let folder = path; ; folder = posix.dirname(folder)) {
    if (existsSync(posix.join(folder, '.git'))) return folder;
    if (folder === '/') return undefined;
  }
}

type Answer =
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'answer'; readonly output: string };

function run(args: readonly string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(
      'git',
      args,
      { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LC_ALL: 'C' } },
      (error, output, complaint) => {
        if (errorCode(error) === 'ENOENT') resolve({ kind: 'missing' });
        else if (error) resolve({ kind: 'failed', why: complaint.trim().split('\n')[0] ?? error.message });
        else resolve({ kind: 'answer', output });
      },
    );
  });
}
