import { defineRule } from '../../src/core/rule.js';
import { changeWord } from '../../src/site/changes.js';
import { lineOf } from '../../src/site/directives.js';
import { layersOf } from '../../src/site/inherit.js';
import { placeOfNode } from '../../src/site/place.js';
import { named, type Scope } from '../../src/site/scopes.js';
import type { ConfiguredSite } from '../../src/site/site.js';

export default defineRule({
  code: 'MP116',
  name: 'accept-path-info',
  target: 'httpd',
  severity: 'warning',
  summary: 'Let the path behind a file name through to the application',
  why: 'mod_python ran the handler whatever AcceptPathInfo said. mod_wsgi answers 404 to an address with more path behind the file when it is Off.',
  todo: 'Remove AcceptPathInfo Off where a WSGI application serves the section.',
  effort: '2m',
  refs: ['https://httpd.apache.org/docs/2.4/mod/core.html#acceptpathinfo'],
  messages: {
    off: 'AcceptPathInfo Off had no effect on Python handlers, but would stop {name}: it becomes On',
  },
  example: { before: 'AcceptPathInfo Off\n', after: 'AcceptPathInfo On\n' },

  *check(context) {
    const { site } = context;
    for (const configured of site.configured) {
      for (const scope of configured.configuration.scopes) {
        const name = servedBy(configured, scope);
        if (name === undefined) continue;
        for (const node of named(scope, 'AcceptPathInfo').filter((one) => /^off$/i.test(one.argv[0] ?? ''))) {
          const line = lineOf(site.configFiles, node);
          if (!line) continue;
          const at = placeOfNode(line.file.path, line.file.syntax, line.node);
          yield context.note({
            at,
            message: 'off',
            data: { name },
            confidence: 'review',
            edits: changeWord(line, 0, 'On'),
          });
        }
      }
    }
  },
});

/** The WSGI handler that all requests of the scope go to (by SetHandler), if there is one. */
function servedBy(configured: ConfiguredSite, scope: Scope): string | undefined {
  const layers = layersOf(scope, configured.configuration.scopes);
  const targets = configured.design.targets.filter(
    ({ mount }) => layers.includes(mount.scope) && mount.settings.setHandler !== undefined,
  );
  return targets.at(-1)?.name;
}
