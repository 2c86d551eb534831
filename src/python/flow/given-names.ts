/** Names of mod_python that a module has without naming them in an import: from a star import, or as a PSP page. */
import { apiName } from '../api/mod-python-api.js';
import type { Meaning } from './meaning.js';
import type { ProgramModule } from './program.js';

/** What psp.py has imported or defined: pages run among its globals. By path below mod_python. */
const OF_PSP: ReadonlyMap<string, string> = new Map([
  ['apache', 'apache'],
  ['Session', 'Session'],
  ['util', 'util'],
  ['PSP', 'psp.PSP'],
  ['PSPInterface', 'psp.PSPInterface'],
]);

export function isPage({ path }: ProgramModule): boolean {
  return /\.psp$/i.test(path);
}

/** A name that nothing in the page binds; undefined where psp.py does not have it either. */
export function givenToPage(module: ProgramModule, name: string): readonly Meaning[] | undefined {
  const path = isPage(module) ? OF_PSP.get(name) : undefined;
  return path === undefined ? undefined : [{ kind: 'mod_python', path }];
}

/** A star import of `mod_python` or one of its modules. */
export function modPythonStar(star: string, name: string): readonly Meaning[] {
  const path = [...star.split('.').slice(1), name].join('.');
  return apiName(path) ? [{ kind: 'mod_python', path }] : [];
}
