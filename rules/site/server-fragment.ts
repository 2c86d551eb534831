import { defineRule } from '../../src/core/rule.js';
import { containerOf, fileOf } from '../../src/site/configuration/scopes.js';
import { anchorOfTarget } from '../../src/site/lines/anchors.js';
import { FRAGMENT } from '../../src/site/mounts/told-mounts.js';
import { placeOf } from '../../src/site/place.js';
import type { ConfiguredSite, Site } from '../../src/site/site.js';

export default defineRule({
  code: 'MP403',
  name: 'server-fragment',
  target: 'site',
  severity: 'warning',
  summary: 'Include the lines that .htaccess may not hold in the server configuration',
  why: 'A .htaccess file may name a WSGI handler but not declare it. Until the server configuration does, Apache sends the sources of the files as text.',
  todo: 'Include the file in the server configuration before the changed .htaccess files go live, and see that AllowOverride has FileInfo.',
  effort: '10m',
  refs: ['https://modwsgi.readthedocs.io/en/master/release-notes/version-3.0.html'],
  messages: {
    include:
      'the server configuration must include {file} before this .htaccess goes live: without it Apache sends sources as text',
  },
  example: {
    before: 'AddHandler mod_python .py\nPythonHandler mod_python.publisher\n',
    after: 'AddHandler app-publisher .py\n',
    path: '/srv/app/.htaccess',
  },

  *check(context) {
    const { site } = context;
    for (const configured of site.configured) {
      const file = site.placeNew(configured, `${configured.design.folder}/${FRAGMENT}`).path;
      for (const path of waiting(site, configured)) {
        const node = site.tree.node(path);
        if (node?.kind !== 'file') continue;
        const at = placeOf(path, node.bytes, 0, 0);
        const { todo } = this;
        yield context.note({ at, message: 'include', data: { file }, todo, confidence: 'manual' });
      }
    }
  },
});

/** The .htaccess files whose handlers no configuration at hand can declare. */
function waiting(site: Site, configured: ConfiguredSite): readonly string[] {
  const targets = configured.design.targets.filter((target) => !anchorOfTarget(site, configured, target));
  const files = targets.map((target) => fileOf(containerOf(target.mount.scope)));
  return [...new Set(files)].flatMap((file) => site.paths.toTree(file) ?? []).sort();
}
