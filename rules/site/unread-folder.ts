import { defineRule } from '../../src/core/rule.js';
import { unreadCode, unreadLinks } from '../../src/site/surroundings/unread.js';

export default defineRule({
  code: 'MP408',
  name: 'unread-folder',
  target: 'site',
  severity: 'warning',
  summary: 'Name every folder that the site has code in',
  why: 'Only files and folders that are named on the command line are read and changed. A handler elsewhere goes on importing mod_python, which is not there any more under mod_wsgi.',
  todo: 'Name all folders of the site at once: `migrate apply /etc/apache2 /var/www /srv`. If this run has been written already, take it back first: `migrate undo`.',
  effort: '2m',
  refs: [],
  messages: {
    folder:
      '{folder} is not among the folders that were read: its Python files stay as they are, imports of mod_python included ({modules})',
    module:
      '{module} was not found: if it is a file of the site, it stays as it is, imports of mod_python included',
    link: '{link} leads out of what was read, to {target}: what lies there stays as it is, whether it belongs to the site or not',
  },
  example: {
    before: '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler app\n</Directory>\n',
    after:
      '# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess app processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript app /srv/wsgi/app.wsgi process-group=app application-group=%{GLOBAL}\n<Directory /srv/app>\n    SetHandler app\n</Directory>\n',
  },

  *check(context) {
    const { site } = context;
    for (const { at, folder, modules } of unreadCode(site)) {
      const data = { folder: folder ?? '', module: modules[0] ?? '', modules: modules.join(', ') };
      yield context.note({
        at,
        message: folder ? 'folder' : 'module',
        data,
        confidence: 'manual',
        todo: this.todo,
      });
    }
    const [first] = site.configured;
    for (const { path, target } of unreadLinks(site)) {
      const at = {
        path: first?.configuration.path ?? path,
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 1,
        byteOffset: 0,
        byteLength: 0,
      };
      yield context.note({
        at,
        message: 'link',
        data: { link: path, target },
        severity: 'note',
        confidence: 'manual',
      });
    }
  },
});
