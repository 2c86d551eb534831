/** Runs WSGI applications under a real Python, without a server. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { packageRoot } from '../support/parity-environment.js';

export interface Task {
  readonly folders: readonly string[];
  readonly module: string;
  readonly callable: string;
  /** Arguments of modpython_wsgi.entry.Mount; undefined for a module that is WSGI itself. */
  readonly bridge?: Readonly<Record<string, unknown>>;
  /** What PythonImport names: `module` or `module::function`. */
  readonly imports?: readonly string[];
  readonly requests: readonly CgiRequest[];
}

export interface CgiRequest {
  readonly environ: Readonly<Record<string, string>>;
  /** base64 */
  readonly body: string;
}

export interface RunAnswer {
  readonly status: string;
  readonly headers: readonly (readonly [string, string])[];
  /** base64 */
  readonly body: string;
  readonly errors: string;
  /** Last line of the traceback, where the application raised an exception; nothing else is there then. */
  readonly exception?: string;
}

export const runtimeFolder = path.join(packageRoot, 'src', 'runtime');

const RUNNER = path.join(packageRoot, 'test', 'python-native', 'run_requests.py');

/** Answers by task. One process for all of them. */
export function runTasks(python: string, tasks: readonly Task[]): readonly (readonly RunAnswer[])[] {
  const run = spawnSync(python, ['-B', RUNNER], {
    input: JSON.stringify(tasks),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  if (run.status !== 0) throw new Error(`run_requests.py failed: ${run.stderr}`);
  return JSON.parse(run.stdout) as readonly (readonly RunAnswer[])[];
}
