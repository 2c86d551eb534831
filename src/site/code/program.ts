/** All code of a site as modules, PSP pages among them, and where its positions lie in the files. */
import { type ReadablePart, readablePart } from '../../psp/page.js';
import type { ExactModule } from '../../python/reader.js';
import type { SitePlace } from '../place.js';
import type { Site } from '../site.js';
import { placeInPage } from './psp-pages.js';
import { placeInPython } from './python-files.js';

/** All modules and pages that can be read, by tree path. */
export function programOf(site: Site): ReadonlyMap<string, ExactModule> {
  const modules = new Map<string, ExactModule>();
  for (const path of site.files.python) {
    const module = site.python(path);
    if (module?.kind === 'exact') modules.set(path, module);
  }
  for (const path of site.files.psp) {
    const page = pageOf(site, path);
    if (page) modules.set(path, page.module);
  }
  return modules;
}

/** The place of [start, end) in the text of one of the modules. */
export function placeInProgram(
  site: Site,
  modules: ReadonlyMap<string, ExactModule>,
  path: string,
  start: number,
  end: number,
): SitePlace {
  const page = site.files.psp.includes(path) ? pageOf(site, path) : undefined;
  return page
    ? placeInPage(path, page, start, end)
    : placeInPython(path, modules.get(path) as ExactModule, start, end);
}

/** Whether somebody wrote what stands at the offset; false for the calls that a page's text is turned into. */
export function isWritten(site: Site, path: string, start: number): boolean {
  const page = site.files.psp.includes(path) ? pageOf(site, path) : undefined;
  return page === undefined || page.translation.map.place(start).copied;
}

function pageOf(site: Site, path: string): ReadablePart | undefined {
  const page = site.psp(path);
  return page && readablePart(page);
}
