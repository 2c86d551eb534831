/** The WSGI script that a handler stands for: WSGIHandlerScript by name, WSGIScriptAlias and wsgi-script by file. */

import { serverRelative } from '../../httpd/paths.js';
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import type { HandlerChoice } from '../../httpd/request/handler.js';
import type { RequestConfiguration } from '../../httpd/request/request-configuration.js';
import { lowerAscii } from '../../httpd/syntax/bytes.js';
import type { WsgiFacts } from './result.js';

export interface WsgiScript {
  readonly directive: WsgiFacts['directive'];
  /** The line with the options; undefined: SetHandler or AddHandler wsgi-script. */
  readonly by: EffectiveDirective | undefined;
  /** Handler name, or URL of the alias. */
  readonly name: string;
  /** Server path (latin-1 view); undefined: that of the requested file. */
  readonly path: string | undefined;
}

export function findWsgiScript(
  handler: HandlerChoice,
  { layers }: RequestConfiguration,
): WsgiScript | undefined {
  const { name } = handler;
  if (name === undefined) return undefined;
  if (name === 'wsgi-script') return scriptOfFile(handler);
  // The last in merge order wins; the handler's name is in lower case by now.
  const by = layers
    .flatMap(({ directives }) => directives)
    .findLast((one) => is(one, 'wsgihandlerscript') && lowerAscii(one.argv[0] ?? '') === name);
  return by && { directive: 'WSGIHandlerScript', by, name: by.argv[0] ?? name, path: by.argv[1] };
}

function scriptOfFile(handler: HandlerChoice): WsgiScript {
  const [by] = handler.from;
  if (handler.by === 'alias' && by !== undefined)
    return { directive: 'WSGIScriptAlias', by, name: by.argv[0] ?? '', path: undefined };
  return { directive: 'wsgi-script', by: undefined, name: 'wsgi-script', path: undefined };
}

function is(directive: EffectiveDirective, name: string): boolean {
  return lowerAscii(directive.name) === name;
}

/** Absolute path of the script on the server (latin-1 view). */
export function scriptPath(script: WsgiScript, request: RequestConfiguration, serverRoot: string): string {
  return serverRelative(serverRoot, script.path ?? request.filename ?? '');
}

/** `process-group=NAME` of the line, or undefined. */
export function scriptOption(script: WsgiScript, name: string): string | undefined {
  const word = script.by?.argv.findLast((one) => lowerAscii(one).startsWith(`${name}=`));
  return word?.slice(name.length + 1);
}
