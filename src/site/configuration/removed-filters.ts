/** RemoveOutputFilter and RemoveInputFilter lines that took a Python filter off, in sections without an entry script of their own. */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import type { Site } from '../site.js';
import type { ConfigLine } from './config-file.js';
import { lineOf } from './directives.js';
import { type ActiveFilter, activeFilters, pythonFilters } from './filters.js';
import { layersOf } from './inherit.js';

export interface RemovedFilter {
  readonly node: EffectiveDirective;
  readonly line: ConfigLine;
  /** Python filters that it takes off. */
  readonly names: readonly string[];
}

const REMOVES = /^remove(in|out)putfilter$/i;

export function removedFilters(site: Site): readonly RemovedFilter[] {
  return site.configured.flatMap(({ configuration: { scopes }, mounts }) =>
    scopes.flatMap((scope) => {
      const removals = scope.directives.filter(({ name }) => REMOVES.test(name));
      if (removals.length === 0 || mounts.some((mount) => mount.scope === scope)) return [];
      return removals.flatMap((node): readonly RemovedFilter[] => {
        const [, direction = ''] = REMOVES.exec(node.name) ?? [];
        const line = node.active !== false ? lineOf(site.configFiles, node) : undefined;
        if (!line) return [];
        const outer = layersOf(scope, scopes).filter((layer) => layer !== scope);
        const active = activeFilters(outer, pythonFilters(scopes));
        const names = taken(/^in$/i.test(direction) ? active.input : active.output, node.argv);
        return names.length > 0 ? [{ node, line, names }] : [];
      });
    }),
  );
}

function taken(active: readonly ActiveFilter[], extensions: readonly string[]): readonly string[] {
  const gone = extensions.map((one) => `.${one.replace(/^\./, '').toLowerCase()}`);
  return active.filter((one) => one.extensions.some((own) => gone.includes(own))).map(({ name }) => name);
}
