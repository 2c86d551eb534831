/** The Python files that the configuration names as handlers. */
import type { Site } from '../site.js';

/** Tree paths, sorted: modules of all phases of all mounts, as far as they are found in the tree. */
export function handlerModules(site: Site): readonly string[] {
  const found = new Set<string>();
  for (const { mounts, design } of site.configured) {
    for (const mount of [...mounts, ...design.guards.flatMap((pair) => pair.needs)]) {
      for (const chain of mount.settings.chains.values()) {
        for (const handler of chain.handlers) {
          const module = site.moduleOf(mount, chain, handler);
          if (module.kind === 'file' || module.kind === 'guess') found.add(module.treePath);
        }
      }
    }
  }
  return [...found].sort();
}
