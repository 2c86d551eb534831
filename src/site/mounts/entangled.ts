/** Branches that cannot have an entry script of their own: other lines of the configuration would have to know of them. */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { excludedIn, holdsIn, undecided } from '../configuration/conditions.js';
import { layersOf } from '../configuration/inherit.js';
import { hasOwnFace } from '../configuration/own-face.js';
import { named, type Scope } from '../configuration/scopes.js';
import { isPythonHandlerName } from '../configuration/settings.js';
import type { Mount } from './mounts.js';

/**
 * late: a SetHandler behind the branch would win over its own. inherited: sections below build on what the branch says.
 * together: a branch further up in the section may be read as well, and nobody can say which of the two is.
 */
export type Entanglement = 'late' | 'inherited' | 'together';

/** Branches of the scopes that have to stay as they are, with the reason. */
export function entangledBranches(
  mounts: readonly Mount[],
  scopes: readonly Scope[],
): ReadonlyMap<Scope, Entanglement> {
  const found = new Map<Scope, Entanglement>();
  const branches = scopes.filter(({ kind }) => kind === 'branch');
  if (branches.length === 0) return found;
  const maps = mapsToPython(scopes);
  for (const scope of branches) {
    const inherited = scopes.some((other) => builds(other, scope, scopes) && isServed(other, mounts, maps));
    const siblings = scopes.filter(
      (one) => one === scope.parent || (one.parent === scope.parent && one.kind === 'branch'),
    );
    const together = meetsUnknown(
      scope,
      siblings.flatMap(({ directives }) => directives),
      maps,
    );
    const reason = isLate(scope, maps) ? 'late' : inherited ? 'inherited' : together ? 'together' : undefined;
    if (reason) found.set(scope, reason);
  }
  return found;
}

/** Whether a line of another branch further up may be read with this one, whose entry script would lack what it says. */
function meetsUnknown(branch: Scope, lines: readonly EffectiveDirective[], maps: Test): boolean {
  const [first] = branch.directives;
  if (!first) return false;
  return lines.some((node) => {
    if (!maps(node) && !hasOwnFace(node.name)) return false;
    const above =
      node.origin.file === first.origin.file &&
      node.origin.node.line.firstLine < first.origin.node.line.firstLine;
    const conditions = undecided(node);
    return (
      above &&
      conditions.some((one) => !holdsIn(branch, one)) &&
      !conditions.some((one) => excludedIn(branch, one))
    );
  });
}

type Test = (node: EffectiveDirective) => boolean;

/** Whether a line leads to Python, be it still mod_python or a script of ours: the answer is the same in every pass. */
function mapsToPython(scopes: readonly Scope[]): Test {
  const scripts = new Set(
    scopes.flatMap((scope) => named(scope, 'WSGIHandlerScript').map((node) => node.argv[0])),
  );
  return ({ name, argv: [handler] }) =>
    /^(?:set|add)handler$/i.test(name) && (isPythonHandlerName(handler) || scripts.has(handler));
}

function isLate({ parent, directives }: Scope, maps: Test): boolean {
  const [first] = directives;
  if (!first) return false;
  const behind = ({ origin }: EffectiveDirective) =>
    origin.file === first.origin.file && origin.node.line.firstLine > first.origin.node.line.firstLine;
  return (parent?.directives ?? []).some((node) => maps(node) && behind(node));
}

/** Whether the section lies below that of the branch, and is read whatever its condition says. */
function builds(other: Scope, branch: Scope, scopes: readonly Scope[]): boolean {
  const { parent } = branch;
  if (!parent || other === parent || other.kind === 'branch') return false;
  const layers = layersOf(other, scopes);
  return layers.includes(parent) && !layers.includes(branch);
}

function isServed(scope: Scope, mounts: readonly Mount[], maps: Test): boolean {
  return mounts.some((mount) => mount.scope === scope) || scope.directives.some(maps);
}
