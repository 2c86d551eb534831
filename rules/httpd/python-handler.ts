import { defineRule } from '../../src/core/rule.js';
import { leaveToPerson } from '../../src/site/changes.js';
import type { DirectiveUse } from '../../src/site/configuration/directives.js';
import { describeHandlerArgs } from '../../src/site/configuration/handler-args.js';
import { type LeftMapping, leftMappings } from '../../src/site/configuration/left-mappings.js';
import { isLeftWithSections, takesEffect } from '../../src/site/configuration/takers.js';
import { authEdits } from '../../src/site/guards/auth-lines.js';
import { closedSection, leaveShut } from '../../src/site/guards/closed-section.js';
import { retire, targetOf } from '../../src/site/lines/mount.js';

export default defineRule({
  code: 'MP104',
  name: 'python-handler',
  target: 'httpd',
  severity: 'error',
  summary: 'Move PythonHandler into an entry script',
  why: 'mod_wsgi runs one callable per handler script, not a list of content handlers. The entry script runs the same handlers in the same order.',
  todo: 'Write a WSGI callable that runs the handlers, and declare it with WSGIHandlerScript.',
  effort: '30m',
  refs: ['https://modpython.org/live/current/doc-html/directives.html#pythonhandler'],
  messages: {
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
    used: 'the entry scripts of the sections that use it run {handlers}',
  },
  example: {
    before: '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler app\n</Directory>\n',
    after:
      '# threads=1: code written for prefork Apache is rarely safe with more than one thread.\nWSGIDaemonProcess app processes=5 threads=1 display-name=%{GROUP}\nWSGIHandlerScript app /srv/wsgi/app.wsgi process-group=app application-group=%{GLOBAL}\n<Directory /srv/app>\n    SetHandler app\n</Directory>\n',
  },

  *check(context) {
    const { site } = context;
    for (const use of site.directives.filter(
      (one) => one.name === 'pythonhandler' || one.name === 'pythonhandlermodule',
    )) {
      const handlers = describeHandlerArgs(use.node.args).handlers.join(' ') || 'The handlers';
      const found = use.scopes.flatMap((scope) => targetOf(site, scope) ?? [])[0];
      const at = use.place;
      const single = use.name === 'pythonhandlermodule';
      if (found === undefined && single) {
        const closed = closedSection(site, use, describeHandlerArgs(use.node.args).handlers);
        const reason = `name each phase function of ${handlers} with a directive of its own`;
        const change = leaveShut(use, this.code, reason, closed);
        yield context.use({ at, message: 'unserved', data: { handlers }, state: 'manual', ...change });
        continue;
      }
      if (found === undefined && !takesEffect(site, use) && leftMappings(site).some(leadsTo(use))) {
        const edits = leaveToPerson(use, this.code, 'a mapping that only a person can replace leads here');
        yield context.use({ at, message: 'waiting', data: { handlers }, state: 'manual', edits });
        continue;
      }
      if (found === undefined && isLeftWithSections(site, use)) {
        const edits = leaveToPerson(
          use,
          this.code,
          'the sections that use it need one for each place (MP117)',
        );
        yield context.use({ at, message: 'left', data: { handlers }, state: 'manual', edits });
        continue;
      }
      const change = retire(site, use);
      if (found === undefined) {
        const used = takesEffect(site, use);
        const message = used ? 'used' : 'idle';
        yield context.use({ at, message, data: { handlers }, state: used ? 'config' : 'dropped', ...change });
        continue;
      }
      const { adapter, mount, script } = found.target;
      if (adapter) {
        const data = { handlers, name: adapter.name, script };
        const message = adapter.kind === 'native' ? 'native' : 'adapter';
        yield context.use({ at, message, data, state: 'native', ...change });
        continue;
      }
      const auth = single ? authEdits(site, mount) : [];
      const module = auth.length > 0 ? 'asking' : 'module';
      const message = single ? module : mount.mappers.length ? 'moved' : 'inherited';
      const edits = [...change.edits, ...auth];
      yield context.use({ at, message, data: { handlers, script }, state: 'bridged', ...change, edits });
    }
  },
});

/** Whether the mapping may bring requests to the handlers of the directive. */
function leadsTo(use: DirectiveUse): (left: LeftMapping) => boolean {
  return (left) => left.file.configuration === use.file.configuration;
}
