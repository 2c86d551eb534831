/** What the migrated .htaccess files need of AllowOverride, and what they have. Python's directives were content with any. */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { applyOverrides, type Overrides, UNSET_OVERRIDES } from '../../httpd/request/overrides.js';
import { layersOf } from '../configuration/inherit.js';
import { containerOf, named, type Scope } from '../configuration/scopes.js';
import { seesWholeServer } from '../configuration/whole-server.js';
import type { ConfiguredSite } from '../site.js';

export interface HtaccessOverrides {
  /** The .htaccess file. */
  readonly scope: Scope;
  /** Words for AllowOverride that the new lines need and that are not allowed there. */
  readonly missing: readonly string[];
  readonly overrides: Overrides;
  /** The line that says what is allowed; undefined: none does. */
  readonly saidBy: EffectiveDirective | undefined;
  /** Whether all of the server's configuration is at hand. */
  readonly wholeServer: boolean;
}

/** Directives that stand in a migrated .htaccess, by the word that allows them (directives.ts: contexts F and C). */
const WORDS = { F: 'FileInfo', C: 'AuthConfig' } as const;

/** One for each .htaccess that says something about Python. Files under one AllowOverride miss the same words. */
export function htaccessOverrides(configured: ConfiguredSite): readonly HtaccessOverrides[] {
  const { scopes } = configured.configuration;
  const found = scopes
    .filter((scope) => scope.kind === 'htaccess')
    .flatMap((scope) => overridesAt(scope, configured) ?? []);
  return found.map((one) => {
    const same = found.filter((other) => one.saidBy && other.saidBy?.origin.node === one.saidBy.origin.node);
    const missing = Object.values(WORDS).filter((word) => same.some((other) => other.missing.includes(word)));
    return one.missing.length > 0 ? { ...one, missing } : one;
  });
}

function overridesAt(scope: Scope, configured: ConfiguredSite): HtaccessOverrides | undefined {
  const { scopes } = configured.configuration;
  const needed = neededIn(scope, configured);
  if (needed.length === 0) return undefined;
  const around = layersOf(scope, scopes).filter((layer) => layer.kind === 'directory' && !layer.regex);
  const said = around.map((layer) => layer.directives.filter((node) => node.active !== false));
  const overrides = said.reduce(applyOverrides, UNSET_OVERRIDES);
  const allowed = overrides.tolerant ? 'FC' : (overrides.classes ?? 'FC');
  return {
    scope,
    overrides,
    missing: needed.filter((letter) => !allowed.includes(letter)).map((letter) => WORDS[letter]),
    saidBy: around.flatMap((layer) => named(layer, 'AllowOverride')).at(-1),
    wholeServer: seesWholeServer(scopes),
  };
}

function neededIn(scope: Scope, { configuration, mounts, design }: ConfiguredSite): readonly ('F' | 'C')[] {
  const inside = (other: Scope) => containerOf(other) === scope;
  const variables = configuration.scopes.some(
    (other) => inside(other) && named(other, 'PythonOption').length > 0,
  );
  const mapped = mounts.some((mount) => inside(mount.scope)) || variables;
  const guarded = design.guards.some((pair) => pair.needs.some((need) => inside(need.scope)));
  return [...(mapped ? (['F'] as const) : []), ...(guarded ? (['C'] as const) : [])];
}
