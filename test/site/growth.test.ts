/** The work on a large configuration grows with its sections, not with their square. Counted, since clocks lie under load. */
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/core/engine.js';
import { buildSite } from '../../src/site/build-site.js';
import { layersOf } from '../../src/site/configuration/inherit.js';
import { type Entry, file, memoryTree } from '../rules/support/memory-tree.js';
import { request } from '../rules/support/request.js';
import { CONF } from './support/migrate.js';

/** Twice the sections may take this many times the steps; by the square it would be four. */
const MOST = 2.5;

function siteOf(sections: number, kind: 'Location' | 'Directory') {
  const base = kind === 'Location' ? '' : '/srv/www';
  const lines = Array.from({ length: sections }, (_, index) =>
    [
      `<${kind} ${base}/a${index}>`,
      'SetHandler mod_python',
      `PythonHandler m${index}`,
      `</${kind}>`,
      '',
    ].join('\n'),
  );
  const conf = ['DocumentRoot /srv/www', ...lines].join('\n');
  return memoryTree(new Map<string, Entry>([[CONF, file(conf)]]));
}

describe('the steps that a configuration takes', () => {
  it.each(['Location', 'Directory'] as const)('paths of <%s> that a plan resolves', (kind) => {
    const resolved = (sections: number) => {
      const tree = siteOf(sections, kind);
      let count = 0;
      const counting = {
        ...tree,
        resolve: (path: string) => {
          count++;
          return tree.resolve(path);
        },
      };
      expect(makePlan(counting, request()).findings.length).toBeGreaterThanOrEqual(2 * sections);
      return count;
    };
    expect(resolved(80)).toBeLessThan(MOST * resolved(40));
  });

  it.each(['Location', 'Directory'] as const)('scopes that the layers of each <%s> ask about', (kind) => {
    const asked = (sections: number) => {
      const { scopes } = buildSite(siteOf(sections, kind), request()).configured[0]?.configuration ?? {
        scopes: [],
      };
      let count = 0;
      const counting = new Proxy(scopes, {
        get(target, key) {
          if (/^\d+$/.test(String(key))) count++;
          return Reflect.get(target, key);
        },
      });
      for (const scope of scopes) expect(layersOf(scope, counting)).toEqual(layersOf(scope, scopes));
      return count;
    };
    expect(asked(80)).toBeLessThan(MOST * asked(40));
  });
});
