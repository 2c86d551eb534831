import { defineRule } from '../../src/core/rule.js';
import { addBefore } from '../../src/site/changes.js';
import { leftMappings, unmappedScript } from '../../src/site/configuration/left-mappings.js';

export default defineRule({
  code: 'MP119',
  name: 'unmapped-handler',
  target: 'httpd',
  severity: 'warning',
  summary: 'Keep files hidden that are still mapped to mod_python',
  why: 'Apache sends the source of a file whose handler no module knows. A line that only a person can replace must not open it in the meantime.',
  todo: 'Replace the mapping, then remove the WSGIHandlerScript line.',
  effort: '2m',
  refs: ['https://httpd.apache.org/docs/2.4/handler.html'],
  messages: {
    hidden:
      'until the mapping is replaced, {script} answers 500 in its place: without it Apache would send the source',
  },
  example: {
    before:
      'DefaultType python-program\n<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler app\n</Directory>\n',
    after:
      'WSGIHandlerScript python-program /srv/wsgi/unmapped.wsgi application-group=%{GLOBAL}\nDefaultType python-program\n# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess app processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript app /srv/wsgi/app.wsgi process-group=app application-group=%{GLOBAL}\n<Directory /srv/app>\n    SetHandler app\n</Directory>\n',
  },

  *check(context) {
    for (const left of leftMappings(context.site)) {
      const { script, creates, line } = unmappedScript(context.site, left);
      const edits = addBefore(left.file, left.node, [line], 3);
      yield context.note({ at: left.place, message: 'hidden', data: { script }, edits, creates });
    }
  },
});
