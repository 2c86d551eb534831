/** RemoveOutputFilter and RemoveInputFilter lines that took a Python filter off, in sections without an entry script of their own. */
import type { EffectiveDirective } from '../httpd/effective.js';
import type { ConfigLine } from './changes.js';
import { lineOf } from './directives.js';
import { type ActiveFilter, activeFilters, pythonFilters } from './filters.js';
import { layersOf } from './inherit.js';
import type { Site } from './site.js';

export interface RemovedFilter {
  readonly node: EffectiveDirective;
  readonly line: ConfigLine;
  /** Python filters that it takes off. */
  readonly names: readonly string[];
}

export function removedFilters(site: Site): readonly RemovedFilter[] {
  return site.configured.flatMap(({ configuration: { scopes }, mounts }) =>
    scopes.flatMap((scope) => {
      if (mounts.some((mount) => mount.scope === scope)) return [];
      return scope.directives.flatMap((node): readonly RemovedFilter[] => {
        const [, direction] = /^remove(in|out)putfilter$/i.exec(node.name) ?? [];
        const line = direction && node.active !== false ? lineOf(site.configFiles, node) : undefined;
        if (!line) return [];
        const outer = layersOf(scope, scopes).filter((layer) => layer !== scope);
        const active = activeFilters(outer, pythonFilters(scopes));
        const names = taken(/^in$/i.test(direction ?? '') ? active.input : active.output, node.argv);
        return names.length > 0 ? [{ node, line, names }] : [];
      });
    }),
  );
}

function taken(active: readonly ActiveFilter[], extensions: readonly string[]): readonly string[] {
  const gone = extensions.map((one) => `.${one.replace(/^\./, '').toLowerCase()}`);
  return active.filter((one) => one.extensions.some((own) => gone.includes(own))).map(({ name }) => name);
}
