import { spawn } from 'node:child_process';

/** How a command ended. `status` is null if a signal ended it or it could not be started. */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command without standard input and collects what it prints (UTF-8). Never throws: a command that cannot
 * be started has status null and the reason in `stderr`.
 */
export function runCommand(
  command: string,
  parameters: readonly string[],
  limitMs: number,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', (error) => resolve({ status: null, stdout, stderr: stderr + error.message }));
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
}
