import type { Finding } from '../../src/core/finding.js';
import { defineRule, type RuleContext } from '../../src/core/rule.js';
import { leadingComments } from '../../src/httpd/syntax/edit.js';
import { changeName, changeWord, removeLine, replaceLine } from '../../src/site/changes.js';
import { type DirectiveUse, lineOf } from '../../src/site/configuration/directives.js';
import { isHidden } from '../../src/site/configuration/left-mappings.js';
import { describeScope } from '../../src/site/configuration/scopes.js';
import { mountChange, targetsOf } from '../../src/site/lines/mount.js';
import type { Mount } from '../../src/site/mounts/mounts.js';
import { shadowedMounts } from '../../src/site/mounts/shadowed.js';
import type { Target } from '../../src/site/mounts/target.js';
import { placeOfNode } from '../../src/site/place.js';
import type { ConfiguredSite, Site } from '../../src/site/site.js';

const MESSAGES = {
  mapped: '{directive} hands the same requests to {name}, the WSGI handler script {script}',
  alias: '{directive} becomes WSGIScriptAlias {alias}: {script} answers everything below it',
  type: '{directive} becomes {instead}, which hands the same files to {name}, the script {script}: a line that gives some of them another type no longer takes them away',
  idle: '{directive} {old} goes: no PythonHandler is in force here, so the files were served as they are',
  hidden:
    '{directive} {old} leads to a script that answers 500 until a person has replaced the lines that were left beside it',
  shadowed:
    '{directive} has no effect any more: Apache merges the SetHandler of {over} later, so {other} answers, which knows nothing of it; give these addresses a <Location> of their own behind that section, with SetHandler {name}',
  spread:
    '{directive} moves into the sections that have a handler: each has a WSGI handler script of its own',
} as const;

type Context = RuleContext<typeof MESSAGES>;

export default defineRule({
  code: 'MP103',
  name: 'handler-mapping',
  target: 'httpd',
  severity: 'error',
  summary: 'Point SetHandler and AddHandler at a WSGI handler script',
  why: 'A handler name that no module knows makes Apache send the source of the file instead of running it. WSGIHandlerScript declares a name that takes over exactly the requests mod_python had.',
  todo: 'Declare the script with WSGIHandlerScript and use its name here.',
  effort: '10m',
  refs: ['https://modwsgi.readthedocs.io/en/master/release-notes/version-3.0.html'],
  messages: MESSAGES,
  example: {
    before: '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler app\n</Directory>\n',
    after:
      '# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess app processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript app /srv/wsgi/app.wsgi process-group=app application-group=%{GLOBAL}\n<Directory /srv/app>\n    SetHandler app\n</Directory>\n',
  },

  *check(context) {
    const { site } = context;
    for (const { line, directive, over, name } of shadowedLines(site)) {
      const at = placeOfNode(line.file.path, line.file.syntax, line.node);
      const data = { directive, over: describeScope(over.mount.scope), other: over.script, name };
      yield context.note({ at, message: 'shadowed', data, confidence: 'manual' });
    }
    for (const use of site.directives.filter((one) => one.name in NAMES)) {
      const [first] = targetsOf(site, use);
      yield first ? served(context, use, first) : unserved(context, use);
    }
  },
});

function served(
  context: Context,
  use: DirectiveUse,
  { configured, target }: { readonly configured: ConfiguredSite; readonly target: Target },
): Finding {
  const { name, script, alias } = target;
  const [directive, at] = [use.node.name, use.place];
  const change = mountChange(context.site, configured, target);
  const { creates } = change;
  if (alias !== undefined) {
    const edits = [...change.edits, ...removeLine(use)];
    const data = { directive, alias, script };
    return context.use({ at, message: 'alias', data, state: 'config', edits, creates });
  }
  const edits = [...change.edits, ...mapped(use, name)];
  const data = { directive, name, script, instead: NAMES[use.name] ?? '' };
  const byType = use.name.endsWith('type');
  const state = byType ? 'review' : 'config';
  return context.use({ at, message: byType ? 'type' : 'mapped', data, state, edits, creates });
}

function unserved(context: Context, use: DirectiveUse): Finding {
  const directive = use.node.name;
  const [at, data] = [use.place, { directive, old: use.argv[0] ?? '' }];
  if (isHidden(use)) return context.use({ at, message: 'hidden', data, state: 'manual' });
  if (context.site.configured.some(({ mounts }) => mounts.some((mount) => inherits(mount, use))))
    return context.use({ at, message: 'spread', data: { directive }, state: 'config', edits: spread(use) });
  return context.use({ at, message: 'idle', data, state: 'dropped', edits: removeLine(use) });
}

/** The first line of each section that another section's SetHandler makes idle. */
function shadowedLines(site: Site) {
  return site.configured.flatMap(({ design, configuration }) =>
    shadowedMounts(design, configuration.scopes).flatMap(({ target: { name }, over, lost }) =>
      lost.flatMap(({ node }) => {
        const line = lineOf(site.configFiles, node);
        return line ? [{ line, directive: node.name, over, name }] : [];
      }),
    ),
  );
}

/** What takes the place of a directive that leads to mod_python; a type was httpd's last resort for a handler name. */
const NAMES: Readonly<Record<string, string>> = {
  sethandler: 'SetHandler',
  addhandler: 'AddHandler',
  forcetype: 'SetHandler',
  addtype: 'AddHandler',
};

/** A comment above the line would speak of nothing, so it says where the line is now. */
function spread(use: DirectiveUse) {
  const remark = `# ${use.node.name} stands in the sections that have a handler, each with a script of its own.`;
  return leadingComments(use.file.syntax, use.node).length > 0 ? replaceLine(use, [remark]) : removeLine(use);
}

function mapped(use: DirectiveUse, name: string) {
  const renamed = use.name.endsWith('type') ? changeName(use, NAMES[use.name] ?? '') : [];
  return [...renamed, ...changeWord(use, 0, name)];
}

/** Whether requests reach the mount by this line, which stands in a scope around it. */
function inherits(mount: Mount, use: DirectiveUse): boolean {
  const { setHandler, addHandler } = mount.settings;
  return [setHandler, ...addHandler.values()].some((value) => value?.from.node.origin.node === use.node);
}
