/** AllowOverride: may a .htaccess file be read, and what may it say (server/core.c, set_override; config.c, invoke_cmd). */

import { lookupDirective } from '../directives.js';
import type { EffectiveDirective, EffectiveTree } from '../reading/effective.js';
import { compareNumbers } from '../reading/version.js';
import { lowerAscii } from '../syntax/bytes.js';

export interface Overrides {
  /** Context letters of directives.ts: O F C L I. Undefined: no section ever said AllowOverride. */
  readonly classes: string | undefined;
  /** Lower-case names of AllowOverrideList. */
  readonly list: readonly string[];
  /** Nonfatal=…: unknown or forbidden directives are skipped. */
  readonly tolerant: boolean;
}

export const UNSET_OVERRIDES: Overrides = { classes: undefined, list: [], tolerant: false };

const CLASSES: Readonly<Record<string, string>> = {
  all: 'OFCLI',
  options: 'O',
  fileinfo: 'F',
  authconfig: 'C',
  limit: 'L',
  indexes: 'I',
};

/** A section's AllowOverride and AllowOverrideList laid over what was in force. */
export function applyOverrides(below: Overrides, directives: readonly EffectiveDirective[]): Overrides {
  let made = below;
  for (const { name, argv } of directives) {
    const key = lowerAscii(name);
    if (key === 'allowoverride') made = { ...made, ...readAllowOverride(argv) };
    if (key === 'allowoverridelist')
      made = { ...made, list: argv.map(lowerAscii).filter((word) => word !== 'none') };
  }
  return made;
}

function readAllowOverride(argv: readonly string[]): Pick<Overrides, 'classes' | 'tolerant'> {
  let classes = '';
  let tolerant = false;
  for (const word of argv.map(lowerAscii)) {
    const key = word.split('=')[0] as string;
    if (key === 'none') classes = '';
    else if (key === 'nonfatal') tolerant = true;
    else classes += CLASSES[key] ?? '';
  }
  return { classes, tolerant };
}

/** Is a .htaccess file read? Unset: yes, for 2.2 allows everything then, and 2.4 refuses every directive in it. */
export function readsHtaccess({ classes, list }: Overrides): boolean {
  return classes !== '' || list.length > 0;
}

/**
 * The first directive that makes httpd answer 500, if there is one.
 * @returns 'unknown' where the answer depends on the version
 */
export function refusedDirective(
  tree: EffectiveTree,
  overrides: Overrides,
  version: string | 'unknown',
): EffectiveDirective | 'unknown' | undefined {
  const first = tree.children.find((node) => node.kind === 'directive');
  if (overrides.classes === undefined && overrides.list.length === 0) {
    if (first === undefined || (version !== 'unknown' && compareNumbers(version, '2.3.9') < 0))
      return undefined;
    return version === 'unknown' ? 'unknown' : first;
  }
  if (overrides.tolerant) return undefined;
  return tree.children.find(
    (node): node is EffectiveDirective =>
      node.kind === 'directive' && node.active === true && !isAllowed(node, overrides),
  );
}

/** A directive that we do not know is given the benefit of the doubt. */
function isAllowed({ name }: EffectiveDirective, { classes = '', list }: Overrides): boolean {
  const entries = lookupDirective(name);
  if (entries.length === 0 || list.includes(lowerAscii(name))) return true;
  return entries.some(({ contexts }) => [...classes].some((letter) => contexts.includes(letter)));
}
