import { defineRule } from '../../src/core/rule.js';
import { PUBLISHER } from '../../src/python/native/publisher/convert.js';
import type { ExactModule } from '../../src/python/reader.js';
import { descendants, isNode, type Leaf } from '../../src/python/tree.js';
import { placeInPython } from '../../src/site/code/python-files.js';
import { conversionEdits, filesBeside } from '../../src/site/native/changed-files.js';
import { groupedReasons } from '../../src/site/native/grouped-reasons.js';
import { baseName } from '../../src/site/paths.js';
import { placeOf } from '../../src/site/place.js';

export default defineRule({
  code: 'MP203',
  name: 'native-handler',
  target: 'python',
  severity: 'error',
  summary: 'Write the handler as a WSGI application',
  why: 'Everything the handler does with its request can be seen, and each use has an exact counterpart in WSGI: it needs no bridge.',
  todo: 'Write the function as application(environ, start_response), or leave it on the bridge.',
  effort: '1h',
  refs: ['https://peps.python.org/pep-3333/'],
  messages: {
    native: '{handler} becomes {callable}(environ, start_response), plain WSGI without a bridge',
    missing:
      '{handler} becomes {callable}(environ, start_response); it uses apache without importing it, which under mod_python ends in a NameError',
    helpers:
      'functions of this file take what they use of the request (environ, headers, body) in its place, as {handlers} now calls them',
    blocked: '{handler} stays on the bridge: {reason}',
  },
  example: {
    before:
      "def handler(req):\n    req.content_type = 'text/plain'\n    req.write('hello')\n    return apache.OK\n",
    after:
      "def application(environ, start_response):\n    content_type = 'text/plain'\n    body = 'hello'\n    if not isinstance(body, bytes):  # Python 3\n        body = body.encode('utf-8')\n    start_response('200 OK', [('Content-Type', content_type),\n                              ('Content-Length', str(len(body)))])\n    return [body]\n",
    beside: {
      '/etc/httpd/conf/httpd.conf':
        '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler app\n</Directory>\n',
    },
  },

  *check(context) {
    const { site } = context;
    const changed = new Set<string>();
    for (const [path, conversion] of site.native) {
      const module = site.python(path);
      if (module?.kind !== 'exact') continue;
      if (conversion.handlers.size === 0 && conversion.edits.length > 0) {
        const at = placeOf(path, module.source.bytes, 0, 0);
        const data = { handlers: filesBeside(site, path).map(baseName).join(', ') };
        yield context.note({ at, message: 'helpers', data, severity: 'note' });
      }
      for (const [handler, result] of conversion.handlers) {
        if (handler === PUBLISHER) continue;
        if (result.kind === 'native') {
          const name = definition(module, handler);
          const at = placeInPython(path, module, name?.start ?? 0, name?.end ?? 0);
          const message = result.notes.includes('apache-was-not-imported') ? 'missing' : 'native';
          const data = { handler, callable: result.callable };
          // Files that change together do so with the first handler: all of them, or none.
          const edits = changed.has(path) ? [] : conversionEdits(site, path);
          yield context.use({ at, message, data, state: 'native', edits });
          for (const edit of edits) changed.add(edit.path);
        } else if (site.options.handlers === 'native') {
          for (const { first, text } of groupedReasons(result.reasons)) {
            const at = placeOf(path, module.source.bytes, first.start, first.end);
            const data = { handler, reason: text };
            yield context.note({ at, message: 'blocked', data, severity: 'note' });
          }
        }
      }
    }
  },
});

/** The name token of a function at module level. */
function definition(module: ExactModule, name: string): Leaf | undefined {
  for (const tree of descendants(module.tree)) {
    const [, own] = isNode(tree, 'funcdef') ? tree.children : [];
    if (own?.kind === 'leaf' && own.value === name) return own;
  }
  return undefined;
}
