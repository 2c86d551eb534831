/** Whole servers as Debian and Red Hat lay them out: migrated, started from their own main file, asked the same things. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differences } from '../support/agreement.js';
import type { Answer } from '../support/exchange.js';
import {
  missingParity,
  type ParityEnvironment,
  readParityEnvironment,
  type ServerModules,
} from '../support/parity-environment.js';
import { debianTree } from './support/debian-tree.js';
import {
  ask,
  contentsOf,
  followAdvice,
  installCopy,
  migrateTree,
  type Planted,
  plant,
  type ServerTree,
  serveTree,
  withoutPorts,
} from './support/planted-tree.js';
import { redHatTree } from './support/red-hat-tree.js';
import { REQUESTS, type TreeRequest } from './support/shop.js';

const environment = readParityEnvironment();
const missing = missingParity(environment, 'mod_python', 'mod_wsgi-py3', 'mod_wsgi-py27');
const TREES: Readonly<Record<string, () => ServerTree>> = {
  'the tree of Debian': debianTree,
  'the tree of Red Hat': () => redHatTree('www-data'),
};

async function answersOf(
  planted: Planted,
  modules: ServerModules,
  requests: readonly TreeRequest[] = REQUESTS,
): Promise<readonly Answer[]> {
  const server = await serveTree(planted, environment as ParityEnvironment, modules);
  try {
    const answers = await ask(planted, requests);
    return answers.map((answer) => ({ ...answer, body: answer.body.replaceAll(server.folder, '@RUN@') }));
  } finally {
    await server.stop();
  }
}

function disagreements(before: readonly Answer[], after: readonly Answer[]): readonly string[] {
  return REQUESTS.flatMap(({ tls, host, path }, index) =>
    differences(before[index] as Answer, after[index] as Answer).map(
      (text) => `${tls ? 'https' : 'http'}://${host}${path}: ${text}`,
    ),
  );
}

describe.skipIf(missing !== undefined).each(Object.keys(TREES))(
  `%s${missing ? ` (${missing})` : ''}`,
  (name) => {
    const make = TREES[name] as () => ServerTree;
    let planted: Planted;
    let before: readonly Answer[];
    let copied: ReturnType<typeof contentsOf>;

    beforeAll(async () => {
      planted = await plant(make());
      before = await answersOf(planted, 'mod_python');
      const out = `${planted.root}.out`;
      try {
        await migrateTree(planted, ['--out', out]);
        copied = contentsOf(planted, out);
      } finally {
        rmSync(out, { recursive: true, force: true });
      }
    });
    afterAll(() => planted.remove());

    test('answers with mod_python', () => {
      const statuses = new Set(before.map(({ status }) => status));
      expect([...statuses].sort()).toEqual([200, 301, 302, 401, 403, 404]);
    });

    test('answers the same when it was migrated in place', async () => {
      await migrateTree(planted);
      expect(contentsOf(planted)).toEqual(copied);
      expect(disagreements(before, await answersOf(planted, 'mod_wsgi-py3'))).toEqual([]);
      expect(disagreements(before, await answersOf(planted, 'mod_wsgi-py27'))).toEqual([]);
      expect(await migrateTree(planted)).toContain('Nothing to change.');
    });

    test('answers the same when a migrated copy takes its place, and the advice of the report was followed', async () => {
      const other = await plant(make());
      const out = `${other.root}.out`;
      try {
        const report = await migrateTree(other, ['--out', out, '--processes', '1']);
        expect(report).toContain(other.tree.advice?.said ?? '');
        installCopy(other, out);
        followAdvice(other);
        const visits = { host: 'shop.example.org', path: '/board/visits' };
        const answers = await answersOf(other, 'mod_wsgi-py27', [
          ...REQUESTS,
          visits,
          { ...visits, tls: true },
        ]);
        expect(disagreements(before, answers)).toEqual([]);
        // One daemon for both ports, as mod_python had one interpreter for both.
        const counts = answers.slice(-2).map(({ body }) => Number(/visits=(\d+)/.exec(body)?.[1]));
        expect(counts[1]).toBe((counts[0] as number) + 1);
      } finally {
        other.remove();
        rmSync(out, { recursive: true, force: true });
      }
    });

    test('becomes the same as a copy of the disk on another machine', async () => {
      const image = await plant(make(), true);
      try {
        await migrateTree({ ...image, tree: { ...image.tree, inputs: ['.'] } });
        const found = contentsOf(image);
        const names = Object.keys(copied);
        expect(Object.keys(found)).toEqual(names);
        for (const file of names)
          expect([file, withoutPorts(found[file] ?? '', 80, 443)]).toEqual([file, copied[file]]);
      } finally {
        image.remove();
      }
    });
  },
);
