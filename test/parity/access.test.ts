/** Order, Allow, Deny and Satisfy against the Require lines that take their place: the same visitors come in. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startApache } from '../support/apache.js';
import { migrateFolder } from '../support/migrate-folder.js';
import {
  missingParity,
  type ParityEnvironment,
  readParityEnvironment,
} from '../support/parity-environment.js';
import { accessCase, dice, FILES, VISITORS, type Visitor } from './support/access-cases.js';

const environment = readParityEnvironment();
const missing = missingParity(environment, 'mod_wsgi-py3');
const CASES = 40;

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'migrate-access-')));
  chmodSync(root, 0o755);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function plant(seed: number): string {
  const roll = dice(seed);
  const cases = Array.from({ length: CASES }, (_, number) => accessCase(number, roll)).join('');
  const main = path.join(root, 'httpd.conf');
  writeFileSync(
    main,
    `DocumentRoot "${root}/htdocs"\nSetEnvIf X-Pass yes pass\n${cases.replaceAll('@ROOT@', root)}`,
  );
  writeFileSync(
    path.join(root, 'users'),
    `ann:{SHA}${createHash('sha1').update('secret').digest('base64')}\n`,
  );
  for (let number = 0; number < CASES; number++) {
    mkdirSync(path.join(root, `htdocs/c${number}/deep`), { recursive: true });
    for (const file of FILES) writeFileSync(path.join(root, `htdocs/c${number}`, file), 'in\n');
  }
  return main;
}

function statusOf(agent: http.Agent, port: number, address: string, visitor: Visitor): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: address,
      localAddress: visitor.from,
      headers: visitor.headers,
      agent,
    };
    http
      .get(options, (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
      })
      .once('error', reject);
  });
}

/** Statuses by case, file and visitor. */
async function statuses(main: string): Promise<readonly string[]> {
  const server = await startApache({
    environment: environment as ParityEnvironment,
    modules: 'mod_wsgi-py3',
    siteConfiguration: main,
  });
  const agents = new Map(
    VISITORS.map(({ from }) => [from, new http.Agent({ keepAlive: true, maxSockets: 1 })]),
  );
  try {
    const found: string[] = [];
    for (let number = 0; number < CASES; number++) {
      for (const file of FILES) {
        for (const visitor of VISITORS) {
          const agent = agents.get(visitor.from) as http.Agent;
          const status = await statusOf(agent, server.port, `/c${number}/${file}`, visitor);
          found.push(
            `c${number}/${file} ${visitor.from} ${Object.values(visitor.headers).join(' ')}: ${status}`,
          );
        }
      }
    }
    return found;
  } finally {
    for (const agent of agents.values()) agent.destroy();
    await server.stop();
  }
}

describe.skipIf(missing !== undefined)(`access rules${missing ? ` (${missing})` : ''}`, () => {
  test.each((process.env.ACCESS_SEEDS ?? '1 2').split(' ').map(Number))(
    'made up by chance, seed %d',
    async (seed) => {
      const main = plant(seed);
      const before = readFileSync(main, 'utf8');
      const was = await statuses(main);
      await migrateFolder(root, ['--only', 'apache24']);
      const after = readFileSync(main, 'utf8');
      const is = await statuses(main);
      const wrong = was.flatMap((line, index) =>
        line === is[index] ? [] : [`${line} became ${is[index]?.slice(-3)}`],
      );
      const number = /^c(\d+)\//.exec(wrong[0] ?? '')?.[1];
      const about = (text: string) =>
        text
          .split(/(?=<(?:Directory|Location) )/)
          .filter((part) => number && new RegExp(`/c${number}[/"]`).test(part))
          .join('');
      expect(wrong, `${about(before)}\n=== became\n${about(after)}`).toEqual([]);
      const lines = (text: string) => text.match(/^(?:Order|Allow|Deny|Satisfy) /gm)?.length ?? 0;
      // Much of it can be said; some must stay.
      expect(lines(after)).toBeLessThan(lines(before) * 0.8);
      expect(new Set(was.map((line) => line.slice(-3)))).toEqual(new Set(['200', '401', '403']));
    },
  );
});
