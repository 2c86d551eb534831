/** Sorts the children of a server, virtual host, section or .htaccess file by what httpd does with them. */
import { lowerAscii } from '../syntax/bytes.js';
import type { EffectiveDirective, EffectiveNode, EffectiveSection } from './effective.js';

export interface Container {
  readonly directives: readonly EffectiveDirective[];
  readonly hosts: readonly EffectiveSection[];
  readonly directories: readonly EffectiveSection[];
  readonly locations: readonly EffectiveSection[];
  readonly files: readonly EffectiveSection[];
  /** If, ElseIf and Else, in order. */
  readonly ifs: readonly EffectiveSection[];
}

const KINDS: Readonly<Record<string, Exclude<keyof Container, 'directives'>>> = {
  virtualhost: 'hosts',
  directory: 'directories',
  directorymatch: 'directories',
  location: 'locations',
  locationmatch: 'locations',
  files: 'files',
  filesmatch: 'files',
  if: 'ifs',
  elseif: 'ifs',
  else: 'ifs',
};

/** Directives in these count as those of the section around: only access rules heed the methods. */
const TRANSPARENT = new Set(['limit', 'limitexcept']);

/** What httpd skips for sure is left out. */
export function containerOf(nodes: readonly EffectiveNode[]): Container {
  const made = {
    directives: [] as EffectiveDirective[],
    hosts: [] as EffectiveSection[],
    directories: [] as EffectiveSection[],
    locations: [] as EffectiveSection[],
    files: [] as EffectiveSection[],
    ifs: [] as EffectiveSection[],
  };
  const visit = (children: readonly EffectiveNode[]): void => {
    for (const node of children) {
      if (node.active === false) continue;
      if (node.kind === 'directive') made.directives.push(node);
      else if (TRANSPARENT.has(lowerAscii(node.name))) visit(node.children);
      else {
        const kind = KINDS[lowerAscii(node.name)];
        if (kind !== undefined) made[kind].push(node);
      }
    }
  };
  visit(nodes);
  return made;
}

/** Directives of that name, in order. */
export function named(
  directives: readonly EffectiveDirective[],
  name: string,
): readonly EffectiveDirective[] {
  const wanted = lowerAscii(name);
  return directives.filter((directive) => lowerAscii(directive.name) === wanted);
}

/** The last directive of that name. */
export function lastNamed(
  directives: readonly EffectiveDirective[],
  name: string,
): EffectiveDirective | undefined {
  return named(directives, name).at(-1);
}
