/** What `%{SERVER}` and its like mean for one request (mod_wsgi.c, wsgi_server_group and wsgi_application_group). */

import { containerOf, lastNamed } from '../../httpd/reading/containers.js';
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { compilePattern, fillReplacement } from '../../httpd/request/regex.js';
import type { RequestConfiguration } from '../../httpd/request/request-configuration.js';
import { lowerAscii } from '../../httpd/syntax/bytes.js';
import { looksSecret } from '../../site/configuration/secrets.js';
import { readable } from './names.js';

export interface GroupQuestion {
  readonly request: RequestConfiguration;
  /** Host header, with or without port. */
  readonly host: string | undefined;
  /** Path of the URL as asked, without the query: SetEnvIf runs before index files are looked for. */
  readonly path: string;
}

/** '' is the main interpreter (or the processes of Apache); undefined: not derivable. */
export function groupName(written: string, question: GroupQuestion): string | undefined {
  const variable = /^%\{(?:ENV:)?([^}]*)\}$/i.exec(written);
  if (variable === null) return readable(written);
  if (/^%\{GLOBAL\}$/i.test(written)) return '';
  if (/^%\{SERVER\}$/i.test(written)) return serverGroup(question);
  if (/^%\{RESOURCE\}$/i.test(written)) return undefined;
  return environmentValue(variable[1] ?? '', question);
}

/**
 * ServerName, and the port unless it is 80 or 443. The port is that of the Host header, unless UseCanonicalName says
 * otherwise, else that of ServerName; the one that the request came in on does not count (core.c, ap_get_server_port).
 */
function serverGroup({ request, host: header }: GroupQuestion): string | undefined {
  const main = request.layers.find(({ kind }) => kind === 'server')?.directives ?? [];
  const own = containerOf(request.server.vhost?.section.children ?? []).directives;
  const by = lastNamed(own, 'ServerName') ?? lastNamed(main, 'ServerName');
  if (by === undefined || !request.server.certain) return undefined;
  const name = readable(by.argv[0] ?? '').replace(/^[a-z]+:\/\//i, '');
  const canonical = lowerAscii(request.settings.values.get('usecanonicalname')?.value[0] ?? 'off') === 'on';
  const port = (canonical ? undefined : portOf(header)) ?? portOf(name) ?? 80;
  const host = name.replace(/:\d+$/, '');
  return port === 80 || port === 443 ? host : `${host}:${port}`;
}

function portOf(authority: string | undefined): number | undefined {
  const digits = /:(\d+)$/.exec(authority ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** A variable of SetEnv, or of SetEnvIf for the address; other conditions depend on the client. */
function environmentValue(name: string, { request, path }: GroupQuestion): string | undefined {
  if (looksSecret(name, '')) return undefined;
  let value: string | undefined;
  for (const layer of request.layers) {
    for (const directive of layer.directives) {
      const found = setBy(directive, name, path);
      if (found === undefined) continue;
      if (layer.match !== true || directive.active !== true || found === 'unknown') return undefined;
      value = found.value;
    }
  }
  return value === undefined ? undefined : readable(value);
}

function setBy(
  directive: EffectiveDirective,
  name: string,
  path: string,
): { readonly value: string } | 'unknown' | undefined {
  const kind = lowerAscii(directive.name);
  const { argv } = directive;
  if (kind === 'setenv') return argv[0] === name ? { value: argv[1] ?? '' } : undefined;
  if (kind !== 'setenvif' && kind !== 'setenvifnocase') return undefined;
  const [attribute = '', source = '', ...words] = argv;
  const word = words.find((one) => one === name || one.startsWith(`${name}=`));
  if (word === undefined) return undefined;
  if (lowerAscii(attribute) !== 'request_uri') return 'unknown';
  const pattern = compilePattern(source, kind === 'setenvifnocase');
  if (pattern === undefined) return 'unknown';
  const match = pattern.exec(path);
  if (match === null) return undefined;
  return { value: word === name ? '1' : fillReplacement(word.slice(name.length + 1), match) };
}
