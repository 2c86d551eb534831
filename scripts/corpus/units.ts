/** What of a tree answers requests: handlers, published modules and PSP pages, each with the files it runs through. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { siteSettings } from '../../src/cli/options.js';
import { requestOf } from '../../src/cli/session.js';
import { openSite } from '../../src/core/engine.js';
import { openTree } from '../../src/io/vfs.js';
import { moduleRole } from '../../src/site/code/module-role.js';
import { allPublished } from '../../src/site/code/published.js';
import type { Site } from '../../src/site/site.js';
import { filesBelow } from './census.js';

export interface Unit {
  readonly kind: 'handler' | 'module' | 'page';
  /** What the configuration or the file calls it. */
  readonly name: string;
  /** Absolute path; undefined: its code is not in the tree. */
  readonly file: string | undefined;
}

/**
 * Modules that look like handlers or published ones and that no unit runs: those that a configuration names by a path that
 * the tree does not have are among them.
 */
function elsewhere(site: Site, known: readonly Unit[]): readonly Unit[] {
  const files = new Set(known.map(({ file }) => file));
  return site.files.python.flatMap((file): readonly Unit[] => {
    const module = files.has(file) ? undefined : site.python(file);
    if (module?.kind !== 'exact') return [];
    const { handlers: named, published: given } = moduleRole(module);
    if (named.length > 0)
      return named.map(({ name }) => ({ kind: 'handler', name: `(not configured) ${name}`, file }));
    return given.length > 0
      ? [{ kind: 'module', name: `(not configured) ${path.basename(file)}`, file }]
      : [];
  });
}

/** Every handler that a configuration (or what is assumed of one) names, every published module, every PSP page. */
export function unitsOf(folder: string): readonly Unit[] {
  const settings = siteSettings({}, [folder], process.cwd());
  const { site } = openSite(openTree({ roots: settings.roots }), requestOf(settings));
  const known = [...handlers(site), ...undecided(site), ...published(site), ...pages(site)];
  const units = [...known, ...elsewhere(site, known)];
  return [...new Map(units.map((unit) => [`${unit.kind} ${unit.file ?? ''} ${unit.name}`, unit])).values()];
}

function handlers(site: Site): readonly Unit[] {
  return site.configured.flatMap(({ mounts, design }) =>
    [...mounts, ...design.guards.flatMap((pair) => pair.needs)].flatMap((mount) =>
      [...mount.settings.chains].flatMap(([phase, chain]) =>
        chain.handlers.flatMap((handler): readonly Unit[] => {
          const found = site.moduleOf(mount, chain, handler);
          if (found.kind === 'mod_python') return [];
          const file = found.kind === 'missing' ? undefined : found.treePath;
          return [{ kind: 'handler', name: `${phase.replace(/^python/, '')} ${handler}`, file }];
        }),
      ),
    ),
  );
}

function undecided(site: Site): readonly Unit[] {
  return (site.options.assumed?.undecided ?? []).map(({ path: file, name }) => ({
    kind: 'handler',
    name: `handler ${name}`,
    file,
  }));
}

function published(site: Site): readonly Unit[] {
  return allPublished(site)
    .filter(({ names, open }) => names.length > 0 || open)
    .map(({ path: file }) => ({ kind: 'module', name: path.basename(file), file }));
}

function pages(site: Site): readonly Unit[] {
  return site.files.psp.map((file) => ({ kind: 'page', name: path.basename(file), file }));
}

/**
 * The files of the tree that a file leads to: names behind `import` that files of the tree have. By regular expression, and
 * by the last part of the name only, so rather too many than too few.
 */
export function reachOf(folder: string): (file: string) => ReadonlySet<string> {
  const byName = new Map<string, string[]>();
  for (const file of filesBelow(folder)) {
    if (!/\.py$/.test(file)) continue;
    const base = path.basename(file, '.py');
    const name = base === '__init__' ? path.basename(path.dirname(file)) : base;
    byName.set(name, [...(byName.get(name) ?? []), file]);
  }
  const direct = new Map<string, readonly string[]>();
  const importsOf = (file: string): readonly string[] => {
    const known = direct.get(file);
    if (known) return known;
    const found = importedWords(readFileSync(file, 'latin1')).flatMap((word) => byName.get(word) ?? []);
    direct.set(file, found);
    return found;
  };
  return (file) => {
    const reached = new Set([file]);
    for (const one of reached) for (const next of importsOf(one)) reached.add(next);
    return reached;
  };
}

function importedWords(text: string): readonly string[] {
  const statements = text.matchAll(
    /^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+)?import[ \t]+(\([^)]*\)|(?:[^\n\\]|\\\n)*)/gm,
  );
  return [...statements].flatMap(([, from = '', list = '']) => [
    ...from.split('.').slice(-1),
    ...list.split(/[,()\\;\s]+/).flatMap((word) => word.split('.').slice(-1)),
  ]);
}
