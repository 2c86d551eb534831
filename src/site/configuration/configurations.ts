/** Finds the configurations among the files and evaluates each as httpd would read it. */
import type { EffectiveTree } from '../../httpd/reading/effective.js';
import { evaluate } from '../../httpd/reading/evaluate.js';
import type { EvaluateHost } from '../../httpd/reading/host.js';
import type { FileTree } from '../file-tree.js';
import { baseName, type PathMap, parent } from '../paths.js';
import type { SiteFiles } from '../walk.js';
import { readEnvvars } from './envvars.js';
import { isUnread } from './htaccess-files.js';
import { type Scope, scopesOf } from './scopes.js';

export interface Configuration {
  /** server: a main configuration file; fragment: a piece of one, on its own; htaccess: only .htaccess files. */
  readonly kind: 'server' | 'fragment' | 'htaccess';
  /** Tree path of the root file. */
  readonly path: string;
  /** Evaluated trees: the root's first, then one for each .htaccess file that belongs to it. */
  readonly trees: readonly EffectiveTree[];
  readonly scopes: readonly Scope[];
}

export interface ConfigurationOptions {
  readonly serverConfig?: string | undefined;
  readonly serverRoot?: string | undefined;
  readonly defines: readonly string[];
  /** The site as it is migrated: read with mod_python, which it was written for, and mod_wsgi, which it will have. */
  readonly migrating?: boolean;
}

/** Under both of the names that `<IfModule>` knows. */
const BOTH_MODULES: ReadonlySet<string> = new Set([
  'mod_python.c',
  'python_module',
  'mod_wsgi.c',
  'wsgi_module',
]);

interface World {
  readonly tree: FileTree;
  readonly paths: PathMap;
}

/**
 * The root is the file the user named, else httpd.conf or apache2.conf; files that no root includes are evaluated
 * as fragments. Every .htaccess belongs to the first configuration.
 */
export function readConfigurations(
  world: World,
  files: SiteFiles,
  options: ConfigurationOptions,
): readonly Configuration[] {
  const reached = new Set<string>();
  const candidates = [...files.config].sort((a, b) => rootRank(a) - rootRank(b) || (a < b ? -1 : 1));
  const ordered = options.serverConfig ? [options.serverConfig, ...candidates] : candidates;
  const roots: { path: string; tree: EffectiveTree }[] = [];
  for (const path of ordered) {
    if (reached.has(path)) continue;
    const tree = evaluate(world.paths.toServer(path), hostOf(world, path, options));
    for (const file of tree.files.keys()) reached.add(realPath(world, file) ?? file);
    reached.add(path);
    roots.push({ path, tree });
  }
  const tops = roots.filter(
    ({ path }) => !roots.some((other) => other.path !== path && reads(world, other.tree, path)),
  );
  return withHtaccess(world, tops, files.htaccess, options);
}

function withHtaccess(
  world: World,
  roots: readonly { path: string; tree: EffectiveTree }[],
  htaccess: readonly string[],
  options: ConfigurationOptions,
): readonly Configuration[] {
  const [main] = roots;
  const server = main && scopesOf(main.tree, { kind: 'server', argument: '' });
  const extra = htaccess.map((path) => {
    const file = world.paths.toServer(path);
    const folder = world.paths.toServer(parent(path));
    const unread = server !== undefined && isUnread(server, folder, baseName(path));
    const tree = evaluate(file, hostOf(world, path, options), { htaccess: true, unread });
    return { tree, scopes: scopesOf(tree, { kind: 'htaccess', argument: folder }) };
  });
  const made = roots.map(({ path, tree }, index): Configuration => {
    const mine = index === 0 ? extra : [];
    const scopes = [
      ...scopesOf(tree, { kind: 'server', argument: '' }),
      ...mine.flatMap((one) => one.scopes),
    ];
    const kind = path === options.serverConfig || rootRank(path) < 2 ? 'server' : 'fragment';
    return { kind, path, trees: [tree, ...mine.map((one) => one.tree)], scopes: renumber(scopes) };
  });
  const [first] = htaccess;
  if (made.length > 0 || first === undefined) return made;
  const scopes = renumber(extra.flatMap((one) => one.scopes));
  return [{ kind: 'htaccess', path: first, trees: extra.map((one) => one.tree), scopes }];
}

/** One reading order over several trees; parents are looked up by identity, so they are remade too. */
function renumber(scopes: readonly Scope[]): readonly Scope[] {
  const made = new Map<Scope, Scope>();
  return scopes.map((scope, order) => {
    const copy = { ...scope, order, parent: scope.parent && made.get(scope.parent) };
    made.set(scope, copy);
    return copy;
  });
}

function rootRank(path: string): number {
  const name = baseName(path);
  if (name === 'httpd.conf' || name === 'apache2.conf') return 0;
  return /^(?:httpd2?|apache2?)\.conf/.test(name) ? 1 : 2;
}

function reads(world: World, tree: EffectiveTree, path: string): boolean {
  return [...tree.files.keys()].some((file) => realPath(world, file) === path);
}

/** Tree path of a server path behind its symlinks. */
export function realPath(world: World, serverPath: string): string | undefined {
  const path = world.paths.toTree(serverPath) ?? serverPath;
  return world.tree.resolve(path);
}

/** What the start script exports, where that is at hand. */
function envvarsBeside(world: World, root: string): Readonly<Record<string, string>> {
  const folder = parent(root);
  const real = world.tree.resolve(`${folder}/envvars`);
  const node = real === undefined ? undefined : world.tree.node(real);
  return node?.kind === 'file' ? readEnvvars(Buffer.from(node.bytes).toString('latin1'), folder) : {};
}

function hostOf(world: World, root: string, options: ConfigurationOptions): EvaluateHost {
  const find = (path: string) => {
    const real = realPath(world, path) ?? (path === world.paths.toServer(root) ? root : undefined);
    return real === undefined ? undefined : world.tree.node(real);
  };
  return {
    serverRoot: options.serverRoot ?? 'unknown',
    env: 'unknown',
    knownEnv: envvarsBeside(world, root),
    defines: options.defines.length ? options.defines : 'unknown',
    modules: 'unknown',
    ...(options.migrating ? { assumed: BOTH_MODULES } : {}),
    version: 'unknown',
    readFile: (path) => {
      const node = find(path);
      return node?.kind === 'file' ? node.bytes : undefined;
    },
    readDir: (path) => {
      const node = find(path);
      return node?.kind === 'directory' ? node.names : undefined;
    },
    stat: (path) => {
      const kind = find(path)?.kind;
      return kind === 'file' || kind === 'directory' ? kind : 'unknown';
    },
  };
}
