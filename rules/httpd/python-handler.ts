import type { Finding } from '../../src/core/finding.js';
import { defineRule, type RuleContext } from '../../src/core/rule.js';
import { leaveToPerson } from '../../src/site/changes.js';
import type { DirectiveUse } from '../../src/site/configuration/directives.js';
import { describeHandlerArgs } from '../../src/site/configuration/handler-args.js';
import { type LeftMapping, leftMappings } from '../../src/site/configuration/left-mappings.js';
import { named } from '../../src/site/configuration/scopes.js';
import { isLeftWithSections, takesEffect } from '../../src/site/configuration/takers.js';
import { authEdits } from '../../src/site/guards/auth-lines.js';
import { closedSection, leaveShut } from '../../src/site/guards/closed-section.js';
import { retire, targetOf } from '../../src/site/lines/mount.js';
import { overlayLines } from '../../src/site/lines/server.js';
import type { Target } from '../../src/site/mounts/target.js';

const CODE = 'MP104';

const NAMES = new Set(['pythonhandler', 'pythonhandlermodule']);

const MESSAGES = {
  moved: 'the entry script {script} runs {handlers}',
  inherited: 'the entry script {script} runs {handlers}, and takes over what reached this section before',
  native: '{handlers} becomes plain WSGI: {script} calls {name}',
  adapter:
    '{handlers} gives way to {name}, which is WSGI already: {script} serves it without mod_python or a bridge',
  module: 'the entry script {script} runs the phase functions of {handlers}',
  asking:
    'the entry script {script} runs the phase functions of {handlers}, which ask for the password: the lines that made Apache ask as well are taken out',
  unserved:
    'PythonHandlerModule {handlers} works on requests that Python does not serve: name each of its functions with a directive of its own first; until then the section refuses everybody if one of them may guard it',
  waiting:
    '{handlers} run where a DefaultType or a RewriteRule leads to mod_python: replace that by SetHandler, take the comment sign away here, and run migrate again',
  left: '{handlers} run in sections that are read in several places and mean something else in each: give each place a section of its own, take the comment sign away here, and run migrate again',
  idle: '{handlers} never ran: nothing hands requests to mod_python where the line stands',
  elsewhere:
    '{handlers} run where another section hands the requests to Python: its entry script has them, and a variable says where they count',
  used: 'the entry scripts of the sections that use it run {handlers}',
} as const;

type Context = RuleContext<typeof MESSAGES>;

export default defineRule({
  code: CODE,
  name: 'python-handler',
  target: 'httpd',
  severity: 'error',
  summary: 'Move PythonHandler into an entry script',
  why: 'mod_wsgi runs one callable per handler script, not a list of content handlers. The entry script runs the same handlers in the same order.',
  todo: 'Write a WSGI callable that runs the handlers, and declare it with WSGIHandlerScript.',
  effort: '30m',
  refs: ['https://modpython.org/live/current/doc-html/directives.html#pythonhandler'],
  messages: MESSAGES,
  example: {
    before: '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler app\n</Directory>\n',
    after:
      '# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess app processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript app /srv/wsgi/app.wsgi process-group=app application-group=%{GLOBAL}\n<Directory /srv/app>\n    SetHandler app\n</Directory>\n',
  },

  *check(context) {
    for (const use of context.site.directives.filter(({ name }) => NAMES.has(name))) {
      const found = use.scopes.flatMap((scope) => targetOf(context.site, scope) ?? [])[0];
      yield found ? served(context, use, found.target) : unserved(context, use);
    }
  },
});

/** What the entry script of the section makes of it. */
function served(context: Context, use: DirectiveUse, { adapter, mount, script }: Target): Finding {
  const { site } = context;
  const [at, handlers, change] = [use.place, handlersOf(use), retire(site, use)];
  if (adapter) {
    const data = { handlers, name: adapter.name, script };
    const message = adapter.kind === 'native' ? 'native' : 'adapter';
    return context.use({ at, message, data, state: 'native', ...change });
  }
  const single = use.name === 'pythonhandlermodule';
  const auth = single ? authEdits(site, mount) : [];
  const module = auth.length > 0 ? 'asking' : 'module';
  const message = single ? module : mount.mappers.length ? 'moved' : 'inherited';
  const edits = [...change.edits, ...auth];
  return context.use({ at, message, data: { handlers, script }, state: 'bridged', ...change, edits });
}

/** Where no mount stands at the directive itself: it goes to others, to nobody, or waits for a person. */
function unserved(context: Context, use: DirectiveUse): Finding {
  const { site } = context;
  const [at, data] = [use.place, { handlers: handlersOf(use) }];
  const byHand = (message: 'waiting' | 'left', reason: string): Finding =>
    context.use({ at, message, data, state: 'manual', edits: leaveToPerson(use, CODE, reason) });
  if (use.name === 'pythonhandlermodule') {
    const closed = closedSection(site, use, describeHandlerArgs(use.node.args).handlers);
    const reason = `name each phase function of ${data.handlers} with a directive of its own`;
    const change = leaveShut(use, CODE, reason, closed);
    return context.use({ at, message: 'unserved', data, state: 'manual', ...change });
  }
  const lines = overlayLinesOf(site, use);
  if (lines) {
    const change = retire(site, use, lines);
    return context.use({ at, message: 'elsewhere', data, state: 'bridged', ...change });
  }
  const used = takesEffect(site, use);
  if (!used && leftMappings(site).some(leadsTo(use)))
    return byHand('waiting', 'a mapping that only a person can replace leads here');
  if (isLeftWithSections(site, use))
    return byHand('left', 'the sections that use it need one for each place (MP117)');
  const state = used ? 'config' : 'dropped';
  return context.use({ at, message: used ? 'used' : 'idle', data, state, ...retire(site, use) });
}

/** The first line of the section that names handlers becomes the variable for all of them; undefined: they are no such section's. */
function overlayLinesOf(site: Context['site'], use: DirectiveUse): readonly string[] | undefined {
  for (const { configuration } of site.configured) {
    for (const scope of use.scopes) {
      const lines = overlayLines(scope, configuration.scopes);
      const isFirst = named(scope, 'PythonHandler')[0]?.origin.node === use.node;
      if (lines.length > 0) return isFirst ? lines : [];
    }
  }
  return undefined;
}

function handlersOf(use: DirectiveUse): string {
  return describeHandlerArgs(use.node.args).handlers.join(' ') || 'The handlers';
}

/** Whether the mapping may bring requests to the handlers of the directive. */
function leadsTo(use: DirectiveUse): (left: LeftMapping) => boolean {
  return (left) => left.file.configuration === use.file.configuration;
}
