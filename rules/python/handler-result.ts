import { defineRule } from '../../src/core/rule.js';
import { wrongResults } from '../../src/python/latent/handler-result.js';
import { placeInPython } from '../../src/site/code/python-files.js';
import { siteCode } from '../../src/site/code/request-uses.js';

export default defineRule({
  code: 'MP220',
  name: 'handler-result',
  target: 'python',
  severity: 'note',
  summary: 'Return a status from every path of a handler',
  why: 'mod_python takes nothing but an int from a handler: None, True and strings end in a 500 page. The bridge answers the same, so that the mistake stays as visible as it was.',
  todo: 'Return apache.OK, or the status that is meant.',
  effort: '2m',
  refs: [],
  messages: {
    value: '{name} returns {value} here: mod_python answers that with 500, and so does the bridge',
    end: '{name} can reach its end without a return: mod_python answers that with 500, and so does the bridge',
  },
  example: {
    before: "def handler(req):\n    req.write('x')\n",
    after: "def handler(req):\n    req.write('x')\n",
  },

  *check(context) {
    const { site } = context;
    for (const { path, name, node } of siteCode(site).handlers) {
      const module = site.python(path);
      if (module?.kind !== 'exact' || node.type !== 'funcdef') continue;
      for (const { kind, value, start, end } of wrongResults(node)) {
        const at = placeInPython(path, module, start, end);
        const { todo } = this;
        if (kind === 'end') yield context.note({ at, message: 'end', data: { name }, todo });
        else yield context.note({ at, message: 'value', data: { name, value }, todo });
      }
    }
  },
});
