/**
 * Lines of one section that count only where a condition holds that nobody can decide here, such as `<IfDefine STAGING>`.
 * What decides which handlers run is kept apart for each condition: both branches then get an entry script, and Apache
 * goes on deciding between them.
 */
import type { Condition, EffectiveDirective, EffectiveSection } from '../../httpd/reading/effective.js';
import { hasOwnFace } from './own-face.js';

export interface Branch {
  /** The innermost condition, which holds all the lines. */
  readonly condition: Condition;
  readonly directives: readonly EffectiveDirective[];
}

export interface Split {
  /** Everything else, in order. */
  readonly common: readonly EffectiveDirective[];
  readonly branches: readonly Branch[];
}

/** @param section that holds the lines; undefined for the server and for .htaccess files */
export function splitBranches(
  directives: readonly EffectiveDirective[],
  section: EffectiveSection | undefined,
): Split {
  const outer = new Set((section?.origin.conditions ?? []).map(({ node }) => node));
  const innermost = ({ origin }: EffectiveDirective): Condition | undefined =>
    origin.conditions.filter(({ truth, node }) => truth === 'unknown' && !outer.has(node)).at(-1);
  const deciding = directives.filter((one) => one.active !== false && (hasOwnFace(one.name) || maps(one)));
  const places = new Set(deciding.map((one) => innermost(one)?.node));
  const switches = deciding.some((one) => hasOwnFace(one.name) && innermost(one));
  // Where one condition holds all of it, the mapping with it, there is nothing to keep apart.
  if (!switches || (places.size === 1 && deciding.some(maps))) return { common: directives, branches: [] };
  const branches = new Map<unknown, { condition: Condition; directives: EffectiveDirective[] }>();
  for (const directive of deciding) {
    const condition = innermost(directive);
    if (!condition) continue;
    const branch = branches.get(condition.node) ?? { condition, directives: [] };
    branch.directives.push(directive);
    branches.set(condition.node, branch);
  }
  const moved = new Set([...branches.values()].flatMap((branch) => branch.directives));
  return { common: directives.filter((one) => !moved.has(one)), branches: [...branches.values()] };
}

function maps({ name, argv }: EffectiveDirective): boolean {
  return /^(?:set|add)handler$/i.test(name) && /^(?:mod_python|python-program)$/i.test(argv[0] ?? '');
}
