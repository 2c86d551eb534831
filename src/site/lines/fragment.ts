/** The piece of server configuration that a site of .htaccess files needs, when no server configuration is at hand. */

import { FRAGMENT } from '../mounts/told-mounts.js';
import type { NewFile } from '../new-files.js';
import { rememberIn } from '../remember.js';
import type { ConfiguredSite, Site } from '../site.js';
import { anchorOfTarget } from './anchors.js';
import { daemonLines, mappingLines, shieldLines } from './server.js';

/** One file for all mounts that have no place of their own. */
export const fragmentFile = rememberIn((configured: ConfiguredSite, site: Site): readonly NewFile[] => {
  const { path } = site.placeNew(configured, `${configured.design.folder}/${FRAGMENT}`);
  if (site.tree.node(path)) return [];
  const targets = configured.design.targets.filter((target) => !anchorOfTarget(site, configured, target));
  const groups = new Set(targets.map((target) => target.group));
  const daemons = [...groups].flatMap((group) => {
    const first = targets.find((target) => target.group === group);
    return first ? daemonLines(site, configured, first) : [];
  });
  const lines = [
    '# Include this file in the server configuration: the .htaccess files of the site name these handlers,',
    '# and mod_wsgi does not allow the lines themselves in .htaccess. They need AllowOverride FileInfo.',
    '<IfModule !mod_wsgi.c>',
    '    LoadModule wsgi_module modules/mod_wsgi.so',
    '</IfModule>',
    ...daemons,
    ...(targets.every(({ alias }) => alias === undefined) ? shieldLines(configured) : []),
    ...targets.flatMap((target) => mappingLines(site, configured, target)),
    '',
  ];
  return [{ path, bytes: Buffer.from(lines.join('\n'), 'latin1'), mode: 0o644 }];
});
