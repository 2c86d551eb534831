/** How mod_wsgi serves a request: script, process group, application group, and what the script runs. */

import { containerOf, named } from '../../httpd/reading/containers.js';
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import type { HandlerChoice } from '../../httpd/request/handler.js';
import type { RequestConfiguration } from '../../httpd/request/request-configuration.js';
import { lowerAscii } from '../../httpd/syntax/bytes.js';
import { entryFact } from './entry.js';
import { type GroupQuestion, groupName } from './group.js';
import { type Names, readable } from './names.js';
import { valueFact } from './python.js';
import type { UrlPlace, ValueFact, WsgiFacts } from './result.js';
import { findWsgiScript, scriptOption, scriptPath } from './scripts.js';
import type { UrlServer } from './server.js';

export function wsgiFacts(
  handler: HandlerChoice,
  question: GroupQuestion,
  server: UrlServer,
  names: Names,
): WsgiFacts | undefined {
  const { request } = question;
  const script = findWsgiScript(handler, request);
  if (script === undefined) return undefined;
  const path = scriptPath(script, request, server.compiled.tree.state.serverRoot);
  const found = server.findScript(path);
  const value = (name: string) => request.settings.values.get(name)?.value[0];
  const processGroup = scriptOption(script, 'process-group') ?? value('wsgiprocessgroup') ?? '%{GLOBAL}';
  const written = scriptOption(script, 'application-group') ?? value('wsgiapplicationgroup') ?? '%{RESOURCE}';
  const process = groupName(processGroup, question) ?? processGroup;
  const callable = script.directive === 'WSGIHandlerScript' ? 'handle_request' : 'application';
  return {
    directive: script.directive,
    name: readable(script.name),
    at: script.by && names.place(script.by),
    script: readable(path),
    file: found && names.tree(found),
    processGroup: readable(process),
    daemon: daemonPlace(request, process, names),
    applicationGroup: readable(written),
    interpreter: groupName(written, question),
    entry: entryFact(server.readScript(path), scriptOption(script, 'callable-object') ?? callable),
  };
}

function daemonPlace(request: RequestConfiguration, group: string, names: Names): UrlPlace | undefined {
  const main = request.layers.find(({ kind }) => kind === 'server')?.directives ?? [];
  const own = containerOf(request.server.vhost?.section.children ?? []).directives;
  const declared = named([...own, ...main], 'WSGIDaemonProcess').find(
    ({ argv }: EffectiveDirective) => lowerAscii(argv[0] ?? '') === lowerAscii(group),
  );
  return declared && names.place(declared);
}

const GUARDS = ['WSGIAccessScript', 'WSGIAuthUserScript', 'WSGIAuthGroupScript'] as const;

/** Scripts of mod_wsgi that say who gets in. */
export function guardFacts(request: RequestConfiguration, names: Names): readonly ValueFact[] {
  return GUARDS.flatMap((name) => valueFact(request, name, names) ?? []);
}
