/** The sections of a configuration that say who may come in, each with what it says in the old and in the new grammar. */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { named, type Scope } from '../configuration/scopes.js';
import { type HostAccess, hostAccess } from './hosts.js';

/** Why a section keeps its old directives. */
export type Obstacle =
  | 'word'
  | 'limit'
  | 'htaccess'
  | 'condition'
  | 'several'
  | 'merging'
  | 'guard'
  | 'meets'
  | 'untouched'
  | 'fragment';

export interface AccessSection {
  readonly scope: Scope;
  /** Order, Allow, Deny and Satisfy lines, in order; none: the section only has Require lines. */
  readonly old: readonly EffectiveDirective[];
  /** What they say; undefined without such lines or where it cannot be told. */
  readonly access: HostAccess | undefined;
  /** Words of its own Require lines. */
  readonly requires: readonly EffectiveDirective[];
  /** Its Require lines are more than a plain list. */
  readonly nested: boolean;
  readonly obstacle: Obstacle | undefined;
  /** Where it first says something. */
  readonly at: EffectiveDirective | undefined;
}

const OLD = /^(?:order|allow|deny|satisfy)$/i;
const LIMIT = /^limit(?:except)?$/i;

/** Sections without any word about access are left out. */
export function accessSections(scopes: readonly Scope[]): readonly AccessSection[] {
  const merging = scopes.some((scope) => named(scope, 'AuthMerging').length > 0);
  return scopes.flatMap((scope) => {
    if (isPart(scope) || scope.kind === 'server' || scope.kind === 'vhost') return [];
    const own = scope.directives.filter((node) => holdsFor24(node));
    const old = own.filter((node) => OLD.test(node.name));
    const inner = scopes.filter((other) => isPart(other) && isInside(other, scope));
    const limits = inner.filter(({ node }) => LIMIT.test(node?.name ?? ''));
    const lines = limits.flatMap(({ directives }) => directives.filter(holdsFor24));
    const limited = lines.length > 0;
    const nested = inner.some((other) => named(other, 'Require').length > 0);
    const requires = own.filter((node) => node.name.toLowerCase() === 'require');
    if (old.length + requires.length === 0 && !limited && !nested) return [];
    const access = limited || old.length === 0 ? undefined : hostAccess(old);
    const obstacle = obstacleOf({ scope, old, access, limited, merging });
    return [{ scope, old, access, requires, nested, obstacle, at: [...old, ...lines, ...requires][0] }];
  });
}

/** `<Limit>`, `<RequireAny>` and the like say something about the section around them. `<Proxy>` is a section of its own. */
function isPart({ kind, node }: Scope): boolean {
  return kind === 'other' && /^(?:limit|require)/i.test(node?.name ?? '');
}

function isInside(other: Scope, scope: Scope): boolean {
  for (let at = other.parent; at; at = at.parent) {
    if (at === scope) return true;
    if (!isPart(at)) return false;
  }
  return false;
}

/** A line for Apache 2.2 alone is not there for 2.4. */
function holdsFor24(node: EffectiveDirective): boolean {
  if (node.active === false) return false;
  return !node.origin.conditions.some(({ name, test }) =>
    name.toLowerCase() === 'ifversion'
      ? /^<=?\s*2\.[0-3]\b|^<\s*2\.4(?:\.0)?$|^=?\s*2\.[0-2]\b/.test(test)
      : /^!\s*(?:mod_authz_core\.c|authz_core_module)$/.test(test),
  );
}

function obstacleOf(one: {
  readonly scope: Scope;
  readonly old: readonly EffectiveDirective[];
  readonly access: HostAccess | undefined;
  readonly limited: boolean;
  readonly merging: boolean;
}): Obstacle | undefined {
  const { scope, old } = one;
  if (one.limited) return 'limit';
  if (old.length === 0) return undefined;
  if (scope.kind === 'htaccess') return 'htaccess';
  if (old.some((node) => node.origin.macros.length > 0) || isReadTwice(scope)) return 'several';
  const around = scope.node?.origin.conditions.length ?? 0;
  if (old.some((node) => node.origin.conditions.length !== around)) return 'condition';
  if (one.merging) return 'merging';
  return one.access ? undefined : 'word';
}

function isReadTwice({ node, tree }: Scope): boolean {
  return node !== undefined && (tree.nodesOf.get(node.origin.node)?.length ?? 0) > 1;
}
