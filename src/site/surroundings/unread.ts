/** What belongs to the site and lies outside of the files that were read. */
import { chainDirectory } from '../configuration/chains.js';
import { lineOf } from '../configuration/directives.js';
import { splitHandler } from '../configuration/handler-args.js';
import { readPythonPath } from '../configuration/python-path.js';
import type { HandlerChain } from '../configuration/settings.js';
import type { Mount } from '../mounts/mounts.js';
import { placeOfNode, type SitePlace } from '../place.js';
import type { Site } from '../site.js';

export interface UnreadCode {
  /** The first line that leads there. */
  readonly at: SitePlace;
  /** Server folder; undefined: the configuration does not tell where the module lies. */
  readonly folder: string | undefined;
  readonly modules: readonly string[];
}

interface Lead {
  readonly at: SitePlace;
  readonly folder: string | undefined;
  readonly module: string;
}

/** One entry for each folder that handlers come from, and for each module that nobody can place. */
export function unreadCode(site: Site): readonly UnreadCode[] {
  const found = new Map<string, Lead[]>();
  for (const lead of leadsOf(site)) {
    const key = lead.folder ?? ` ${lead.module}`;
    found.set(key, [...(found.get(key) ?? []), lead]);
  }
  return [...found.values()].flatMap((leads) => {
    const [first] = leads;
    const modules = [...new Set(leads.map(({ module }) => module))];
    return first ? [{ at: first.at, folder: first.folder, modules }] : [];
  });
}

/** The bridge is what runs code that imports mod_python: frameworks and plain WSGI do without it. */
function leadsOf(site: Site): readonly Lead[] {
  return site.configured.flatMap(({ design }) => {
    const targets = design.targets.filter(({ adapter }) => adapter === undefined).map(({ mount }) => mount);
    const needs = design.guards.flatMap((pair) => pair.needs);
    return [...targets, ...needs].flatMap((mount) =>
      [...mount.settings.chains.values()].flatMap((chain) =>
        chain.handlers.flatMap((handler) => leadOf(site, mount, chain, handler) ?? []),
      ),
    );
  });
}

function leadOf(
  site: Site,
  mount: Pick<Mount, 'settings'>,
  chain: HandlerChain,
  handler: string,
): Lead | undefined {
  const { kind } = site.moduleOf(mount, chain, handler);
  const own = chainDirectory(chain.scope);
  const { module } = splitHandler(handler);
  const line = chain.from[0] && lineOf(site.configFiles, chain.from[0].node);
  if (!line || kind === 'file' || kind === 'guess') return undefined;
  // The publisher and PSP serve files of the folder itself.
  if (kind === 'mod_python' && (own === undefined || isRead(site, own))) return undefined;
  const at = placeOfNode(line.file.path, line.file.syntax, line.node);
  const folders = [...(own === undefined ? [] : [own]), ...(kind === 'missing' ? pathOf(mount) : [])];
  const unread = folders.find((folder) => folder.startsWith('/') && !isRead(site, folder));
  return { at, folder: unread, module };
}

function pathOf({ settings }: Pick<Mount, 'settings'>): readonly string[] {
  const path = settings.values.get('pythonpath');
  const read = path && readPythonPath(path.value);
  return read?.kind === 'list' ? [...read.before, ...read.after] : [];
}

function isRead({ paths, tree }: Site, folder: string): boolean {
  const path = paths.toTree(folder);
  return path !== undefined && tree.resolve(path) !== undefined;
}

/** Contents that no handler runs. */
const NO_CODE = /\.(?:css|js|png|gif|jpe?g|ico|svg|html?|txt|pdf|so|pem|crt|key)$/i;

/** Links that the walk could not follow. */
export function unreadLinks(site: Site): Site['files']['links'] {
  return site.files.links.filter(({ target }) => !NO_CODE.test(target));
}
