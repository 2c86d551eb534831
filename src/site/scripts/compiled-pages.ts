/** PSP pages that become Python modules beside the entry scripts (`apply --psp compile`). */
import { compilePage, type PspModule } from '../../psp/compile.js';
import { chainDirectory } from '../configuration/chains.js';
import { isStandardHandler } from '../configuration/handler-args.js';
import { within } from '../configuration/inherit.js';
import { contentChains } from '../mounts/mounts.js';
import type { Target } from '../mounts/target.js';
import { rememberIn } from '../remember.js';
import type { ConfiguredSite, Site } from '../site.js';

export interface CompiledPage {
  /** Tree path of the page. */
  readonly path: string;
  readonly serverPath: string;
  /** Dotted name, as the entry script imports it. */
  readonly module: string;
  readonly result: PspModule;
}

/** Pages that a target of the configuration serves, each once; nothing where pages stay pages. */
export function compiledPages(site: Site, configured: ConfiguredSite): readonly CompiledPage[] {
  return site.options.psp === 'compile' ? compiledIn(configured, site) : [];
}

const compiledIn = rememberIn((configured: ConfiguredSite, site: Site): readonly CompiledPage[] => {
  const taken = new Set<string>();
  return site.files.psp.flatMap((path) => {
    const served = configured.design.targets.some((target) => serves(target, site.paths.toServer(path)));
    const page = served ? site.psp(path) : undefined;
    if (page?.kind !== 'exact') return [];
    const serverPath = site.paths.toServer(path);
    const module = `psp_pages.${moduleName(serverPath, configured, taken)}`;
    return [
      { path, serverPath, module, result: compilePage(page.translation, page.module, baseTitle(path)) },
    ];
  });
});

/** The modules that an entry script must know. */
export function pagesOf(site: Site, configured: ConfiguredSite, target: Target) {
  return compiledPages(site, configured)
    .filter(({ serverPath, result }) => result.kind === 'module' && serves(target, serverPath))
    .map(({ serverPath, module }) => [serverPath, module] as const);
}

/** Whether the target runs mod_python.psp for files of the folder. */
function serves({ mount, adapter }: Target, serverPath: string): boolean {
  if (adapter) return false;
  return [...contentChains(mount.settings).values()].some((chain) => {
    const directory = chainDirectory(chain.scope);
    const covered = directory === undefined || within(serverPath, directory);
    return covered && chain.handlers.some((handler) => isStandardHandler(handler, 'psp'));
  });
}

function baseTitle(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/["\\]/g, '_');
}

/** Folder and name of the page as a Python name: `admin_list` for `admin/list.psp`. */
function moduleName(serverPath: string, configured: ConfiguredSite, taken: Set<string>): string {
  const homes = configured.design.targets
    .flatMap(({ mount }) => chainDirectory(mount.scope) ?? [])
    .filter((home) => within(serverPath, home))
    .sort((a, b) => a.length - b.length);
  const below = serverPath.slice((homes[0] ?? '').length);
  const plain =
    below
      .replace(/\.psp$/i, '')
      .replace(/\W+/g, '_')
      .replace(/^_+|_+$/g, '') || 'page';
  const wanted = /^\d/.test(plain) ? `page_${plain}` : plain;
  let name = wanted;
  for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${wanted}_${count}`;
  taken.add(name.toLowerCase());
  return name;
}
