/** Sections that answer for several virtual hosts whose settings are not the same. */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { hostsOfFolder } from '../configuration/inherit.js';
import { containerOf, type Scope } from '../configuration/scopes.js';
import type { Site } from '../site.js';
import type { Target } from './target.js';

export interface DifferingHosts {
  readonly target: Target;
  /** The section or .htaccess file. */
  readonly scope: Scope;
  /** The first of them is the one whose settings a .htaccess file is served with. */
  readonly hosts: readonly Scope[];
  /** Names of the directives that the hosts do not have in common. */
  readonly directives: readonly string[];
}

/** One for each mount outside of the virtual hosts that several of them lead to with different settings. */
export function differingHosts(site: Site): readonly DifferingHosts[] {
  return site.configured.flatMap(({ configuration: { scopes }, design }) =>
    design.targets.flatMap((target) =>
      target.mounts.flatMap(({ scope }) => {
        const hosts = hostsOfFolder(scope, scopes);
        const directives = hosts.length > 1 ? differences(hosts) : [];
        return directives.length > 0 ? [{ target, scope, hosts, directives }] : [];
      }),
    ),
  );
}

/** Whether the entry script has what the first of the hosts says; for a section of the server it has none of it. */
export function takesFirstHost({ scope }: DifferingHosts): boolean {
  return containerOf(scope).kind === 'htaccess';
}

/** PythonOption is none of them: SetEnv brings each host its own. */
function isServed({ name, active }: EffectiveDirective): boolean {
  return active !== false && /^(?:python(?!option$|import$)|errordocument$)/i.test(name);
}

function differences(hosts: readonly Scope[]): readonly string[] {
  const texts = hosts.map((host) => host.directives.filter(isServed));
  const key = (node: EffectiveDirective) => [node.name.toLowerCase(), ...node.argv].join(' ');
  const keys = texts.map((nodes) => new Set(nodes.map(key)));
  const lone = texts.flat().filter((node) => !keys.every((known) => known.has(key(node))));
  return [...new Set(lone.map(({ name }) => name))];
}
