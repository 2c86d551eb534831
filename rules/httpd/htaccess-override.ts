import { defineRule } from '../../src/core/rule.js';
import { addArguments } from '../../src/site/changes.js';
import { lineOf } from '../../src/site/configuration/directives.js';
import { fileOf } from '../../src/site/configuration/scopes.js';
import { type HtaccessOverrides, htaccessOverrides } from '../../src/site/guards/htaccess-overrides.js';
import { placeOf, placeOfNode, type SitePlace } from '../../src/site/place.js';
import type { Site } from '../../src/site/site.js';

export default defineRule({
  code: 'MP125',
  name: 'htaccess-override',
  target: 'httpd',
  severity: 'warning',
  summary: 'Let .htaccess files say what takes the place of the Python directives',
  why: 'The directives of mod_python were content with any word behind AllowOverride. SetHandler and SetEnv need FileInfo, scripts that guard need AuthConfig; without it Apache answers 500 to everything below the file.',
  todo: 'Add the words to AllowOverride, or move the lines of the .htaccess file into the server configuration.',
  effort: '5m',
  refs: ['https://httpd.apache.org/docs/2.4/mod/core.html#allowoverride'],
  messages: {
    widened: 'AllowOverride gains {words}, which the new lines of this file need',
    list: 'AllowOverrideList does not name what the new lines of this file need, and AllowOverride has no {words}',
    unread: 'AllowOverride None keeps Apache from reading this file: what it says has no effect',
    unset:
      'no <Directory> section says AllowOverride: Apache 2.2 allowed everything then, Apache 2.4 answers 500 to all that lies below this file',
  },
  example: {
    before: '<Directory /srv/app>\n    AllowOverride AuthConfig\n</Directory>\n',
    after:
      '# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess app processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript app /srv/wsgi/app.wsgi process-group=app application-group=%{GLOBAL}\n<Directory /srv/app>\n    AllowOverride AuthConfig FileInfo\n</Directory>\n',
    beside: { '/srv/app/.htaccess': 'SetHandler mod_python\nPythonHandler app\n' },
  },

  *check(context) {
    const { site } = context;
    for (const configured of site.configured.filter(({ configuration }) => configuration.kind === 'server')) {
      for (const found of htaccessOverrides(configured)) {
        const at = startOf(site, found);
        const message = at && messageFor(found);
        if (!at || !message) continue;
        const line = found.saidBy && lineOf(site.configFiles, found.saidBy);
        const related = line
          ? [{ place: placeOfNode(line.file.path, line.file.syntax, line.node), message: 'in force here' }]
          : [];
        const words = found.missing.join(' ');
        const edits = message === 'widened' && line ? addArguments(line, found.missing) : [];
        const confidence = edits.length ? 'review' : 'manual';
        const todo = edits.length ? '' : this.todo;
        yield context.note({ at, message, data: { words }, todo, confidence, edits, related });
      }
    }
  },
});

function messageFor(found: HtaccessOverrides): 'widened' | 'list' | 'unread' | 'unset' | undefined {
  const { classes, list } = found.overrides;
  if (classes === '' && list.length === 0) return 'unread';
  if (classes === undefined && list.length === 0) return found.wholeServer ? 'unset' : undefined;
  if (found.missing.length === 0) return undefined;
  return list.length > 0 ? 'list' : 'widened';
}

function startOf(site: Site, { scope }: HtaccessOverrides): SitePlace | undefined {
  const path = site.paths.toTree(fileOf(scope));
  const node = path === undefined ? undefined : site.tree.node(path);
  return path !== undefined && node?.kind === 'file' ? placeOf(path, node.bytes, 0, 0) : undefined;
}
