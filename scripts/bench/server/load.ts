import { spawnSync } from 'node:child_process';
import { runCommand } from '../../conformance/run-command.js';

/** One run of `requests` equal requests, `concurrency` at a time. */
export interface Load {
  readonly port: number;
  readonly path: string;
  readonly requests: number;
  readonly concurrency: number;
  /** A cookie to send, `name=value`. */
  readonly cookie?: string;
}

/** Whether Apache's own load generator (package apache2-utils) is here. */
export function hasLoadGenerator(): boolean {
  return spawnSync('ab', ['-V'], { stdio: 'ignore' }).status === 0;
}

/**
 * Sends the requests with `ab`, on connections that stay open where the answer allows that. Returns the seconds it took.
 * Throws if an answer is no 200, or none.
 */
export async function runLoad(load: Load): Promise<number> {
  const parameters = ['-q', '-k', '-n', `${load.requests}`, '-c', `${load.concurrency}`];
  if (load.cookie) parameters.push('-C', load.cookie);
  const address = `http://127.0.0.1:${load.port}${load.path}`;
  const { status, stdout, stderr } = await runCommand('ab', [...parameters, address], 600_000);
  const figure = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(stdout)?.[1] ?? 0);
  const seconds = figure('Time taken for tests');
  // Answers of another length than the first are "failed" to ab; pages of sessions differ in length.
  const broken =
    figure('Non-2xx responses') + Number(/Connect: (\d+), Receive: (\d+)/.exec(stdout)?.[1] ?? 0);
  if (status !== 0 || seconds === 0 || broken > 0 || figure('Complete requests') !== load.requests) {
    throw new Error(`${address}: ${broken} answers were wrong\n${stderr || stdout}`);
  }
  return seconds;
}
