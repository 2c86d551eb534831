import { defineRule } from '../../src/core/rule.js';
import { removeLine, replaceLine } from '../../src/site/changes.js';
import { lineOf } from '../../src/site/configuration/directives.js';
import { leftoverOf } from '../../src/site/configuration/leftovers.js';
import { isPythonHandlerName } from '../../src/site/configuration/settings.js';
import { placeOfNode } from '../../src/site/place.js';

export default defineRule({
  code: 'MP131',
  name: 'apache24-leftovers',
  target: 'httpd',
  severity: 'note',
  summary: 'Take out directives that Apache 2.4 ignores or does not know',
  why: 'Directives of Apache 1.3 and 2.2 keep Apache 2.4 from starting, or do nothing there but warn.',
  todo: 'Run migrate with --only apache24, or take the directive out by hand.',
  effort: '2m',
  refs: ['https://httpd.apache.org/docs/2.4/upgrading.html'],
  messages: {
    idle: '{directive} goes: Apache 2.4 does without',
    type: '{directive} goes: Apache 2.4 ignores it, and sends files of unknown extension without a type',
    lock: '{directive} gives way to Mutex, whose defaults are good on most systems',
    port: '{directive} is from Apache 1.3: Listen says where Apache listens',
    stops: 'Apache 2.4 does not start with {directive}',
    ignored: 'Apache 2.4 ignores {directive}',
  },
  example: {
    before: 'ServerName www.example.org\nNameVirtualHost *:80\n',
    after: 'ServerName www.example.org\nNameVirtualHost *:80\n',
  },

  *check(context) {
    const { site } = context;
    if (site.options.apache !== '2.4') return;
    const seen = new Set<unknown>();
    for (const { configuration } of site.configured) {
      for (const node of configuration.scopes.flatMap((scope) => scope.directives)) {
        const found = node.active === false ? undefined : leftoverOf(node, configuration.scopes);
        const line = found && lineOf(site.configFiles, node);
        // AddModule mod_python.c and DefaultType mod_python are uses of mod_python: other rules have them.
        if (!line || seen.has(line.node) || /^mod_python/.test(node.argv[0] ?? '')) continue;
        if (isPythonHandlerName(node.argv[0])) continue;
        seen.add(line.node);
        const at = placeOfNode(line.file.path, line.file.syntax, line.node);
        const data = { directive: node.name };
        if (!site.options.apache24) {
          const message = found.fatal ? 'stops' : 'ignored';
          yield context.note({ at, message, data, todo: this.todo, confidence: 'manual' });
          continue;
        }
        const edits = found.lines.length ? replaceLine(line, found.lines) : removeLine(line);
        const confidence = found.kind === 'idle' ? 'safe' : 'review';
        yield context.note({ at, message: found.kind, data, confidence, edits });
      }
    }
  },
});
