import { defineRule } from '../../src/core/rule.js';
import { addAfter, changeWord, type PathEdit, removeLine, replaceLine } from '../../src/site/changes.js';
import type { Configuration } from '../../src/site/configuration/configurations.js';
import type { DirectiveUse } from '../../src/site/configuration/directives.js';
import { isInternal } from '../../src/site/configuration/options.js';
import { socketLines } from '../../src/site/lines/socket-prefix.js';
import type { Site } from '../../src/site/site.js';

export default defineRule({
  code: 'MP101',
  name: 'load-module',
  target: 'httpd',
  severity: 'error',
  summary: 'Load mod_wsgi instead of mod_python',
  why: 'mod_wsgi 4 and 5 refuse to start beside mod_python, and mod_python is no longer built for current systems.',
  todo: 'Remove the line that loads mod_python and load mod_wsgi.',
  effort: '2m',
  refs: ['https://modwsgi.readthedocs.io/en/master/user-guides/installation-issues.html'],
  messages: {
    load: 'LoadModule loads mod_wsgi in place of mod_python',
    debian:
      '{file} loads mod_wsgi now. For Python 3 install libapache2-mod-wsgi-py3: "a2dismod python" and "a2enmod wsgi" then say the same in the way of Debian. For Python 2.7 there is no package: build mod_wsgi 4.9.4 from PyPI, and let the line name the file that "mod_wsgi-express module-location" prints',
    debianConf:
      '{file} loads mod_wsgi now; it must stay enabled, because python.conf beside it holds settings of the site ("a2enmod wsgi" does no harm)',
    twice: 'mod_wsgi is loaded elsewhere: the line that loads mod_python goes',
    debianTwice: 'mod_wsgi is loaded elsewhere: {file} loads nothing now, and "a2dismod python" takes it out',
    add: 'AddModule {module} is from Apache 1.3 and goes: LoadModule is enough',
  },
  example: {
    before: 'LoadModule python_module modules/mod_python.so\n',
    after: 'LoadModule wsgi_module modules/mod_wsgi.so\n',
  },

  *check(context) {
    const { site } = context;
    const loads = site.directives.filter((use) => use.name === 'loadmodule');
    const loaded = new Set(site.configured.map((one) => one.configuration).filter(loadsWsgi));
    for (const use of loads) {
      const at = use.place;
      const twice = loaded.has(use.file.configuration);
      const sockets = use === loads[0] ? socketLines(site, use.file.configuration) : [];
      const edits = twice ? dropLine(use, sockets) : loadWsgi(use, sockets);
      const hint = debianHint(site, use, twice);
      if (hint) {
        const data = { file: use.place.path.replace(/^.*\/(?=mods-)/, '') };
        yield context.use({ at, message: hint, data, state: 'review', edits });
      } else {
        yield context.use({ at, message: twice ? 'twice' : 'load', data: {}, state: 'config', edits });
      }
    }
    for (const use of context.site.directives.filter((one) => one.name === 'addmodule')) {
      const data = { module: use.argv[0] ?? '' };
      yield context.use({ at: use.place, message: 'add', data, state: 'dropped', edits: removeLine(use) });
    }
  },
});

/** Whether the configuration loads mod_wsgi already. */
function loadsWsgi(configuration: Configuration): boolean {
  return configuration.trees.some((tree) =>
    tree.readTime.some(
      (node) =>
        node.name.toLowerCase() === 'loadmodule' && node.argv[0] === 'wsgi_module' && node.active !== false,
    ),
  );
}

function loadWsgi(use: DirectiveUse, sockets: readonly string[]): readonly PathEdit[] {
  const file = (use.argv[1] ?? '').replace(/mod_python\d*\.so$/, 'mod_wsgi.so');
  const words = [...changeWord(use, 0, 'wsgi_module'), ...changeWord(use, 1, file)];
  return sockets.length ? [...words, ...addAfter(use.file, use.node, sockets, 1)] : words;
}

function dropLine(use: DirectiveUse, sockets: readonly string[]): readonly PathEdit[] {
  return sockets.length ? replaceLine(use, sockets) : removeLine(use);
}

/** What to say of a file that a2enmod has linked; it takes .conf and .load of one name together. */
function debianHint(
  site: Site,
  { file: { path } }: DirectiveUse,
  twice: boolean,
): 'debian' | 'debianConf' | 'debianTwice' | undefined {
  if (!/\/mods-(?:available|enabled)\/[^/]+\.load$/.test(path)) return undefined;
  const conf = path.replace(/load$/, 'conf');
  const needed = site.directives.some(
    (use) => use.file.path === conf && use.name !== 'ifmodule' && !isInternalOption(use),
  );
  if (needed) return twice ? undefined : 'debianConf';
  return twice ? 'debianTwice' : 'debian';
}

function isInternalOption(use: DirectiveUse): boolean {
  return use.name === 'pythonoption' && isInternal(use.argv[0] ?? '');
}
