import { defineRule } from '../../src/core/rule.js';
import { parent } from '../../src/site/paths.js';
import type { SitePlace } from '../../src/site/place.js';
import type { ConfiguredSite, Site } from '../../src/site/site.js';

export default defineRule({
  code: 'MP401',
  name: 'compat-package',
  target: 'site',
  severity: 'note',
  summary: 'Put the compat package beside the entry scripts',
  why: 'Bridged handlers import modpython_wsgi. It is copied into the site, so that the site depends on nothing that can go away.',
  todo: 'Copy the folder modpython_wsgi beside the entry scripts.',
  effort: '2m',
  refs: [],
  messages: {
    copied: 'modpython_wsgi is copied to {folder}: {count} files',
    install:
      'the configuration calls scripts in {folder}, which is not among what was read: they lie in {here}; copy that folder to {folder} before Apache is restarted',
  },
  example: {
    before: '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler app\n</Directory>\n',
    after:
      '# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess app processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript app /srv/wsgi/app.wsgi process-group=app application-group=%{GLOBAL}\n<Directory /srv/app>\n    SetHandler app\n</Directory>\n',
  },

  *check(context) {
    const { site } = context;
    for (const configured of site.configured) {
      const at = topOf(configured);
      const { folder } = configured.design;
      const needed = needsPackage(configured);
      const { path: target, installed } = site.placeNew(configured, `${folder}/modpython_wsgi`);
      const files = needed ? [...site.options.runtime()] : [];
      const creates = files
        .map(([name, bytes]) => ({ path: `${target}/${name}`, bytes, mode: 0o644 }))
        .filter((file) => site.tree.node(file.path)?.kind !== 'file');
      if (!installed && hasNewScripts(site, configured)) {
        const data = { folder, here: parent(target) };
        yield context.note({
          at,
          message: 'install',
          data,
          severity: 'warning',
          confidence: 'manual',
          creates,
        });
      } else if (creates.length > 0) {
        const data = { folder: `${folder}/modpython_wsgi`, count: creates.length };
        yield context.note({ at, message: 'copied', data, creates });
      }
    }
  },
});

function topOf({ configuration: { path } }: ConfiguredSite): SitePlace {
  return { path, line: 1, column: 1, endLine: 1, endColumn: 1, byteOffset: 0, byteLength: 0 };
}

function hasNewScripts(site: Site, configured: ConfiguredSite): boolean {
  const { targets, guards } = configured.design;
  return [...targets, ...guards].some(
    ({ script }) => site.tree.node(site.placeNew(configured, script).path) === undefined,
  );
}

function needsPackage(configured: ConfiguredSite): boolean {
  const { targets, guards } = configured.design;
  return (
    targets.some(({ adapter }) => adapter === undefined || adapter.importsPackage) ||
    guards.some((pair) => !pair.obstacle)
  );
}
