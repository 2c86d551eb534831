/** WSGISocketPrefix: where Red Hat's Apache can reach the sockets of daemon processes. */
import { directiveLine } from '../changes.js';
import type { Configuration } from '../configuration/configurations.js';
import { named } from '../configuration/scopes.js';
import { parent } from '../paths.js';
import type { Site } from '../site.js';

/**
 * On Red Hat the default folder of the sockets is (up to release 6) the folder of the logs, which only root may enter:
 * every request would be answered 503 (mod_wsgi.md §3.4, lessons.md §29). /etc/httpd/run leads to a folder that
 * Apache's user may enter.
 */
export function socketLines(site: Site, configuration: Configuration): readonly string[] {
  if (site.options.mode === 'embedded' || !isRedHat(site, configuration)) return [];
  const configured = site.configured.find((one) => one.configuration === configuration);
  const said = configuration.scopes.some((scope) => named(scope, 'WSGISocketPrefix').length > 0);
  if (said || !configured || configured.design.targets.length === 0) return [];
  return [
    '# The folder of the logs is closed to the user that Apache runs as: sockets go where it may enter.',
    directiveLine('WSGISocketPrefix', 'run/wsgi'),
  ];
}

/** conf/httpd.conf beside conf.d and a link `run`. */
function isRedHat({ tree }: Site, { kind, path }: Configuration): boolean {
  const folder = parent(path);
  const node = tree.node(parent(folder));
  if (kind !== 'server' || !folder.endsWith('/conf') || node?.kind !== 'directory') return false;
  return ['conf.d', 'run'].every((name) => node.names.includes(name));
}
