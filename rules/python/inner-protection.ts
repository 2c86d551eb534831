import { defineRule } from '../../src/core/rule.js';
import type { ExactModule } from '../../src/python/reader.js';
import { allScopes } from '../../src/python/scopes/scopes.js';
import { allPublished } from '../../src/site/code/published.js';
import { placeInPython } from '../../src/site/code/python-files.js';

const NAMES = ['__auth__', '__access__'];

export default defineRule({
  code: 'MP209',
  name: 'inner-protection',
  target: 'python',
  severity: 'warning',
  summary: 'Check passwords that published functions carry inside',
  why: 'mod_python looked for such a value among the constants of the compiled function, mostly found another one, and let in whoever sent any name and password. The bridge obeys the value if it is a literal, a lambda or a global, and answers 403 to anything it cannot read.',
  todo: 'Write a nested function of that name, or protect the module, and try the page with a wrong password.',
  effort: '5m',
  refs: ['https://modpython.org/live/current/doc-html/handlers.html#authentication'],
  messages: {
    value:
      '{function}() has a value for {name}: mod_python took one of the first constants of the function for it, rarely the value; the bridge obeys the value, and answers 403 if it cannot read it',
  },
  example: {
    before: "def report(req):\n    __auth__ = {'ann': 'secret'}\n    return 'figures'\n",
    after: "def report(req):\n    __auth__ = {'ann': 'secret'}\n    return 'figures'\n",
    beside: {
      '/etc/httpd/conf/httpd.conf':
        '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler mod_python.publisher\n</Directory>\n',
    },
  },

  *check(context) {
    for (const { path, module } of allPublished(context.site)) {
      if (!module) continue;
      for (const { name, leaf, within } of innerValues(module)) {
        const at = placeInPython(path, module, leaf.start, leaf.end);
        yield context.note({ at, message: 'value', data: { function: within, name } });
      }
    }
  },
});

/** Where a function binds one of the names to a value; the bridge calls a nested function as mod_python did. */
function innerValues(module: ExactModule) {
  const functions = [...allScopes(module.scopes())].filter(({ kind }) => kind === 'function');
  return functions.flatMap(({ name: within, bindings }) =>
    NAMES.flatMap((name) => {
      const use = bindings.get(name)?.uses.find(({ kind }) => kind === 'store');
      return use ? [{ name, leaf: use.leaf, within }] : [];
    }),
  );
}
