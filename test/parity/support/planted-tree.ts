/** Server trees as distributions ship them, planted in a folder of their own and served from there. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ApacheServer, freePort, serveConfiguration } from '../../support/apache.js';
import { type Answer, send } from '../../support/exchange.js';
import { migrateFolder } from '../../support/migrate-folder.js';
import type { ParityEnvironment, ServerModules } from '../../support/parity-environment.js';
import type { TreeRequest } from './shop.js';

/** Text by path. `@ROOT@` is the folder that stands for `/`, `@PORT@` and `@TLS@` are the ports. */
export type Files = Readonly<Record<string, string>>;

/** The files of a server, paths relative to `/`. */
export interface ServerTree {
  readonly files: Files;
  /** Target by path of the link. */
  readonly links: Files;
  /** Folders that may be empty. */
  readonly folders: readonly string[];
  /** Main configuration, and ServerRoot as the start script gives it. */
  readonly main: string;
  readonly serverRoot: string;
  /** Folder of Apache's modules. */
  readonly modules: string;
  /** Environment of the start script. `@RUN@` is a folder for sockets and the PidFile. */
  readonly variables: Files;
  /** What the report must tell the administrator to do, and what doing it changes; the site must go on working. */
  readonly advice?: { readonly said: string; readonly removed: readonly string[]; readonly links: Files };
  /** Folders that belong to the site: what the administrator names on the command line. */
  readonly inputs: readonly string[];
}

export interface Planted {
  readonly tree: ServerTree;
  readonly root: string;
  readonly port: number;
  readonly tls: number;
  remove(): void;
}

/** When all files were written: Apache tells visitors. */
const WRITTEN = new Date(Date.UTC(2009, 5, 15, 12));

/**
 * Writes the tree below a new folder.
 * @param image the files speak of the real `/`, as in a copy of a server's disk; such a tree cannot be served
 */
export async function plant(tree: ServerTree, image = false): Promise<Planted> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'migrate-tree-')));
  chmodSync(root, 0o755);
  const [port, tls] = image ? [80, 443] : [await freePort(), await freePort()];
  const filled = (text: string): string =>
    text
      .replaceAll('@ROOT@', image ? '' : root)
      .replaceAll('@PORT@', String(port))
      .replaceAll('@TLS@', String(tls));
  for (const folder of tree.folders) mkdirSync(path.join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries(tree.files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), filled(text));
    utimesSync(path.join(root, name), WRITTEN, WRITTEN);
  }
  for (const [name, target] of Object.entries(tree.links)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    symlinkSync(filled(target), path.join(root, name));
  }
  certify(root);
  return { tree, root, port, tls, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** A certificate for the TLS host, signed by itself. */
function certify(root: string): void {
  const folder = path.join(root, 'etc/ssl');
  mkdirSync(folder, { recursive: true });
  const files = ['-keyout', path.join(folder, 'shop.key'), '-out', path.join(folder, 'shop.pem')];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...key, '-subj', '/CN=shop.example.org', ...files], {
    stdio: 'ignore',
  });
}

/** Runs the tool on the tree's own folders and returns all that it said. Throws if it failed. */
export function migrateTree(planted: Planted, options: readonly string[] = []): Promise<string> {
  return migrateFolder(planted.root, options, inputsOf(planted));
}

function inputsOf({ root, tree }: Planted): readonly string[] {
  return tree.inputs.map((input) => path.join(root, input));
}

/** Puts a copy that `--out` made in the place of the original. */
export function installCopy({ root, tree }: Planted, out: string): void {
  for (const input of tree.inputs) {
    rmSync(path.join(root, input), { recursive: true });
    renameSync(path.join(out, input), path.join(root, input));
  }
}

/** Does what the report advised. */
export function followAdvice({ root, tree: { advice } }: Planted): void {
  for (const name of advice?.removed ?? []) rmSync(path.join(root, name));
  for (const [name, target] of Object.entries(advice?.links ?? {}))
    symlinkSync(target, path.join(root, name));
}

/** Every file (its text) and link (its target) of the site's folders below `root`, in order. Ports are taken out. */
export function contentsOf(planted: Planted, root = planted.root): Files {
  const found: Record<string, string> = {};
  const visit = (name: string): void => {
    const file = path.join(root, name);
    const kind = lstatSync(file);
    if (kind.isSymbolicLink()) found[name] = `-> ${readlinkSync(file)}`;
    else if (kind.isDirectory()) for (const child of readdirSync(file).sort()) visit(path.join(name, child));
    else found[name] = placeless(planted, readFileSync(file, 'latin1'));
  };
  for (const input of planted.tree.inputs) visit(input);
  return found;
}

/** The text without the planted folder and the ports. */
function placeless({ root, port, tls }: Planted, text: string): string {
  return withoutPorts(text, port, tls).replaceAll(root, '');
}

/** Starts Apache on the tree's own configuration, as its start script would. */
export function serveTree(
  planted: Planted,
  environment: ParityEnvironment,
  modules: ServerModules,
): Promise<ApacheServer> {
  const { root, tree } = planted;
  return serveConfiguration({
    environment,
    modules,
    port: planted.port,
    serverRoot: path.join(root, tree.serverRoot),
    configuration: path.join(root, tree.main),
    variables: tree.variables,
    modulesAt: path.join(root, tree.modules),
  });
}

/** The answers to all requests, in order. */
export async function ask(planted: Planted, requests: readonly TreeRequest[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const { host, path: address, tls = false, method = 'GET', headers = {} } of requests) {
    const request = { id: address, method, path: address, headers: { Host: host, ...headers } };
    answers.push(await send(tls ? planted.tls : planted.port, request, tls));
  }
  return answers;
}

/** Names for the two ports, in addresses (`:80`) and in what scripts know of their hosts (`'port': 80`, `'ports': [80]`). */
export function withoutPorts(text: string, port: number, tls: number): string {
  const named = (number: number): RegExp => new RegExp(`(:|'port': |'ports': \\[)${number}\\b`, 'g');
  return text.replace(named(port), '$1@PORT@').replace(named(tls), '$1@TLS@');
}
