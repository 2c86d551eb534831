import { defineRule } from '../../src/core/rule.js';
import type { DirectiveNode, SyntaxNode } from '../../src/httpd/syntax/tree.js';
import { wordValues } from '../../src/httpd/syntax/words.js';
import { placeOfNode } from '../../src/site/place.js';

export default defineRule({
  code: 'MP118',
  name: 'odd-mapping',
  target: 'httpd',
  severity: 'error',
  summary: 'Replace mappings to mod_python by DefaultType and by flags of RewriteRule',
  why: 'Apache takes a content type, or the H flag of a RewriteRule, for a handler name. Without mod_python nobody answers to that name, and the source of the file is sent.',
  todo: 'Use SetHandler or AddHandler for the same files, then run migrate again.',
  effort: '15m',
  refs: ['https://httpd.apache.org/docs/2.4/handler.html'],
  messages: {
    type: '{directive} hands files to mod_python by their type: those that have no other',
    flag: 'RewriteRule hands requests to mod_python by its H flag',
  },
  example: {
    before: 'DefaultType python-program\nPythonHandler mod_python.publisher\n',
    after:
      'WSGIHandlerScript python-program /srv/www/wsgi/unmapped.wsgi application-group=%{GLOBAL}\nDefaultType python-program\n# migrate: by hand MP104: a mapping that only a person can replace leads here\n# PythonHandler mod_python.publisher\n',
  },

  *check(context) {
    for (const { path, syntax } of context.site.configFiles) {
      for (const node of directives(syntax.children)) {
        const name = node.name.toLowerCase();
        const argv = wordValues(node.args);
        const at = placeOfNode(path, syntax, node);
        if (name === 'defaulttype' && /^(?:mod_python|python-program)$/i.test(argv[0] ?? '')) {
          yield context.use({ at, message: 'type', data: { directive: node.name }, state: 'manual' });
        } else if (
          name === 'rewriterule' &&
          /[[,]\s*(?:H|handler)=(?:mod_python|python-program)\b/i.test(node.args)
        ) {
          yield context.use({ at, message: 'flag', data: {}, state: 'manual' });
        }
      }
    }
  },
});

function* directives(nodes: readonly SyntaxNode[]): Generator<DirectiveNode> {
  for (const node of nodes) {
    if (node.kind === 'directive') yield node;
    if (node.kind === 'section') yield* directives(node.children);
  }
}
