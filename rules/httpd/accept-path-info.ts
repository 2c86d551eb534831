import { defineRule } from '../../src/core/rule.js';
import type { EffectiveDirective } from '../../src/httpd/reading/effective.js';
import { changeWord } from '../../src/site/changes.js';
import { lineOf } from '../../src/site/configuration/directives.js';
import { layersOf } from '../../src/site/configuration/inherit.js';
import { named, type Scope } from '../../src/site/configuration/scopes.js';
import { placeOfNode } from '../../src/site/place.js';
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
    shared:
      'AcceptPathInfo Off had no effect on Python handlers, but would stop {name}: it becomes Default, which lets handlers decide and keeps plain files as they are; CGI programs and PHP pages of the section take such addresses now, too',
  },
  example: { before: 'AcceptPathInfo Off\n', after: 'AcceptPathInfo On\n' },

  *check(context) {
    const { site } = context;
    for (const configured of site.configured) {
      const seen = new Set<unknown>();
      for (const { node, name, whole } of stopping(configured)) {
        const line = lineOf(site.configFiles, node);
        if (!line || seen.has(line.node)) continue;
        seen.add(line.node);
        const at = placeOfNode(line.file.path, line.file.syntax, line.node);
        const message = whole ? 'off' : 'shared';
        const edits = changeWord(line, 0, whole ? 'On' : 'Default');
        yield context.note({ at, message, data: { name }, confidence: 'review', edits });
      }
    }
  },
});

interface Stopping {
  readonly node: EffectiveDirective;
  /** The WSGI handler that it would stop. */
  readonly name: string;
  /** Whether all requests of the line's section go to that handler. */
  readonly whole: boolean;
}

/** Lines that say Off in sections that a handler serves, and lines around such sections that are in force there. */
function stopping(configured: ConfiguredSite): readonly Stopping[] {
  const { scopes } = configured.configuration;
  const own = scopes.flatMap((scope) => {
    const name = servedBy(configured, scope);
    return name === undefined ? [] : linesOff(scope).map((node) => ({ node, name, whole: true }));
  });
  const around = configured.design.targets.flatMap(({ mount, name, alias }) => {
    if (mount.kind === 'guard' || alias !== undefined) return [];
    const node = layersOf(mount.scope, scopes)
      .flatMap((layer) => named(layer, 'AcceptPathInfo'))
      .at(-1);
    return node && isOff(node) ? [{ node, name, whole: false }] : [];
  });
  return [...own, ...around];
}

function linesOff(scope: Scope): readonly EffectiveDirective[] {
  return named(scope, 'AcceptPathInfo').filter(isOff);
}

function isOff({ argv }: EffectiveDirective): boolean {
  return /^off$/i.test(argv[0] ?? '');
}

/** The WSGI handler that all requests of the scope go to (by SetHandler), if there is one. */
function servedBy(configured: ConfiguredSite, scope: Scope): string | undefined {
  const layers = layersOf(scope, configured.configuration.scopes);
  const targets = configured.design.targets.filter(
    ({ mount }) => layers.includes(mount.scope) && mount.settings.setHandler !== undefined,
  );
  return targets.at(-1)?.name;
}
