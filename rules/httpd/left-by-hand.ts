import { defineRule } from '../../src/core/rule.js';
import { latin1 } from '../../src/httpd/syntax/bytes.js';
import type { CommentNode, SyntaxNode } from '../../src/httpd/syntax/tree.js';
import { MANUAL_MARK } from '../../src/site/manual-mark.js';
import { placeOfNode } from '../../src/site/place.js';

export default defineRule({
  code: 'MP112',
  name: 'left-by-hand',
  target: 'httpd',
  severity: 'error',
  summary: 'Finish what an earlier migration left as a comment',
  why: 'The directive below the comment did something that nothing does now.',
  todo: 'Replace what the directive did, then delete the comment and the directive below it.',
  effort: '1h',
  refs: [],
  messages: { open: 'still to be done by hand: {text}' },
  example: {
    before: `<VirtualHost *:7070>\n    # ${MANUAL_MARK} MP111: run it as a server of its own\n    # PythonConnectionHandler gopher\n</VirtualHost>\n`,
    after: `<VirtualHost *:7070>\n    # ${MANUAL_MARK} MP111: run it as a server of its own\n    # PythonConnectionHandler gopher\n</VirtualHost>\n`,
  },

  *check(context) {
    for (const file of context.site.configFiles) {
      for (const node of comments(file.syntax.children)) {
        const text = latin1(file.syntax.bytes.subarray(node.start, node.end)).trim();
        if (!text.startsWith(`# ${MANUAL_MARK} `)) continue;
        const at = placeOfNode(file.path, file.syntax, node);
        const data = { text: text.slice(MANUAL_MARK.length + 3) };
        yield context.use({ at, message: 'open', data, state: 'manual' });
      }
    }
  },
});

function* comments(nodes: readonly SyntaxNode[]): Generator<CommentNode> {
  for (const node of nodes) {
    if (node.kind === 'comment') yield node;
    if (node.kind === 'section') yield* comments(node.children);
  }
}
