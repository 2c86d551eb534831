import { defineRule } from '../../src/core/rule.js';
import { directiveUses } from '../../src/site/directives.js';

export default defineRule({
  code: 'MP117',
  name: 'ambiguous-section',
  target: 'httpd',
  severity: 'error',
  summary: 'Split a section that is read in several places and means something else in each',
  why: 'The section is included, or its macro used, more than once with different settings around it. No single text in its place would be right everywhere.',
  todo: 'Give each place a section of its own, then run migrate again.',
  effort: '30m',
  refs: [],
  messages: { several: '{directive} is read in {count} places and means something else in each' },
  example: {
    before: '<Location /app>\n    SetHandler mod_python\n    PythonHandler app\n</Location>\n',
    after: '<Location /app>\n    SetHandler mod_python\n    PythonHandler app\n</Location>\n',
  },

  *check(context) {
    const { site } = context;
    for (const use of directiveUses(site.configFiles)) {
      const places = site.configured.flatMap(({ design }) =>
        design.ambiguous.filter((mount) => use.scopes.includes(mount.scope)),
      );
      if (places.length === 0) continue;
      const data = { directive: use.node.name, count: places.length };
      yield context.use({ at: use.place, message: 'several', data, state: 'manual' });
    }
  },
});
