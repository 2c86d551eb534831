import { defineRule } from '../../src/core/rule.js';
import { changeWord, removeLine } from '../../src/site/changes.js';
import type { Configuration } from '../../src/site/configurations.js';

export default defineRule({
  code: 'MP101',
  name: 'load-module',
  target: 'httpd',
  severity: 'error',
  summary: 'Load mod_wsgi instead of mod_python',
  why: 'mod_wsgi 4 and 5 refuse to start beside mod_python, and mod_python is no longer built for current systems.',
  todo: 'Remove the line that loads mod_python and load mod_wsgi.',
  effort: '2m',
  refs: ['https://modwsgi.readthedocs.io/en/master/user-guides/installation-issues.html'],
  messages: {
    load: 'LoadModule loads mod_wsgi in place of mod_python',
    twice: 'mod_wsgi is loaded elsewhere: the line that loads mod_python goes',
    add: 'AddModule {module} is from Apache 1.3 and goes: LoadModule is enough',
  },
  example: {
    before: 'LoadModule python_module modules/mod_python.so\n',
    after: 'LoadModule wsgi_module modules/mod_wsgi.so\n',
  },

  *check(context) {
    const loads = context.site.directives.filter((use) => use.name === 'loadmodule');
    const loaded = new Set(context.site.configured.map((one) => one.configuration).filter(loadsWsgi));
    for (const use of loads) {
      if (loaded.has(use.file.configuration)) {
        yield context.use({
          at: use.place,
          message: 'twice',
          data: {},
          state: 'config',
          edits: removeLine(use),
        });
        continue;
      }
      const file = (use.argv[1] ?? '').replace(/mod_python\d*\.so$/, 'mod_wsgi.so');
      const edits = [...changeWord(use, 0, 'wsgi_module'), ...changeWord(use, 1, file)];
      yield context.use({ at: use.place, message: 'load', data: {}, state: 'config', edits });
    }
    for (const use of context.site.directives.filter((one) => one.name === 'addmodule')) {
      const data = { module: use.argv[0] ?? '' };
      yield context.use({ at: use.place, message: 'add', data, state: 'dropped', edits: removeLine(use) });
    }
  },
});

/** Whether the configuration loads mod_wsgi already. */
function loadsWsgi(configuration: Configuration): boolean {
  return configuration.trees.some((tree) =>
    tree.readTime.some(
      (node) =>
        node.name.toLowerCase() === 'loadmodule' && node.argv[0] === 'wsgi_module' && node.active !== false,
    ),
  );
}
