import { defineRule } from '../../src/core/rule.js';
import { leaveToPerson, type PathEdit, removeLine } from '../../src/site/changes.js';
import type { ConfigLine } from '../../src/site/configuration/config-file.js';
import type { DirectiveUse } from '../../src/site/configuration/directives.js';
import { isPythonHandlerName, pythonExtensions } from '../../src/site/configuration/settings.js';
import { retire, targetOf } from '../../src/site/lines/mount.js';
import type { Mount } from '../../src/site/mounts/mounts.js';
import type { Site } from '../../src/site/site.js';

const USES = new Set(['setoutputfilter', 'setinputfilter', 'addoutputfilter', 'addinputfilter']);

export default defineRule({
  code: 'MP115',
  name: 'python-filter',
  target: 'httpd',
  severity: 'error',
  summary: 'Run Python filters inside the entry script',
  why: 'mod_wsgi has no hook for filters. The entry script sends its own output, or the files it serves, through the same filter functions; what other modules produce is out of its reach.',
  todo: 'Use mod_substitute, mod_sed or mod_ext_filter for content that is not made by Python.',
  effort: '1h',
  refs: ['https://httpd.apache.org/docs/2.4/mod/mod_ext_filter.html'],
  messages: {
    declared: 'filter {name} is declared by the entry scripts that use it',
    unused: 'filter {name} is not used by any section and goes',
    applied: '{directive} {name}: {script} runs the filter',
    order:
      '{directive} {name}: {script} runs the filter, and so before the filters of Apache in the same line',
    foreign: '{directive} {name} filters what Python does not make: mod_wsgi cannot run the filter there',
  },
  example: {
    before: 'PythonOutputFilter shout SHOUT\n',
    after: '',
  },

  *check(context) {
    const { site } = context;
    for (const use of site.directives) {
      const at = use.place;
      if (use.name === 'pythoninputfilter' || use.name === 'pythonoutputfilter') {
        const name = use.argv[1] ?? use.argv[0] ?? '';
        const used = site.directives.some(
          (other) => USES.has(other.name) && namesOf(other).includes(name.toLowerCase()),
        );
        const state = used ? 'bridged' : 'dropped';
        const message = used ? 'declared' : 'unused';
        yield context.use({ at, message, data: { name }, state, edits: removeLine(use) });
      } else if (USES.has(use.name)) {
        const directive = use.node.name;
        const name = use.argv[0] ?? '';
        const target = use.scopes.flatMap((scope) => targetOf(site, scope) ?? [])[0]?.target;
        if (target && reaches(use, target.mount)) {
          const data = { directive, name, script: target.script };
          const rest = otherFilters(site, use);
          // The script runs it before anything that Apache does.
          const message = rest.length > 0 ? 'order' : 'applied';
          const state = message === 'applied' ? 'bridged' : 'review';
          yield context.use({ at, message, data, state, ...retire(site, use, rest) });
        } else {
          const edits = byHand(use, `filter ${name} ran over content that Python does not make`);
          yield context.use({ at, message: 'foreign', data: { directive, name }, state: 'manual', edits });
        }
      }
    }
  },
});

function byHand(line: ConfigLine, reason: string): readonly PathEdit[] {
  return leaveToPerson(line, 'MP115', reason);
}

/** Whether the filter is for files that the mount's Python makes, or that its script serves. */
function reaches(use: DirectiveUse, { kind, inherited, settings }: Mount): boolean {
  const extensions = use.argv.slice(1).map((word) => word.replace(/^\./, '').toLowerCase());
  if (kind === 'guard' || inherited.setHandler || isPythonHandlerName(settings.setHandler?.value))
    return true;
  const python = pythonExtensions(settings);
  return extensions.every((extension) => python.includes(extension));
}

function namesOf(use: DirectiveUse): readonly string[] {
  return (use.argv[0] ?? '').toLowerCase().split(';');
}

/** The line without its Python filters; nothing if they were all it had. */
function otherFilters(site: Site, use: DirectiveUse): readonly string[] {
  const declared = site.configured.find((one) => one.configuration === use.file.configuration)?.filters;
  const [list = '', ...extensions] = use.argv;
  const rest = list.split(';').filter((name) => name !== '' && !declared?.has(name.toLowerCase()));
  return rest.length ? [[use.node.name, rest.join(';'), ...extensions].join(' ')] : [];
}
