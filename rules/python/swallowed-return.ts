import { defineRule } from '../../src/core/rule.js';
import { importedNames } from '../../src/python/imports.js';
import { swallowedReturns } from '../../src/python/latent/swallowed-return.js';
import type { ExactModule } from '../../src/python/reader.js';
import { descendants, isNode } from '../../src/python/tree.js';
import { placeInPython } from '../../src/site/code/python-files.js';
import { siteCode } from '../../src/site/code/request-uses.js';

export default defineRule({
  code: 'MP221',
  name: 'swallowed-return',
  target: 'python',
  severity: 'note',
  summary: 'Let SERVER_RETURN pass',
  why: 'SERVER_RETURN is an Exception: a clause that catches everything catches the redirect or the status that it carries, under mod_python as well as on the bridge.',
  todo: 'Put `except apache.SERVER_RETURN: raise` in front of the clause.',
  effort: '5m',
  refs: [],
  messages: { caught: '`{clause}` catches what {what} raises in line {line}: the answer is lost' },
  example: {
    before:
      "from mod_python import util\n\n\ndef handler(req):\n    try:\n        util.redirect(req, '/')\n    except:\n        pass\n",
    after:
      "from modpython_wsgi import util\n\n\ndef handler(req):\n    try:\n        util.redirect(req, '/')\n    except:\n        pass\n",
  },

  *check(context) {
    const { site } = context;
    const paths = new Set(siteCode(site).reached.map(({ path }) => path));
    for (const path of [...paths].sort()) {
      const module = site.python(path);
      if (module?.kind !== 'exact') continue;
      const raising = redirects(module);
      for (const found of swallowedReturns(module.tree, (name) => raising.has(name))) {
        const at = placeInPython(path, module, found.start, found.end);
        const { line } = module.source.position(found.raised);
        const { clause, what } = found;
        yield context.note({ at, message: 'caught', data: { clause, what, line }, todo: this.todo });
      }
    }
  },
});

/** Names by which the module calls util.redirect. */
function redirects(module: ExactModule): ReadonlySet<string> {
  const found = new Set<string>();
  for (const tree of descendants(module.tree)) {
    if (!isNode(tree, 'import_from', 'import_name')) continue;
    for (const { leaf, module: from, member } of importedNames(tree)) {
      if (!/^(?:mod_python|modpython_wsgi)(?:\.|$)/.test(from) || !leaf) continue;
      if (member === 'util') found.add(`${leaf.value}.redirect`);
      else if (member === 'redirect') found.add(leaf.value);
      else if (member === undefined) found.add('mod_python.util.redirect');
    }
  }
  return found;
}
