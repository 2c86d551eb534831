import { defineRule } from '../../src/core/rule.js';
import { type DirectiveUse, directiveUses, isSkipped } from '../../src/site/directives.js';
import type { Site } from '../../src/site/site.js';

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
  messages: {
    several: '{directive} is read in {count} places and means something else in each',
    late: '{directive} counts only {condition}, and a SetHandler or AddHandler behind that branch would win over its own: put the branch behind it',
    inherited:
      '{directive} counts only {condition}, and sections below inherit it: nobody can say here what they run; give -D for what is defined, or put the line into those sections',
  },
  example: {
    before:
      '<Macro App $module>\n    SetHandler mod_python\n    PythonHandler $module\n</Macro>\n<Location /shop>\n    Use App shop.web\n</Location>\n<Location /forum>\n    Use App forum.web\n</Location>\n',
    after:
      '<Macro App $module>\n    SetHandler mod_python\n    PythonHandler $module\n</Macro>\n<Location /shop>\n    Use App shop.web\n</Location>\n<Location /forum>\n    Use App forum.web\n</Location>\n',
  },

  *check(context) {
    const { site } = context;
    for (const use of directiveUses(site.configFiles).filter((one) => !isSkipped(one))) {
      const places = site.configured.flatMap(({ design }) =>
        design.ambiguous.filter((mount) => use.scopes.includes(mount.scope)),
      );
      const entangled = branchOf(site, use);
      if (entangled) {
        const { name, test } = entangled.condition;
        const data = { directive: use.node.name, condition: `in <${name} ${test}>` };
        yield context.use({ at: use.place, message: entangled.why, data, state: 'manual' });
        continue;
      }
      if (places.length === 0) continue;
      const data = { directive: use.node.name, count: places.length };
      yield context.use({ at: use.place, message: 'several', data, state: 'manual' });
    }
  },
});

/** The branch of the line that has to stay as it is. */
function branchOf(site: Site, use: DirectiveUse) {
  for (const { entangled } of site.configured) {
    for (const scope of use.scopes) {
      const why = entangled.get(scope);
      if (why && scope.condition) return { why, condition: scope.condition };
    }
  }
  return undefined;
}
