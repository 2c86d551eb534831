/**
 * Modules of one name in several folders. mod_python kept those apart that lay beside their handlers; plain WSGI code of one
 * interpreter has one module for each name, that of whoever came first.
 */
import { importedModules } from '../../python/import-statements.js';
import { importName } from '../code/used-elsewhere.js';
import { parent } from '../paths.js';
import { fileOf, type Program } from './neighbours.js';

/** Names that the module, or one that it imports, takes for another file than other handlers do. */
export type NameClashes = (path: string) => readonly string[];

/**
 * @param handlers tree paths of handler modules, which scripts import by name
 * @param published those of the publisher, which scripts load by their files where names would clash
 */
export function nameClashes(
  program: Program,
  handlers: ReadonlySet<string>,
  published: ReadonlySet<string>,
): NameClashes {
  const roots = [...new Set([...handlers, ...published])];
  const all = new Map(roots.map((root) => [root, namesOf(program, root, handlers.has(root))] as const));
  const files = new Map<string, Set<string>>();
  for (const names of all.values())
    for (const [name, path] of names) files.set(name, (files.get(name) ?? new Set()).add(path));
  return (path) => [...(all.get(path)?.keys() ?? [])].filter((name) => (files.get(name)?.size ?? 0) > 1);
}

export function clashMessage(name: string): string {
  return `it imports \`${name}\`, and another handler has a module of that name in another folder`;
}

/** @param own the module itself is imported by its name */
function namesOf(program: Program, root: string, own: boolean): ReadonlyMap<string, string> {
  const names = importsOf(program, root);
  return own && !isPackage(program, root) ? new Map([...names, [importName(root), root]]) : names;
}

/** Files of the site by the name that `sys.modules` has for them, through all imports. */
function importsOf(program: Program, root: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const pending = [root];
  const seen = new Set<string>();
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const module = program.modules.get(path);
    if (!module || seen.has(path)) continue;
    seen.add(path);
    for (const name of importedModules(module)) {
      const [top = ''] = name.split('.');
      const whole = fileOf(program, path, name);
      if (whole !== undefined) pending.push(whole);
      const first = top === '' || isPackage(program, path) ? undefined : fileOf(program, path, top);
      if (first !== undefined) found.set(top, first);
    }
  }
  return found;
}

/** What a package imports from itself has the package's name in front. */
function isPackage({ modules }: Program, path: string): boolean {
  return modules.has(`${parent(path)}/__init__.py`);
}
