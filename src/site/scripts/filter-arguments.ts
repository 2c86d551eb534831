/** The arguments of an entry script that are about Python filters. */

import type { ActiveFilter, PythonFilters } from '../configuration/filters.js';
import { pythonString } from '../configuration/python-path.js';
import type { Mount } from '../mounts/mounts.js';
import { dict } from '../script-values.js';

/** Names of filters; a filter for some extensions only is a pair. */
export function filterList(filters: readonly ActiveFilter[]): string | undefined {
  if (filters.length === 0) return undefined;
  const values = filters.map(({ name, extensions }) =>
    extensions.length ? `(${pythonString(name)}, ${pythonString(extensions.join(' '))})` : pythonString(name),
  );
  return `[${values.join(', ')}]`;
}

/** What the names of the filters mean that are in force or may be added. */
export function filtersValue(mount: Mount, declared: PythonFilters): string | undefined {
  const active = [...mount.filters.input, ...mount.filters.output].map(({ name }) => name);
  const known = new Set(active.map((name) => name.toLowerCase()));
  // Handlers may add the others themselves (req.add_output_filter).
  const names = [...new Set([...active, ...[...declared.keys()].filter((name) => !known.has(name))])];
  const entries = names.map(
    (name) => [pythonString(name), pythonString(declared.get(name.toLowerCase()) ?? name)] as const,
  );
  return entries.length ? dict(entries) : undefined;
}
