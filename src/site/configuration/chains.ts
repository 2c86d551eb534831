/** Where a handler directive stood: mod_python's handler directory (mod_python.md §1.1, "Handler directory"). */
import type { Scope } from './scopes.js';

/** Directory of the enclosing `<Directory>` or .htaccess, without a trailing slash; enclosing Files sections are skipped. */
export function chainDirectory(scope: Scope): string | undefined {
  const home = homeOf(scope);
  // Wildcards, patterns and unknown variables name no single directory: the entry script does without.
  if (!home || home.kind === 'location' || home.regex || /[*?[]|\$\{/.test(home.argument)) return undefined;
  return home.argument;
}

/** Path of the enclosing `<Location>`, as written. */
export function chainLocation(scope: Scope): string | undefined {
  const home = homeOf(scope);
  return home?.kind === 'location' ? home.argument : undefined;
}

/** How PythonInterpPerDirective names an interpreter: the directory of the directive with its slash, or the location. */
export function directiveFolder(scope: Scope): string {
  return chainLocation(scope) ?? `${chainDirectory(scope) ?? ''}/`;
}

function homeOf(scope: Scope): Scope | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.kind === 'directory' || at.kind === 'htaccess' || at.kind === 'location') return at;
  }
  return undefined;
}
