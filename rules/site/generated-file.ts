import { defineRule } from '../../src/core/rule.js';
import { generatedFiles } from '../../src/site/surroundings/generated-files.js';

export default defineRule({
  code: 'MP406',
  name: 'generated-file',
  target: 'site',
  severity: 'warning',
  summary: 'Change the source of a generated file as well',
  why: 'The file says that a program writes it (Puppet, Ansible, Chef, a build). The next run of that program brings mod_python back, and Apache does not start with it.',
  todo: 'Make the same change in the source or template that the file is made from: `migrate apply --dry-run` prints it as a patch.',
  effort: '30m',
  refs: [],
  messages: {
    generated:
      'the file says that it is generated ("{says}"): a change of it lasts until it is written again',
  },
  example: {
    before:
      '# This file is managed by Puppet. DO NOT EDIT.\n<Location /shop>\n    SetHandler mod_python\n    PythonHandler shop\n</Location>\n',
    after:
      '# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess shop processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript shop /srv/www/wsgi/shop.wsgi process-group=shop application-group=%{GLOBAL}\n# This file is managed by Puppet. DO NOT EDIT.\n<Location /shop>\n    SetHandler shop\n</Location>\n',
  },

  *check(context) {
    for (const { place, says } of generatedFiles(context.site))
      yield context.note({ at: place, message: 'generated', data: { says }, todo: this.todo });
  },
});
