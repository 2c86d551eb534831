/** What a publisher mount publishes: the names of its modules that can be asked for by their address. */
import type { ExactModule } from '../../python/reader.js';
import type { Binding } from '../../python/scopes/scope.js';
import { allScopes } from '../../python/scopes/scopes.js';
import { ancestor, descendants, isNode, isToken, type Leaf, leaves, type Tree } from '../../python/tree.js';
import { isStandardHandler } from '../configuration/handler-args.js';
import { singleFolder, within } from '../configuration/inherit.js';
import type { Scope } from '../configuration/scopes.js';
import { contentChains } from '../mounts/mounts.js';
import type { Target } from '../mounts/target.js';
import type { ConfiguredSite, Site } from '../site.js';

export interface PublishedName {
  readonly name: string;
  /** Where the module binds it first. */
  readonly leaf: Leaf;
  /** The module it was imported from. */
  readonly from: string | undefined;
}

export interface PublishedModule {
  /** Tree path. */
  readonly path: string;
  readonly serverPath: string;
  /** undefined: no Python accepts the file. */
  readonly module: ExactModule | undefined;
  /** By name. */
  readonly names: readonly PublishedName[];
  /** There may be more names: `import *`, `exec`, or a file that cannot be read. */
  readonly open: boolean;
}

/** The folder whose modules a mount publishes; undefined for other handlers, and where no single folder is named. */
export function publishedFolder(
  { mount }: Pick<Target, 'mount'>,
  scopes: readonly Scope[],
): string | undefined {
  const handlers = [...contentChains(mount.settings).values()].flatMap((chain) => chain.handlers);
  return handlers.some((handler) => isStandardHandler(handler, 'publisher'))
    ? singleFolder(mount.scope, scopes)
    : undefined;
}

/** Modules below the folder of a publisher mount, without those that a deeper mount answers for. */
export function publishedModules(
  site: Pick<Site, 'files' | 'paths' | 'python'>,
  { design, configuration: { scopes } }: Pick<ConfiguredSite, 'design' | 'configuration'>,
  target: Target,
): readonly PublishedModule[] {
  const folder = publishedFolder(target, scopes);
  if (folder === undefined) return [];
  const deeper = design.targets
    .flatMap(({ mount }) => singleFolder(mount.scope, scopes) ?? [])
    .filter((other) => other !== folder && within(other, folder));
  return site.files.python
    .map((path) => ({ path, serverPath: site.paths.toServer(path) }))
    .filter(({ serverPath }) => serverPath.endsWith('.py') && within(serverPath, folder))
    .filter(({ serverPath }) => !deeper.some((other) => within(serverPath, other)))
    .map(({ path, serverPath }) => readModule(site, path, serverPath));
}

/** The published modules of all mounts, each once. */
export function allPublished(site: Site): readonly PublishedModule[] {
  const found = site.configured.flatMap((configured) =>
    configured.design.targets.flatMap((target) => publishedModules(site, configured, target)),
  );
  return [...new Map(found.map((one) => [one.path, one])).values()];
}

function readModule(site: Pick<Site, 'python'>, path: string, serverPath: string): PublishedModule {
  const module = site.python(path);
  if (module?.kind !== 'exact') return { path, serverPath, module: undefined, names: [], open: true };
  const open = module.scopes().dynamic || importsAll(module.tree);
  return { path, serverPath, module, names: namesOf(module), open };
}

function importsAll(tree: Tree): boolean {
  return [...descendants(tree)].some(
    (one) => isNode(one, 'import_from') && isToken(one.children.at(-1), '*'),
  );
}

/** Classes and modules are never published, nor are names with an underscore in front (publisher.py, tp_rules). */
function namesOf(module: ExactModule): readonly PublishedName[] {
  const found = new Map<string, PublishedName>();
  for (const scope of allScopes(module.scopes())) {
    for (const binding of scope.bindings.values()) {
      const global = scope.kind === 'module' || binding.resolution === 'global-explicit';
      const known = found.has(binding.name) || binding.name.startsWith('_');
      const leaf = global && !known ? publishedLeaf(binding) : undefined;
      if (leaf) found.set(binding.name, { name: binding.name, leaf, from: importedFrom(leaf) });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function publishedLeaf(binding: Binding): Leaf | undefined {
  const makers = binding.uses.filter(({ kind }) => !['load', 'delete', 'global', 'class'].includes(kind));
  return makers.find(({ leaf }) => !ancestor(leaf, 'import_name') && importedFrom(leaf) !== 'mod_python')
    ?.leaf;
}

/** The module of a `from … import` around a name, dots included. */
function importedFrom(leaf: Leaf): string | undefined {
  const statement = ancestor(leaf, 'import_from');
  if (!statement) return undefined;
  const words = [...leaves(statement)].map(({ value }) => value);
  return words.slice(1, words.indexOf('import')).join('');
}

/** What an entry script says about the list. */
export function publishedHint(list: string): string {
  return [
    '',
    `# Every name the publisher serves is in ${list}. Without the '#' in front of these lines the list is binding.`,
    '# from modpython_wsgi import publisher  # noqa: E402',
    "# publisher.publish_listed(os.path.splitext(os.path.abspath(__file__))[0] + '.names')",
    '',
  ].join('\n');
}

/** The list of what is published, for a person to shorten (modpython_wsgi/traversal.py, publish_listed). */
export function publishedList(folder: string, script: string, modules: readonly PublishedModule[]): string {
  const head = [
    '# What the publisher serves: the names that `migrate` has found, below the file of their module.',
    `# To serve less, take out lines here, and in ${script} the '#' in front of publish_listed.`,
    '# A name includes what is below it; * is every name of the module. What is not listed is answered with 404.',
    `${folder.replace(/\/$/, '')}/`,
  ];
  const listed = modules.flatMap(({ serverPath, names, open }) => [
    serverPath,
    ...(open ? ['    *'] : []),
    ...names.map(({ name, from }) => `    ${name}${from === undefined ? '' : `    # imported from ${from}`}`),
  ]);
  return `${[...head, ...listed].join('\n')}\n`;
}
