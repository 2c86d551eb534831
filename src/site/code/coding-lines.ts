/** Files of the site that Python refuses since 2.5, because they hold bytes outside of ASCII and declare no encoding. */
import type { ExactModule } from '../../python/reader.js';
import type { Site } from '../site.js';
import { handlerModules } from './handler-modules.js';

/** Whether a file lacks the line and has to do with mod_python, so that somebody will want to run it again. */
export function needsCodingLine(site: Site, path: string, { undeclared, source }: ExactModule): boolean {
  if (!undeclared) return false;
  return /mod_python|modpython_wsgi/.test(source.text) || [...handlerModules(site)].includes(path);
}
