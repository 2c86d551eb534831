import { defineRule } from '../../src/core/rule.js';
import { quotations } from '../../src/site/surroundings/quotations.js';

export default defineRule({
  code: 'MP402',
  name: 'quoted-configuration',
  target: 'site',
  severity: 'note',
  summary: 'Look at configuration that is quoted in comments, documentation and programs',
  why: 'Apache does not read these lines, so they are left as they are; but people copy them, and programs write them into live configuration.',
  todo: 'Bring the quotation up to date, or delete it. `migrate scan --extract FOLDER` writes it to a file that can be migrated.',
  effort: '5m',
  refs: [],
  messages: {
    comment: '{what} stands in a comment: it is left as it is',
    text: '{what} is mentioned in a text for people: it is left as it is',
    code: '{what} stands in a string: if the program runs it, change it there',
    string: '{what} stands in a string: if the program writes it into a configuration, change it there',
  },
  example: {
    before: '<Directory /srv/app>\n    SetHandler wsgi-script\n    # PythonHandler app\n</Directory>\n',
    after: '<Directory /srv/app>\n    SetHandler wsgi-script\n    # PythonHandler app\n</Directory>\n',
  },

  *check(context) {
    for (const { where, what, place } of quotations(context.site)) {
      if (where === 'string' || where === 'code')
        yield context.use({ at: place, message: where, data: { what }, state: 'manual' });
      else yield context.note({ at: place, message: where === 'text' ? 'text' : 'comment', data: { what } });
    }
  },
});
