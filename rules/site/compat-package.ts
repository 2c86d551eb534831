import { defineRule } from '../../src/core/rule.js';
import { parent } from '../../src/site/paths.js';
import type { ConfiguredSite } from '../../src/site/site.js';

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
      'the tree is not laid out as the server is: install its folder wsgi as {folder} ({count} files of modpython_wsgi among them)',
  },
  example: {
    before: '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler app\n</Directory>\n',
    after:
      '# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess app processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript app /srv/wsgi/app.wsgi process-group=app application-group=%{GLOBAL}\n<Directory /srv/app>\n    SetHandler app\n</Directory>\n',
  },

  *check(context) {
    const { site } = context;
    for (const configured of site.configured.filter(needsPackage)) {
      const folder = `${configured.design.folder}/modpython_wsgi`;
      const { path: target, installed } = site.placeNew(configured, folder);
      const creates = [...site.options.runtime()]
        .map(([name, bytes]) => ({ path: `${target}/${name}`, bytes, mode: 0o644 }))
        .filter((file) => site.tree.node(file.path)?.kind !== 'file');
      if (creates.length === 0) continue;
      const at = {
        path: configured.configuration.path,
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 1,
        byteOffset: 0,
        byteLength: 0,
      };
      const message = installed ? 'copied' : 'install';
      const data = { folder: installed ? folder : parent(folder), count: creates.length };
      yield context.note({ at, message, data, creates });
    }
  },
});

function needsPackage(configured: ConfiguredSite): boolean {
  const { targets, guards } = configured.design;
  return (
    targets.some(({ adapter }) => adapter === undefined || adapter.importsPackage) ||
    guards.some((pair) => !pair.obstacle)
  );
}
