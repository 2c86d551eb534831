import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Sites in the format of ../shared/conformance/README.md, and ours in fixtures/sites, which differ in one way:
 * their files lie under `before/` as on the server (`before/var/www/…`), and `site.json` says which absolute
 * paths of that server the files speak of. `flatten` turns the second form into the first.
 */
export interface Site {
  readonly name: string;
  /** The folder with requests.json, recorded.json and compare.json. */
  readonly folder: string;
}

/** A site ready to be served: a fresh copy in a folder of its own. All paths are absolute. */
export interface InstalledSite {
  /** Holds site.conf and site/, nothing else; removed by `remove`. */
  readonly work: string;
  /** What `@ROOT@` became. */
  readonly root: string;
  /** The main configuration to include into a server. */
  readonly configuration: string;
  remove(): void;
}

/** site.json of a site whose files lie as on the server. */
interface ServerImage {
  /** The main configuration, relative to `before/`. */
  readonly configuration: string;
  /** Absolute folders of the server, as the files name them. They are the same folders below `before/`. */
  readonly serverPaths: readonly string[];
}

// 2009-06-15 12:00:00 UTC: Last-Modified and ETag of the recordings depend on it.
const MOMENT_S = 1_245_067_200;
const SUITE_FILES = new Set(['requests.json', 'recorded.json', 'compare.json', 'site.json']);

// Empty folders that no configuration names, but the recorded answers do (as names of interpreters).
const EMPTY_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  interpreters: ['htdocs/x/sub', 'htdocs/y/sub'],
};

/** Finds the sites in a folder of sites, or the one site a folder is. Throws if there is none. */
export function findSites(folder: string): readonly Site[] {
  const isSite = (candidate: string): boolean => existsSync(path.join(candidate, 'requests.json'));
  const absolute = path.resolve(folder);
  if (isSite(absolute)) return [{ name: path.basename(absolute), folder: absolute }];
  if (!existsSync(absolute)) throw new Error(`${folder}: no such folder`);
  const sites = readdirSync(absolute)
    .sort()
    .map((name) => ({ name, folder: path.join(absolute, name) }))
    .filter((site) => isSite(site.folder));
  if (sites.length === 0) throw new Error(`${folder}: no sites in it (a site has a requests.json)`);
  return sites;
}

/** The number of requests of a site. */
export function requestCount(site: Site): number {
  return (JSON.parse(readFileSync(path.join(site.folder, 'requests.json'), 'utf8')) as unknown[]).length;
}

/** Copies a site to the new folder `target` in the format of the conformance suite, `@ROOT@` left in place. */
export function flatten(site: Site, target: string): void {
  const before = path.join(site.folder, 'before');
  if (!existsSync(before)) {
    const own = (source: string): boolean =>
      path.dirname(source) !== site.folder || !SUITE_FILES.has(path.basename(source));
    cpSync(site.folder, target, { recursive: true, verbatimSymlinks: true, filter: own });
    return;
  }
  cpSync(before, target, { recursive: true, verbatimSymlinks: true });
  const image = JSON.parse(readFileSync(path.join(site.folder, 'site.json'), 'utf8')) as ServerImage;
  for (const file of filesBelow(target)) {
    const text = readFileSync(file, 'latin1');
    const moved = image.serverPaths.reduce(rootInFront, text);
    if (moved !== text) writeFileSync(file, moved, 'latin1');
  }
  renameSync(path.join(target, image.configuration), path.join(target, 'httpd.conf'));
}

/** Puts `@ROOT@` in front of `serverPath` wherever it stands as a whole path, or the start of one. */
function rootInFront(text: string, serverPath: string): string {
  const literal = serverPath.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\w@./-])${literal}(?![\\w.-])`, 'g'), `@ROOT@${serverPath}`);
}

/** Makes a fresh copy of `site` that runs on `port`, as the suite's record.py does. */
export function installSite(site: Site, port: number): InstalledSite {
  const work = mkdtempSync(path.join(tmpdir(), 'migrate-site-'));
  // mkdtemp makes it private; the server's children have to pass through.
  chmodSync(work, 0o755);
  const root = path.join(work, 'site');
  flatten(site, root);
  restoreEmptyFolders(site, root);
  settle(root, root);
  const configuration = path.join(work, 'site.conf');
  const text = readFileSync(path.join(root, 'httpd.conf'), 'latin1').replaceAll('@PORT@', String(port));
  writeFileSync(configuration, workerLines(site) + text, 'latin1');
  return {
    work,
    root,
    configuration,
    remove: () => rmSync(work, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

/**
 * Makes the folders that were empty in the original site and so are in no version control: those its configuration
 * names (Apache maps a URL into a folder only if it is there), and those it stores its data in.
 */
function restoreEmptyFolders(site: Site, root: string): void {
  const named = filesBelow(root)
    .filter((file) => file.endsWith('.conf'))
    .flatMap((file) => {
      const text = readFileSync(file, 'latin1');
      return [
        ...text.matchAll(/^\s*(?:DocumentRoot|<Directory)\s+"?@ROOT@\/([^"\s>]+)/gim),
        ...text.matchAll(/@ROOT@\/((?:[\w.-]+\/)*data)\b/g),
      ].map((match) => match[1]!);
    });
  for (const folder of [...named, ...(EMPTY_FOLDERS[site.name] ?? [])]) {
    mkdirSync(path.join(root, folder), { recursive: true });
  }
}

/** How many child processes the answers were recorded with: module globals behave by it. */
function workerLines(site: Site): string {
  const compare = JSON.parse(readFileSync(path.join(site.folder, 'compare.json'), 'utf8')) as {
    workers?: number;
  };
  const workers = compare.workers ?? 1;
  return (
    `StartServers 1\nMinSpareServers 1\nMaxSpareServers ${workers}\n` +
    `ServerLimit ${workers}\nMaxRequestWorkers ${workers}\n`
  );
}

/** Replaces `@ROOT@` in every file of `folder` and sets modes and times, children before their folder. */
function settle(folder: string, root: string): void {
  const writable = path.relative(root, folder).split(path.sep).includes('data');
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      settle(name, root);
    } else if (entry.isFile()) {
      const text = readFileSync(name, 'latin1');
      if (text.includes('@ROOT@')) writeFileSync(name, text.replaceAll('@ROOT@', root), 'latin1');
      chmodSync(name, writable ? 0o666 : 0o644 | (lstatSync(name).mode & 0o111));
      utimesSync(name, MOMENT_S, MOMENT_S);
    }
  }
  chmodSync(folder, writable ? 0o777 : 0o755);
  utimesSync(folder, MOMENT_S, MOMENT_S);
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
