import { defineRule } from '../../src/core/rule.js';
import { touchedScopes } from '../../src/site/access/access.js';
import { replaceLine } from '../../src/site/changes.js';
import { lineOf } from '../../src/site/configuration/directives.js';
import { unmixedOptions } from '../../src/site/configuration/mixed-options.js';
import { named } from '../../src/site/configuration/scopes.js';
import { placeOfNode } from '../../src/site/place.js';

export default defineRule({
  code: 'MP132',
  name: 'apache24-options',
  target: 'httpd',
  severity: 'note',
  summary: 'Write Options with signs before all words or before none',
  why: 'Apache 2.2 took words with and without a sign in one line; Apache 2.4 does not start with them.',
  todo: 'Run migrate with --only apache24, or write all words without a sign.',
  effort: '2m',
  refs: ['https://httpd.apache.org/docs/2.4/mod/core.html#options'],
  messages: {
    unmixed: 'the words of Options are all without a sign now, and mean what they meant to Apache 2.2',
    mixed: 'Apache 2.4 does not start with this line: some words of Options have a sign, some have none',
  },
  example: {
    before: '<Directory /srv/www>\n    Options Indexes +FollowSymLinks\n</Directory>\n',
    after: '<Directory /srv/www>\n    Options Indexes +FollowSymLinks\n</Directory>\n',
  },

  *check(context) {
    const { site } = context;
    if (site.options.apache !== '2.4') return;
    const seen = new Set<unknown>();
    for (const configured of site.configured) {
      const touched = touchedScopes(configured);
      for (const scope of configured.configuration.scopes) {
        for (const node of named(scope, 'Options')) {
          const words = unmixedOptions(node.argv);
          const line = words && lineOf(site.configFiles, node);
          if (!line || seen.has(line.node)) continue;
          seen.add(line.node);
          const at = placeOfNode(line.file.path, line.file.syntax, line.node);
          if (site.options.apache24 || touched.has(scope)) {
            const edits = replaceLine(line, [`Options ${words.join(' ')}`]);
            yield context.note({ at, message: 'unmixed', data: {}, edits });
          } else {
            yield context.note({ at, message: 'mixed', data: {}, todo: this.todo, confidence: 'manual' });
          }
        }
      }
    }
  },
});
