import { defineRule } from '../../src/core/rule.js';
import { removeLine } from '../../src/site/changes.js';
import { containerOf } from '../../src/site/configuration/scopes.js';
import { importChange } from '../../src/site/scripts/import-script.js';

export default defineRule({
  code: 'MP114',
  name: 'python-import',
  target: 'httpd',
  severity: 'warning',
  summary: 'Turn PythonImport into WSGIImportScript',
  why: 'mod_wsgi loads a script file when the process starts, not a module by its name.',
  todo: 'Write a script that imports the module and name it with WSGIImportScript.',
  effort: '10m',
  refs: ['https://modwsgi.readthedocs.io/en/master/configuration-directives/WSGIImportScript.html'],
  messages: {
    moved: '{module} is imported by {script} when the daemon starts',
    vhost: 'PythonImport in a virtual host was ignored by mod_python and goes',
    nobody: 'no handler runs in the interpreter {interpreter}: the import had no effect on the site and goes',
  },
  example: { before: 'PythonImport tables www.example.org\n', after: '' },

  *check(context) {
    for (const use of context.site.directives.filter((one) => one.name === 'pythonimport')) {
      const at = use.place;
      const [module = '', interpreter = ''] = use.argv;
      const change = importChange(context.site, use);
      if (use.scopes.some((scope) => containerOf(scope).kind === 'vhost')) {
        yield context.use({ at, message: 'vhost', data: {}, state: 'dropped', edits: removeLine(use) });
      } else if (change === undefined) {
        yield context.use({
          at,
          message: 'nobody',
          data: { interpreter },
          state: 'review',
          edits: removeLine(use),
        });
      } else {
        const edits = [...change.edits, ...removeLine(use)];
        const data = { module, script: change.script };
        yield context.use({ at, message: 'moved', data, state: 'config', edits, creates: change.creates });
      }
    }
  },
});
