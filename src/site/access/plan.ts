/**
 * Which sections can say in Apache 2.4's grammar what they say in that of 2.2, and how.
 *
 * In 2.2 hosts (Order, Allow, Deny) and users (Require) were asked one by one, and a deeper section could replace either
 * list alone; the Require lines of 2.4 are one list for both. So a section changes only where every request keeps its
 * rule whatever other sections it may fall into, and sections that stay go on with mod_access_compat.
 */
import { layersOf, mergeOrder } from '../configuration/inherit.js';
import { mayMeet } from '../configuration/overlap.js';
import { containerOf, type Scope } from '../configuration/scopes.js';
import { type Access, accessText, both, either, isDenied, isGranted } from './expression.js';
import { type AccessSection, accessSections, type Obstacle } from './sections.js';

/** What becomes of a section. */
export interface AccessChange {
  readonly section: AccessSection;
  /** Set: it stays as it is. */
  readonly obstacle: Obstacle | undefined;
  /** Stand in the place of the old directives; undefined where those only go. */
  readonly lines: readonly string[];
  /** Whether its own Require lines move into `lines`. */
  readonly takesRequires: boolean;
}

export interface AccessQuestion {
  readonly scopes: readonly Scope[];
  /** Whether the section may change at all. */
  touches(scope: Scope): boolean;
  /** Whether Python still asks for users there: its Require lines are another rule's. */
  guards(scope: Scope): boolean;
}

/** One entry for each section with old directives, and for each that must take over the hosts of an outer one. */
export function accessPlan(question: AccessQuestion): readonly AccessChange[] {
  const sections = accessSections(question.scopes);
  const relations = relationsOf(sections, question.scopes);
  const kept = new Map<AccessSection, Obstacle>();
  for (const one of sections.filter(({ old, obstacle }) => old.length > 0 || obstacle)) {
    const obstacle = one.obstacle ?? ownObstacle(one, question);
    if (obstacle) kept.set(one, obstacle);
  }
  settle(sections, relations, kept, question);
  return sections.flatMap((section): readonly AccessChange[] => {
    const obstacle = kept.get(section);
    if (obstacle) return [{ section, obstacle, lines: [], takesRequires: false }];
    const change = changeOf(section, relations(section), kept);
    return change ? [{ section, obstacle: undefined, ...change }] : [];
  });
}

function ownObstacle(one: AccessSection, { touches, guards }: AccessQuestion): Obstacle | undefined {
  const { access, requires, nested } = one;
  if (!touches(one.scope)) return 'untouched';
  const trivial = access !== undefined && isGranted(access.hosts) && !access.satisfyAny;
  if (trivial) return undefined;
  if (guards(one.scope)) return 'guard';
  return nested && requires.length === 0 ? 'meets' : undefined;
}

interface Relations {
  /** Sections that are merged before this one, for all of its requests or some. */
  readonly before: readonly { readonly section: AccessSection; readonly always: boolean }[];
  readonly after: readonly AccessSection[];
}

function relationsOf(
  sections: readonly AccessSection[],
  scopes: readonly Scope[],
): (section: AccessSection) => Relations {
  const known = new Map<AccessSection, Relations>();
  const find = (section: AccessSection): Relations => {
    const layers = new Set(
      layersOf(section.scope, scopes).filter((layer) => sameServer(layer, section.scope)),
    );
    const near = sections.filter(
      (other) =>
        other !== section && (layers.has(other.scope) || mayMeet(other.scope, section.scope, scopes)),
    );
    return {
      before: near
        .filter((other) => mergeOrder(other.scope, section.scope) < 0)
        .sort((a, b) => mergeOrder(a.scope, b.scope))
        .map((other) => ({ section: other, always: layers.has(other.scope) })),
      after: near.filter((other) => mergeOrder(other.scope, section.scope) > 0),
    };
  };
  return (section) => {
    const made = known.get(section) ?? find(section);
    known.set(section, made);
    return made;
  };
}

/** A section of the main server lies under those of a host for that host's requests only. */
function sameServer(layer: Scope, scope: Scope): boolean {
  const home = containerOf(layer);
  return home === containerOf(scope) || home.kind !== 'vhost';
}

/** Those of `before` that may be in force where this section is: the last that always is, and all between. */
function inForce(
  { before }: Relations,
  has: (section: AccessSection) => boolean,
): readonly { readonly section: AccessSection; readonly always: boolean }[] {
  const found = before.filter(({ section }) => has(section));
  const last = found.findLastIndex(({ always }) => always);
  return found.slice(Math.max(0, last));
}

const hasOld = (section: AccessSection) => section.old.length > 0 || section.obstacle === 'limit';
const hasRequire = (section: AccessSection) => section.requires.length > 0 || section.nested;

/** Keeps whatever could not change without changing somebody's answer, until nothing more must be kept. */
function settle(
  sections: readonly AccessSection[],
  relations: (section: AccessSection) => Relations,
  kept: Map<AccessSection, Obstacle>,
  question: AccessQuestion,
): void {
  for (let before = -1; before !== kept.size; ) {
    before = kept.size;
    for (const section of sections) {
      const near = relations(section);
      if (hasOld(section) && !kept.has(section)) {
        if (!fitsKept(section, near, kept)) kept.set(section, reasonBeside(near, kept));
        else if (!fitsRequires(section, near, kept)) kept.set(section, 'meets');
      } else if (!hasOld(section) && hasRequire(section)) {
        const open = question.touches(section.scope) && !question.guards(section.scope);
        for (const one of unfit(section, near, kept, open)) kept.set(one, 'meets');
      }
    }
  }
}

/** Sections that nobody looks at are the first to blame: a wider choice of sections would help. */
function reasonBeside(near: Relations, kept: ReadonlyMap<AccessSection, Obstacle>): Obstacle {
  const around = [...near.before.map(({ section }) => section), ...near.after];
  return around.some((one) => kept.get(one) === 'untouched') ? 'untouched' : 'meets';
}

/** Beside a section that keeps its old lines, hosts may be asked twice or not at all. */
function fitsKept(
  section: AccessSection,
  near: Relations,
  kept: ReadonlyMap<AccessSection, Obstacle>,
): boolean {
  const { hosts } = section.access as NonNullable<AccessSection['access']>;
  const plain = ({ access }: AccessSection) => access !== undefined && !access.satisfyAny;
  const later = near.after.filter((one) => hasOld(one) && kept.has(one) && !hasRequire(one));
  const earlier = inForce(near, hasOld).filter((one) => kept.has(one.section));
  return (
    later.every((one) => plain(one) && (isGranted(hosts) || isDenied(one.access?.hosts as Access))) &&
    earlier.every(
      ({ section: one }) => plain(one) && (isGranted(one.access?.hosts as Access) || isDenied(hosts)),
    )
  );
}

/** Whether it is certain which Require lines are in force beside the section's hosts. */
function fitsRequires(
  section: AccessSection,
  near: Relations,
  kept: ReadonlyMap<AccessSection, Obstacle>,
): boolean {
  const { hosts, satisfyAny } = section.access as NonNullable<AccessSection['access']>;
  if (hasRequire(section)) return !section.nested || (isGranted(hosts) && !satisfyAny);
  if (!satisfyAny && (isDenied(hosts) || mayInherit(section, near, kept))) return true;
  const outer = requiresBeside(near, satisfyAny);
  const [only] = outer;
  // A password in place of the right host: by the lines of which section?
  if (only === undefined) return !satisfyAny;
  return outer.length === 1 && only.always && !only.section.nested;
}

/** Whether the section can do without lines: outer Require lines stay what they were, whichever are in force. */
function mayInherit(
  { access }: AccessSection,
  near: Relations,
  kept: ReadonlyMap<AccessSection, Obstacle>,
): boolean {
  if (!access || access.satisfyAny || !isGranted(access.hosts)) return false;
  return near.before.every(({ section: one }) => !hasOld(one) || kept.has(one) || isTrivial(one));
}

/** Outer sections whose Require lines may be in force; one that lets everybody in matters only where one list is enough. */
function requiresBeside(near: Relations, satisfyAny: boolean): Relations['before'] {
  return inForce(near, hasRequire).filter(({ section }) => satisfyAny || !grantsAll(section));
}

function grantsAll({ requires, nested }: AccessSection): boolean {
  return (
    !nested && requires.length > 0 && requires.every((node) => /^all\s+granted$/i.test(node.args.trim()))
  );
}

/**
 * Outer sections whose hosts would no longer be asked where this section has Require lines of its own.
 * @param open the section may take their hosts over
 */
function unfit(
  section: AccessSection,
  near: Relations,
  kept: ReadonlyMap<AccessSection, Obstacle>,
  open: boolean,
): readonly AccessSection[] {
  const outer = inForce(near, hasOld);
  const changing = outer.filter(({ section: one }) => !kept.has(one) && !isTrivial(one));
  if (changing.length === 0) return [];
  const [only] = outer;
  const plain = open && !section.nested && section.requires.every((node) => node.origin.macros.length === 0);
  const taken = plain && outer.length === 1 && only?.always && section.scope.kind !== 'htaccess';
  return taken ? [] : changing.map(({ section: one }) => one);
}

function isTrivial({ access }: AccessSection): boolean {
  return access !== undefined && isGranted(access.hosts) && !access.satisfyAny;
}

function changeOf(
  section: AccessSection,
  near: Relations,
  kept: ReadonlyMap<AccessSection, Obstacle>,
): Pick<AccessChange, 'lines' | 'takesRequires'> | undefined {
  const inherits = mayInherit(section, near, kept);
  if (hasOld(section)) return combined(section, section.access, near, inherits);
  const outer = inForce(near, hasOld).filter(({ section: one }) => !kept.has(one) && !isTrivial(one));
  const [only] = outer;
  return only && hasRequire(section) ? combined(section, only.section.access, near, false) : undefined;
}

function combined(
  section: AccessSection,
  access: AccessSection['access'],
  near: Relations,
  inherits: boolean,
): Pick<AccessChange, 'lines' | 'takesRequires'> {
  const { hosts, satisfyAny } = access as NonNullable<AccessSection['access']>;
  const own = hasRequire(section);
  const outer = own ? undefined : requiresBeside(near, satisfyAny)[0]?.section;
  const requires = own ? section.requires : (outer?.requires ?? []);
  if (requires.length === 0 && !section.nested) return { lines: accessText(hosts), takesRequires: false };
  if (satisfyAny) {
    if (isDenied(hosts) && own) return { lines: [], takesRequires: false };
    const lines =
      own || isGranted(hosts) ? accessText(hosts) : accessText(either([hosts, ...requires.map(asAccess)]));
    return { lines, takesRequires: false };
  }
  if (isGranted(hosts) && (own || inherits)) return { lines: [], takesRequires: false };
  return { lines: accessText(both(hosts, either(requires.map(asAccess)))), takesRequires: own };
}

function asAccess(node: AccessSection['requires'][number]): Access {
  return { kind: 'line', words: node.args.trim() };
}
