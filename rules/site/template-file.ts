import { defineRule } from '../../src/core/rule.js';
import { templates } from '../../src/site/surroundings/templates.js';

/** Names of so many placeholders are enough to see what is meant. */
const SHOWN = 6;

export default defineRule({
  code: 'MP407',
  name: 'template-file',
  target: 'site',
  severity: 'warning',
  summary: 'Fill in the placeholders of a template in the new files, too',
  why: 'A program fills in the file before Apache reads it, so the values are not known here. Placeholders are kept as they are written, and taken along to where their values are needed; where `%(name)s` stands for a value, a new `%` is doubled.',
  todo: 'Let the same program fill in the new entry scripts (*.wsgi) of this file, wherever a placeholder stands in them. Look for more directives of mod_python in the values of the placeholders.',
  effort: '30m',
  refs: [],
  messages: {
    template:
      'the file is a template, filled in before Apache reads it: the values of {placeholders} are not known',
    opaque:
      'the file is a template with conditions, loops or placeholders of several words ({placeholders}): it is left as it is',
  },
  example: {
    before: '<Directory @ROOT@/app>\n    SetHandler mod_python\n    PythonHandler app\n</Directory>\n',
    after:
      '# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess app processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript app @ROOT@/wsgi/app.wsgi process-group=app application-group=%{GLOBAL}\n<Directory @ROOT@/app>\n    SetHandler app\n</Directory>\n',
  },

  *check(context) {
    const used = new Set(context.site.directives.map(({ place }) => place.path));
    for (const { path, place, placeholders, opaque } of templates(context.site).values()) {
      if (!used.has(path)) continue;
      const more = placeholders.length > SHOWN ? ` and ${placeholders.length - SHOWN} more` : '';
      const data = { placeholders: `${placeholders.slice(0, SHOWN).join(', ')}${more}` };
      const todo = opaque
        ? 'Fill the template in, migrate the result, and carry the change back: `migrate apply --dry-run` prints it as a patch.'
        : this.todo;
      yield context.note({ at: place, message: opaque ? 'opaque' : 'template', data, todo });
    }
  },
});
