import { defineRule } from '../../src/core/rule.js';
import { quoteWord } from '../../src/httpd/syntax/words.js';
import { changeName, changeWord, removeLine, replaceLine } from '../../src/site/changes.js';
import type { DirectiveUse } from '../../src/site/configuration/directives.js';
import { layersOf } from '../../src/site/configuration/inherit.js';
import { isInternal, optionVariable } from '../../src/site/configuration/options.js';
import { mayMeet } from '../../src/site/configuration/overlap.js';
import type { PythonSettings } from '../../src/site/configuration/settings.js';
import { foreignContent } from '../../src/site/guards/guards.js';
import { retire } from '../../src/site/lines/mount.js';
import { spreadTargets } from '../../src/site/mounts/processes.js';
import type { Site } from '../../src/site/site.js';

export default defineRule({
  code: 'MP106',
  name: 'python-option',
  target: 'httpd',
  severity: 'error',
  summary: 'Turn PythonOption into SetEnv',
  why: 'SetEnv is merged from section to section exactly as PythonOption was, stays in the same file, and reaches the application in environ.',
  todo: 'Set the value with SetEnv and read it from environ.',
  effort: '5m',
  refs: ['https://httpd.apache.org/docs/2.4/mod/mod_env.html#setenv'],
  messages: {
    set: 'option {key} becomes an environment variable of the request',
    shared:
      'option {key} becomes an environment variable of the request, which programs behind "{other}" see as well: move a password into the sections that Python serves',
    taken:
      'option {key} becomes the variable {name}: {key} is the name of another variable, from which mod_python kept it apart',
    unset:
      'option {key} is removed here: an empty value says so to the entry script, also where UnsetEnv would be lost',
    adapted:
      'option {key} was for the mod_python handler of the framework: its WSGI entry needs no such thing',
    renamed: 'option {key} becomes {name}, where the framework looks under WSGI',
    guard:
      'option {key} moves into {script}: a script that guards sees no variables, and what it guards need not see this one',
    memory:
      'option {key} becomes an environment variable of the request. A MemorySession is known to the process that made it only, and several will answer here: with `--processes 1` visitors keep their sessions, as does FileSession or DbmSession',
    internal: 'option {key} was for mod_python itself and has no meaning any more',
  },
  example: {
    before: '<Directory /srv/app>\n    PythonOption theme dark\n</Directory>\n',
    after: '<Directory /srv/app>\n    SetEnv theme dark\n</Directory>\n',
  },

  *check(context) {
    for (const use of context.site.directives.filter((one) => one.name === 'pythonoption')) {
      const [key = '', value = ''] = use.argv;
      const at = use.place;
      const adapted = adaptedName(context.site, use, key);
      if (adapted !== undefined) {
        const edits = adapted === null ? retire(context.site, use).edits : changeOption(use, adapted);
        const message = adapted === null ? 'adapted' : 'renamed';
        const state = adapted === null ? 'dropped' : 'config';
        yield context.use({ at, message, data: { key, name: adapted ?? '' }, state, edits });
      } else if (guardOf(context.site, use) !== undefined) {
        const data = { key, script: guardOf(context.site, use) ?? '' };
        yield context.use({ at, message: 'guard', data, state: 'config', edits: removeLine(use) });
      } else if (isInternal(key)) {
        yield context.use({
          at,
          message: 'internal',
          data: { key },
          state: 'dropped',
          edits: removeLine(use),
        });
      } else if (value === '') {
        // UnsetEnv is forgotten when a .htaccess or a second section is merged below it (mod_env.c, merge_env_dir_configs).
        const edits = replaceLine(use, [`SetEnv ${quoteWord(variableOf(context.site, use, key))} ""`]);
        yield context.use({ at, message: 'unset', data: { key }, state: 'config', edits });
      } else {
        const shared = sharedWith(context.site, use);
        const name = variableOf(context.site, use, key);
        const own = name === key ? 'set' : 'taken';
        const forgets = shared === undefined && forgetsSessions(context.site, use, key, value);
        yield context.use({
          at,
          message: shared === undefined ? (forgets ? 'memory' : own) : 'shared',
          data: { key, name, other: shared ?? '' },
          state: shared === undefined && !forgets ? 'config' : 'review',
          edits: name === key ? changeName(use, 'SetEnv') : changeOption(use, name),
        });
      }
    }
  },
});

/** The script of the guards for which the option was meant, where nothing else takes it. */
function guardOf(site: Site, use: DirectiveUse): string | undefined {
  const takes = ({ settings }: { readonly settings: PythonSettings }) =>
    [...settings.options.values()].some((option) => option.from.node.origin.node === use.node);
  const reached = site.configured.some(({ mounts, configuration: { scopes } }) => {
    const own = use.scopes.filter((scope) => scopes.includes(scope));
    return mounts.some((mount) => takes(mount) || own.some((scope) => mayMeet(mount.scope, scope, scopes)));
  });
  if (reached) return undefined;
  const guards = site.configured.flatMap(({ design }) => design.guards);
  return guards.find((pair) => !pair.obstacle && pair.needs.some(takes))?.script;
}

/** Whether sessions live in the memory of one process where several answer. */
function forgetsSessions(site: Site, use: DirectiveUse, key: string, value: string): boolean {
  if (value !== 'MemorySession' || !/^(?:mod_python\.session\.session_type|session)$/.test(key)) return false;
  return spreadTargets(site).some(({ mount }) =>
    [...mount.settings.options.values()].some((option) => option.from.node.origin.node === use.node),
  );
}

/** Environ key that the framework of the section's mount uses for the option; null: none; undefined: no framework. */
function adaptedName(site: Site, use: DirectiveUse, key: string): string | null | undefined {
  const targets = site.configured
    .flatMap((configured) => configured.design.targets)
    .filter(({ mount }) =>
      [...mount.settings.options.values()].some((option) => option.from.node.origin.node === use.node),
    );
  const adapters = targets.flatMap((target) => target.adapter ?? []);
  return adapters.length === targets.length ? adapters[0]?.options[key.toLowerCase()] : undefined;
}

/** The variable that brings the option to the entry scripts; a file may stand in several configurations. */
function variableOf(site: Site, use: DirectiveUse, key: string): string {
  const around = site.configured.filter(({ configuration }) =>
    use.scopes.some((scope) => configuration.scopes.includes(scope)),
  );
  const names = around.map(({ configuration }) => optionVariable(key, configuration.scopes));
  return names.find((name) => name !== key) ?? key;
}

/** The directive that hands requests of the section to CGI, PHP and the like, which get variables that they never had. */
function sharedWith(site: Site, use: DirectiveUse): string | undefined {
  for (const { configuration } of site.configured) {
    for (const scope of use.scopes.filter((one) => configuration.scopes.includes(one))) {
      const found = foreignContent(scope, layersOf(scope, configuration.scopes), configuration.scopes);
      if (found !== undefined && /cgi|php|fcgi|action|server-parsed/i.test(found)) return found;
      if (found !== undefined && /^ScriptAlias/i.test(found)) return found;
    }
  }
  return undefined;
}

function changeOption(use: DirectiveUse, name: string) {
  return [...changeName(use, 'SetEnv'), ...changeWord(use, 0, name)];
}
