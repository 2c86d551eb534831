/** One server out of a tree of files, ready to be asked about requests. */
import type { EffectiveTree } from '../../httpd/reading/effective.js';
import { evaluate } from '../../httpd/reading/evaluate.js';
import type { EvaluateHost } from '../../httpd/reading/host.js';
import { type CompiledServer, compileServer } from '../../httpd/request/merge.js';
import type { RequestDisk } from '../../httpd/request/request.js';
import { type Configuration, readConfigurations, realPath } from '../../site/configuration/configurations.js';
import { makePathMap } from '../../site/paths.js';
import type { SiteOptions } from '../../site/site.js';
import { walkSite } from '../../site/walk.js';
import type { FileNode, FileTree } from '../file-tree.js';
import { type DiskWorld, statOf } from './disk.js';
import { readable } from './names.js';
import type { UrlUnexplained } from './result.js';

export interface UrlServer {
  /** Tree path of the main configuration file. */
  readonly path: string;
  readonly compiled: CompiledServer;
  readonly disk: RequestDisk;
  /** Tree path of a server path (latin-1 view), behind symlinks; undefined: not in the tree. */
  find(serverPath: string): string | undefined;
  /** Tree path and content of an entry script, given by its server path. */
  findScript(serverPath: string): string | undefined;
  readScript(serverPath: string): Uint8Array | undefined;
}

type Options = Pick<SiteOptions, 'inputs' | 'pathMap' | 'serverConfig' | 'serverRoot' | 'defines'>;

/** The server that the files configure, if there is exactly one. */
export function openUrlServer(tree: FileTree, options: Options): UrlServer | UrlUnexplained {
  const inputs = options.serverConfig ? [...options.inputs, options.serverConfig] : options.inputs;
  const files = walkSite(tree, inputs);
  const mapped = Object.keys(options.pathMap).map((path) => path.replace(/\/+$/, ''));
  const world = { tree, paths: makePathMap(tree, options), mapped };
  const found = readConfigurations(world, files, options).filter(({ kind }) => kind !== 'htaccess');
  const chosen = chooseConfiguration(found, (one) => reads(world, one, options.serverConfig));
  if ('why' in chosen) return { kind: 'unexplained', ...chosen };
  const main = chosen.trees[0] as EffectiveTree;
  return { path: chosen.path, compiled: compileServer(main), ...lookUp(world, main) };
}

function chooseConfiguration(
  found: readonly Configuration[],
  isNamed: (configuration: Configuration) => boolean,
): Configuration | Pick<UrlUnexplained, 'why' | 'todo'> {
  const servers = found.filter(({ kind }) => kind === 'server');
  const candidates = servers.length > 0 ? servers : found;
  const only = found.find(isNamed) ?? (candidates.length === 1 ? candidates[0] : undefined);
  if (only !== undefined) return only;
  if (candidates.length === 0) {
    return {
      why: 'there is no server configuration among these files',
      todo: 'name the main configuration file with --server-config',
    };
  }
  const paths = candidates.map(({ path }) => path).join(', ');
  return {
    why: `these files hold several configurations: ${paths}`,
    todo: 'say with --server-config which one is meant',
  };
}

/** Whether the file named with --server-config is the root of the configuration, or is included by it. */
function reads(world: DiskWorld, { path, trees }: Configuration, named: string | undefined): boolean {
  if (named === undefined) return false;
  const files = [...(trees[0]?.files.keys() ?? [])];
  return path === named || files.some((file) => realPath(world, file) === named);
}

/** Questions about the server's disk, answered from the tree. */
function lookUp(
  world: DiskWorld,
  main: EffectiveTree,
): Pick<UrlServer, 'disk' | 'find' | 'findScript' | 'readScript'> {
  const find = (serverPath: string): string | undefined => realPath(world, readable(serverPath));
  const node = (serverPath: string): FileNode | undefined => {
    const path = find(serverPath);
    return path === undefined ? undefined : world.tree.node(path);
  };
  const read = (serverPath: string): Uint8Array | undefined => {
    const found = node(serverPath);
    return found?.kind === 'file' ? found.bytes : undefined;
  };
  const host = htaccessHost(read);
  return {
    find,
    findScript: find,
    readScript: read,
    disk: {
      stat: statOf(world, main),
      htaccess: (path) => read(path) && evaluate(path, host, { state: main.state, htaccess: true }),
    },
  };
}

/** A .htaccess file is read with what the server's own configuration left behind; it may include nothing. */
function htaccessHost(readFile: EvaluateHost['readFile']): EvaluateHost {
  return {
    serverRoot: 'unknown',
    env: 'unknown',
    defines: 'unknown',
    modules: 'unknown',
    version: 'unknown',
    readFile,
    readDir: () => undefined,
    stat: () => 'unknown',
  };
}
