import { defineRule } from '../../src/core/rule.js';
import { accessChanges, touchedScopes } from '../../src/site/access/access.js';
import type { AccessChange } from '../../src/site/access/plan.js';
import type { AccessSection, Obstacle } from '../../src/site/access/sections.js';
import { addBefore, type PathEdit, removeLine, replaceLine } from '../../src/site/changes.js';
import { lineOf } from '../../src/site/configuration/directives.js';
import { describeScope } from '../../src/site/configuration/scopes.js';
import { placeOfNode, type SitePlace } from '../../src/site/place.js';
import type { Site } from '../../src/site/site.js';

export default defineRule({
  code: 'MP130',
  name: 'apache24-access',
  target: 'httpd',
  severity: 'note',
  summary: 'Say who may come in with Require, as Apache 2.4 does',
  why: 'Order, Allow, Deny and Satisfy work in Apache 2.4 only as long as mod_access_compat is loaded, and surprise beside Require lines. What changes here means the same for every request.',
  todo: 'Rewrite the section by hand, together with those it is merged with, or keep mod_access_compat loaded.',
  effort: '10m',
  refs: ['https://httpd.apache.org/docs/2.4/upgrading.html#access'],
  messages: {
    changed: 'who may come in at {section} is said with Require now',
    taken:
      'the hosts that an outer section lets in stand beside the Require lines of {section} now: Apache 2.4 would forget them',
    word: 'Order and Allow stay at {section}: a word in them has no certain counterpart',
    limit: 'Order and Allow stay at {section}: inside <Limit> they hold for some methods only',
    htaccess:
      'Order and Allow stay in {section}: Require may not be allowed there (AllowOverride AuthConfig)',
    condition: 'Order and Allow stay at {section}: some of the lines stand in a condition of their own',
    several: 'Order and Allow stay at {section}: the lines are read in several places',
    merging: 'Order and Allow stay at {section}: AuthMerging changes what Require lines mean',
    guard: 'Order and Allow stay at {section}: Python decides there, too, who comes in',
    meets:
      'Order and Allow stay at {section}: other sections that hold for the same requests have rules of their own, and one list of Require lines could not say what both say',
    untouched:
      'Order and Allow stay at {section}, which is merged with sections that the migration does not touch: "--only apache24" looks at all of them',
    fragment:
      'Order and Allow stay at {section}: only with the whole configuration of the server can it be told what they are merged with',
  },
  example: {
    before:
      'Listen 80\n<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler app\n    Order allow,deny\n    Allow from all\n</Directory>\n',
    after:
      'Listen 80\n# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess app processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript app /srv/wsgi/app.wsgi process-group=app application-group=%{GLOBAL}\n<Directory /srv/app>\n    SetHandler app\n    Require all granted\n</Directory>\n',
  },

  *check(context) {
    const { site } = context;
    const seen = new Set<string>();
    for (const configured of site.configured) {
      const touched = touchedScopes(configured);
      for (const change of accessChanges(site, configured)) {
        const { section, obstacle } = change;
        if (obstacle && !site.options.apache24 && !touched.has(section.scope)) continue;
        const at = placeOfSection(site, section);
        if (!at || seen.has(at.byteOffset + at.path)) continue;
        seen.add(at.byteOffset + at.path);
        const data = { section: describeScope(section.scope) };
        if (obstacle) {
          const message: Obstacle = obstacle;
          yield context.note({ at, message, data, todo: this.todo, confidence: 'manual' });
        } else {
          const message = section.old.length > 0 ? 'changed' : 'taken';
          yield context.note({ at, message, data, confidence: 'safe', edits: editsOf(site, change) });
        }
      }
    }
  },
});

function placeOfSection(site: Site, { at }: AccessSection): SitePlace | undefined {
  const file = site.configFiles.find((one) => one.syntax === at?.origin.file);
  return file && at && placeOfNode(file.path, file.syntax, at.origin.node);
}

/** The new lines in the place of the first line that goes; where none goes, in front of the first Require. */
function editsOf(site: Site, { section, lines, takesRequires }: AccessChange): readonly PathEdit[] {
  const gone = [...section.old, ...(takesRequires ? section.requires : [])].flatMap(
    (node) => lineOf(site.configFiles, node) ?? [],
  );
  const sorted = [...gone].sort((a, b) => a.node.start - b.node.start);
  const [first, ...others] = sorted;
  if (!first) {
    const require = section.requires[0] && lineOf(site.configFiles, section.requires[0]);
    return require ? addBefore(require.file, require.node, lines, 4) : [];
  }
  return [
    ...(lines.length ? replaceLine(first, lines) : removeLine(first)),
    ...others.flatMap((line) => removeLine(line)),
  ];
}
