import { defineRule } from '../../src/core/rule.js';
import { addBefore } from '../../src/site/changes.js';
import { typeLines } from '../../src/site/configuration/content-types.js';
import { type PythonFilters, removalLines } from '../../src/site/configuration/filters.js';
import { named } from '../../src/site/configuration/scopes.js';
import { inheritedLines, mountChange } from '../../src/site/lines/mount.js';
import { type Mount, ownFace } from '../../src/site/mounts/mounts.js';
import { placeOfNode } from '../../src/site/place.js';

export default defineRule({
  code: 'MP120',
  name: 'error-document',
  target: 'httpd',
  severity: 'warning',
  summary: 'Give a section with error pages, content types or filters of its own an entry script of its own',
  why: 'mod_python returned the status of an error to Apache, which answered with the ErrorDocument of the section. A WSGI application has to send the whole page, so its script must know the ErrorDocument lines in force; and it finds no content type that mod_mime has set, so it must know AddType and its kin.',
  todo: 'Tell the entry script of the section what its ErrorDocument, AddType, ForceType and AddCharset lines say.',
  effort: '10m',
  refs: ['https://httpd.apache.org/docs/2.4/mod/core.html#errordocument'],
  messages: {
    own: 'the error pages of this section go into {script}, which serves it now',
    filters: 'the filters that this section takes off are not in {script}, which serves it now',
    types: 'the content types of this section go into {script}, which serves it now',
  },
  example: {
    before:
      '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler app\n</Directory>\n<Directory /srv/app/shop>\n    ErrorDocument 404 "sold out"\n</Directory>\n',
    after:
      '# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess app processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript app /srv/wsgi/app.wsgi process-group=app application-group=%{GLOBAL}\n<Directory /srv/app>\n    SetHandler app\n</Directory>\nWSGIHandlerScript shop /srv/wsgi/shop.wsgi process-group=app application-group=%{GLOBAL}\n<Directory /srv/app/shop>\n    SetHandler shop\n    ErrorDocument 404 "sold out"\n</Directory>\n',
  },

  *check(context) {
    const { site } = context;
    for (const configured of site.configured) {
      for (const target of configured.design.targets) {
        if (!needsLines(target.mount, configured.filters)) continue;
        const { scope } = target.mount;
        const pages = named(scope, 'ErrorDocument');
        const [types, removed] = [typeLines(scope), removalLines(scope)];
        const { file: syntax, node } = (pages[0] ?? types[0] ?? removed[0])?.origin ?? {};
        const file = site.configFiles.find((one) => one.syntax === syntax);
        if (!file || !node) continue;
        const change = mountChange(site, configured, target);
        const edits = [...change.edits, ...addBefore(file, node, inheritedLines(target), 5)];
        const at = placeOfNode(file.path, file.syntax, node);
        const { script } = target;
        const message = pages.length > 0 ? 'own' : types.length > 0 ? 'types' : 'filters';
        yield context.note({ at, message, data: { script }, edits, creates: change.creates });
      }
    }
  },
});

/**
 * Whether no other line of the section brings its own script those requests that come to Python by lines of an outer
 * section. An AddHandler of the section does not: its extensions are other ones.
 */
function needsLines(mount: Mount, filters: PythonFilters): boolean {
  const { setHandler, extensions } = mount.inherited;
  return mount.pagesOnly || ((setHandler || extensions.length > 0) && !ownFace(mount.scope, filters));
}
