import { defineRule } from '../../src/core/rule.js';
import type { Condition, EffectiveDirective } from '../../src/httpd/reading/effective.js';
import { type DirectiveUse, directiveUses, isSkipped } from '../../src/site/configuration/directives.js';
import { isPythonHandlerName } from '../../src/site/configuration/settings.js';
import { closing, leaveShut, OPEN } from '../../src/site/guards/closed-section.js';
import { hookOf } from '../../src/site/guards/hooks.js';
import { configFileOf } from '../../src/site/lines/anchors.js';
import { conditionalLayers } from '../../src/site/mounts/conditional-layers.js';
import {
  type DifferingHosts,
  differingHosts,
  takesFirstHost,
} from '../../src/site/mounts/differing-hosts.js';
import { serverName } from '../../src/site/mounts/names.js';
import { placeOfNode } from '../../src/site/place.js';
import type { Site } from '../../src/site/site.js';

export default defineRule({
  code: 'MP117',
  name: 'ambiguous-section',
  target: 'httpd',
  severity: 'error',
  summary: 'Split a section that is read in several places and means something else in each',
  why: 'The section is included, or its macro used, more than once with different settings around it, several virtual hosts lead to its folder, or parts of it count under conditions that only the server knows. No single text in its place would be right everywhere.',
  todo: 'Give each place a section of its own with the lines that became comments, and without WSGIHandlerScript and WSGIAccessScript lines that keep it shut; then run migrate again.',
  effort: '30m',
  refs: [],
  messages: {
    several: '{directive} is read in {count} places and means something else in each',
    comment:
      '{directive} is read in {count} places and means something else in each: it becomes a comment, and the places stay shut until each has a section of its own',
    late: '{directive} counts only {condition}, and a SetHandler or AddHandler behind that branch would win over its own: it becomes a comment; put the branch behind it',
    together:
      '{directive} counts only {condition}, and another branch of the section may be read as well: no entry script is right for both, so it becomes a comment; put them into branches that exclude each other, or give -D for what is defined',
    depends:
      '{directive} counts only {condition}, and {script} is made for where that holds; if it does not, change the script',
    inherited:
      '{directive} counts only {condition}, and sections below inherit it: nobody can say here what they run, so it becomes a comment; give -D for what is defined, or put the line into those sections',
    hosts:
      'the virtual hosts {hosts} all read this, and {directives} is not the same in them: {script} has what {first} says',
    unhosted:
      'the virtual hosts {hosts} all use this section, and {directives} is not the same in them: {script} has none of it',
  },
  example: {
    before:
      '<Macro App $module>\n    SetHandler mod_python\n    PythonHandler $module\n</Macro>\n<Location /shop>\n    Use App shop.web\n</Location>\n<Location /forum>\n    Use App forum.web\n</Location>\n',
    after:
      '<Macro App $module>\n    WSGIHandlerScript mod_python /srv/www/wsgi/unmapped.wsgi application-group=%{GLOBAL}\n    SetHandler mod_python\n    # migrate: by hand MP117: each place needs a section of its own; this line is right for none of them\n    # PythonHandler $module\n</Macro>\n<Location /shop>\n    Use App shop.web\n</Location>\n<Location /forum>\n    Use App forum.web\n</Location>\n',
  },

  *check(context) {
    const { site } = context;
    for (const { line, directive, condition, target } of conditionalLayers(site)) {
      const at = placeOfNode(line.file.path, line.file.syntax, line.node);
      const data = { directive, condition: words(condition), script: target.script };
      yield context.note({ at, message: 'depends', data, severity: 'warning', confidence: 'review' });
    }
    for (const found of differingHosts(site)) {
      const place = firstLineOf(site, found);
      if (place) yield context.note({ ...place, severity: 'warning', confidence: 'review' });
    }
    for (const use of directiveUses(site.configFiles).filter((one) => !isSkipped(one))) {
      const places = site.configured.flatMap(({ design }) =>
        design.ambiguous.filter((mount) => use.scopes.includes(mount.scope)),
      );
      const entangled = branchOf(site, use);
      if (entangled) {
        const { name, test } = entangled.condition;
        const data = { directive: use.node.name, condition: words(entangled.condition) };
        const reason = `what it did where <${name} ${test}> holds is done by nothing now`;
        const closed = entangled.shuts === use.node ? closing(site, use) : OPEN;
        const change = leaveShut(use, this.code, reason, closed);
        yield context.use({ at: use.place, message: entangled.why, data, state: 'manual', ...change });
        continue;
      }
      if (places.length === 0) continue;
      const data = { directive: use.node.name, count: places.length };
      if (isMapping(use)) {
        // MP119 puts a script beside it that answers for it.
        yield context.use({ at: use.place, message: 'several', data, state: 'manual' });
        continue;
      }
      const change = leftInPlace(site, use, this.code);
      yield context.use({ at: use.place, message: 'comment', data, state: 'manual', ...change });
    }
  },
});

/** Where a section that several hosts share begins to speak of Python, and what is to be said about it. */
function firstLineOf(site: Site, found: DifferingHosts) {
  const { scope, hosts, directives, target } = found;
  const line = scope.directives.find(({ name }) => /^(?:python|(?:set|add)handler$)/i.test(name));
  const file = line && configFileOf(line.origin.file, site);
  if (!line || !file) return undefined;
  const names = hosts.map((host) => [serverName(host) ?? '', `(${host.argument})`].join(' ').trim());
  const data = {
    hosts: names.join(', '),
    directives: directives.join(', '),
    script: target.script,
    first: names[0] ?? '',
  };
  const message = takesFirstHost(found) ? ('hosts' as const) : ('unhosted' as const);
  return {
    at: placeOfNode(file.path, file.syntax, line.origin.node),
    message,
    data,
    todo: 'Copy the section into each virtual host, or compare the entry script with the lines of all of them.',
  };
}

function words({ name, test }: Condition): string {
  return `in <${name} ${test}>`;
}

function isMapping({ name }: DirectiveUse): boolean {
  return /^(?:(?:set|add)handler|(?:add|force)type)$/.test(name);
}

/** Apache does not start with the line; where it kept visitors out, a door that stays shut takes its place. */
function leftInPlace(site: Site, use: DirectiveUse, code: string) {
  const reason = 'each place needs a section of its own; this line is right for none of them';
  // One door is enough for a section; it stands behind the first guard.
  const first = use.scopes[0]?.directives.find(({ name }) => isGuard(name))?.origin.node;
  return leaveShut(use, code, reason, first === use.node ? closing(site, use) : OPEN);
}

function isGuard(name: string): boolean {
  return hookOf(name) !== undefined || /^pythonhandlermodule$/i.test(name);
}

/** The branch of the line that cannot have a script of its own, and its first line whose loss would open it. */
function branchOf(site: Site, use: DirectiveUse) {
  for (const { entangled } of site.configured) {
    for (const scope of use.scopes) {
      const why = entangled.get(scope);
      const { condition, directives } = scope;
      if (why && condition) return { why, condition, shuts: directives.find(closes)?.origin.node };
    }
  }
  return undefined;
}

/** Guards keep people out, and mappings the sources in. */
function closes({ name, argv }: EffectiveDirective): boolean {
  return isGuard(name) || (/^(?:set|add)handler$/i.test(name) && isPythonHandlerName(argv[0]));
}
