/**
 * No use is lost: programs that hide their request as well as they can are run under Python 2.7 with a request that notes every
 * access; each of them must be in the report, or behind a place that the report names as an escape.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/core/engine.js';
import type { Place } from '../../src/core/finding.js';
import { type Entry, file, memoryTree } from '../rules/support/memory-tree.js';
import { request } from '../rules/support/request.js';
import { findPython27 } from './python27.js';

const python27 = findPython27();
const FIXTURES = 'fixtures/flow';

interface Access {
  readonly at: string;
  readonly what: string;
}

function accesses(python: string, folder: string): readonly Access[] {
  const out = execFileSync(python, ['test/python/record_request.py', folder], { encoding: 'utf8' });
  const all = JSON.parse(out.trim().split('\n').at(-1) as string) as [string, number, string][];
  // `print >>req` asks for softspace by itself.
  return all
    .filter(([, , what]) => what !== 'req.softspace')
    .map(([name, line, what]) => ({ at: `${name}:${line}`, what }));
}

/** Lines at which the report has a use or an escape of the request. */
function reported(folder: string): ReadonlySet<string> {
  const conf = '<Directory /srv/app>\nSetHandler mod_python\nPythonHandler mod\n</Directory>\n';
  const image = new Map<string, Entry>([['/etc/httpd/conf/httpd.conf', file(conf)]]);
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.py')))
    image.set(`/srv/app/${name}`, file(readFileSync(join(folder, name), 'utf8')));
  const { findings } = makePlan(memoryTree(image), request({ handlers: 'bridge' }));
  return new Set(
    findings
      .filter(({ code }) => code === 'MP204' || code === 'MP206')
      .flatMap(({ place, related }) => {
        const name = place.path.replace(/^.*\//, '');
        const others = related.flatMap(({ place: at, message }) => [...linesOf(at), ...alsoIn(message)]);
        return [...linesOf(place), ...others].map((line) => `${name}:${line}`);
      }),
  );
}

function linesOf({ line, endLine }: Place): readonly number[] {
  return Array.from({ length: endLine - line + 1 }, (_, index) => line + index);
}

/** The lines of MP206 of which the same is said. */
function alsoIn(message: string): readonly number[] {
  return /, also in lines? ([\d, ]+)$/.exec(message)?.[1]?.split(', ').map(Number) ?? [];
}

describe.skipIf(python27 === undefined)('a request that is handed around', () => {
  for (const name of readdirSync(FIXTURES)) {
    it(`is not lost in ${name}`, () => {
      const folder = join(FIXTURES, name);
      const found = accesses(python27 as string, folder);
      const known = reported(folder);
      const missed = found.filter(({ at }) => !known.has(at)).map(({ at, what }) => `${at} ${what}`);
      expect(found.length).toBeGreaterThan(2);
      expect(missed).toEqual([]);
    });
  }
});
