/** Names that are never part of a site: version control and the staged files of an interrupted run. */

/** A working copy's own store can hold old copies of every source (`.svn/pristine`): reading it would count uses twice. */
const VERSION_CONTROL: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.bzr',
  '_darcs',
  'CVS',
  'RCS',
  'SCCS',
]);

/** Apache's `*` does not match a leading dot, so that `Include conf.d/*` never sees a file that is being staged. */
const STAGED = /^\..*\.migrate-\d+$/;

/** Name under which run `id` stages a file before it is renamed to `name`. */
export function stagedName(name: string, id: string): string {
  return `.${name}.migrate-${id}`;
}

export function isHidden(name: string): boolean {
  return VERSION_CONTROL.has(name) || STAGED.test(name);
}
