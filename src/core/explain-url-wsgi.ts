/** How mod_wsgi serves a request: script, process group, application group, and what the script runs. */
import { lowerAscii } from '../httpd/bytes.js';
import { containerOf, named } from '../httpd/containers.js';
import type { EffectiveDirective } from '../httpd/effective.js';
import type { HandlerChoice } from '../httpd/handler.js';
import type { RequestConfiguration } from '../httpd/request-configuration.js';
import { entryFact } from './explain-url-entry.js';
import { type GroupQuestion, groupName } from './explain-url-group.js';
import { type Names, readable } from './explain-url-names.js';
import { valueFact } from './explain-url-python.js';
import type { UrlPlace, ValueFact, WsgiFacts } from './explain-url-result.js';
import { findWsgiScript, scriptOption, scriptPath } from './explain-url-scripts.js';
import type { UrlServer } from './explain-url-server.js';

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
