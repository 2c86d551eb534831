import path from 'node:path';
import { sharedFolder } from '../../test/support/parity-environment.js';
import { runCommand } from './run-command.js';
import type { Site } from './site.js';

/** The verdict on one request. */
export interface RequestResult {
  readonly id: string;
  /** What differs from the recorded (or expected) answer; empty if nothing does. */
  readonly problems: readonly string[];
}

/** Where the requests go. */
export interface ReplayTarget {
  readonly port: number;
  /** The folder the site was installed in. */
  readonly root: string;
  /** Judge by the recorded answers even where a request says what is expected instead. */
  readonly asRecorded: boolean;
  /** Also compare what the site wrote to this log. */
  readonly errorLog?: string;
}

// A site has some dozens of requests, a few of which sleep for a second or two.
const LIMIT_MS = 180_000;

/** Sends the requests of `site` with the suite's own replay.py and returns a verdict on each, in order. */
export async function replay(site: Site, target: ReplayTarget): Promise<readonly RequestResult[]> {
  const script = path.join(sharedFolder, 'conformance', 'replay.py');
  const parameters = [
    script,
    `127.0.0.1:${target.port}`,
    site.folder,
    '--root',
    target.root,
    ...(target.asRecorded ? ['--as-recorded'] : []),
    ...(target.errorLog === undefined ? [] : ['--error-log', target.errorLog]),
  ];
  const { status, stdout, stderr } = await runCommand('python3', parameters, LIMIT_MS);
  if (status !== 0 && status !== 1)
    throw new Error(`replay.py failed: ${stderr.trim() || `status ${status}`}`);
  return parseReplay(stdout);
}

/** Reads replay.py's report: `PASS id`, or `FAIL id` with its reasons indented below. */
export function parseReplay(report: string): readonly RequestResult[] {
  const results: { id: string; problems: string[] }[] = [];
  for (const line of report.split('\n')) {
    const verdict = /^(PASS|FAIL) {2}(.*)$/.exec(line);
    if (verdict) {
      results.push({ id: verdict[2]!, problems: [] });
    } else if (line.startsWith('      ')) {
      const problems = results.at(-1)?.problems;
      const last = problems?.pop();
      if (problems && last !== undefined) problems.push(`${last}\n${line.trimStart()}`);
    } else if (line.startsWith('    ')) {
      results.at(-1)?.problems.push(line.trim());
    }
  }
  return results;
}
