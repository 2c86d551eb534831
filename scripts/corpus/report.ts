/** Runs the built tool and reads its JSON report. */
import { spawnSync } from 'node:child_process';

export interface Found {
  readonly code: string;
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  readonly message: string;
  readonly state?: string;
}

export interface Report {
  readonly root: string;
  readonly summary: {
    readonly uses: Readonly<Record<string, number>>;
    readonly files: { readonly config: number; readonly python: number; readonly psp: number };
  };
  readonly findings: readonly Found[];
  readonly notes: readonly Found[];
  readonly errors: readonly { readonly path: string; readonly line: number; readonly message: string }[];
  readonly apply?: { readonly files: readonly unknown[] };
}

export interface Ran {
  readonly report: Report;
  readonly seconds: number;
}

/** @throws Error when the tool ends with a status that is none of its documented ones for a report, or prints none */
export function migrate(words: readonly string[], stateFolder: string): Ran {
  const start = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['bin/migrate.js', ...words, '--format', 'json'],
    { encoding: 'utf8', maxBuffer: 1 << 30, env: { ...process.env, MIGRATE_STATE_DIR: stateFolder } },
  );
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0)
    throw new Error(`migrate ${words.join(' ')} ended with ${status}: ${stderr.slice(0, 2000)}`);
  return { report: JSON.parse(stdout) as Report, seconds };
}
