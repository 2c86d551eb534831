/** The environ that mod_wsgi makes of a request. */
import type { CgiRequest } from './python-runner.js';

export interface Address {
  readonly method: string;
  /** As on the request line: query included, escapes not decoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where the address is mapped to. */
export interface Mapping {
  readonly scriptName: string;
  readonly pathInfo: string;
  readonly scriptFilename: string;
  readonly documentRoot: string;
}

/** @param more further variables, for example those of SetEnv */
export function cgiRequest(
  address: Address,
  mapping: Mapping,
  more: Readonly<Record<string, string>>,
): CgiRequest {
  const body = Buffer.from(address.body, 'utf8');
  const headers = Object.entries(address.headers).map(([name, value]) => [headerKey(name), value]);
  const question = address.target.indexOf('?');
  const host = address.headers.Host ?? 'www.example.org';
  return {
    environ: {
      REQUEST_METHOD: address.method,
      REQUEST_URI: address.target,
      QUERY_STRING: question < 0 ? '' : address.target.slice(question + 1),
      SCRIPT_NAME: mapping.scriptName,
      PATH_INFO: mapping.pathInfo,
      SCRIPT_FILENAME: mapping.scriptFilename,
      DOCUMENT_ROOT: mapping.documentRoot,
      SERVER_NAME: host.replace(/:\d+$/, '').toLowerCase(),
      SERVER_PORT: /:(\d+)$/.exec(host)?.[1] ?? '80',
      SERVER_ADDR: '127.0.0.1',
      SERVER_ADMIN: '[no address given]',
      SERVER_PROTOCOL: 'HTTP/1.1',
      REMOTE_ADDR: '127.0.0.1',
      REMOTE_PORT: '50000',
      'mod_wsgi.listener_port': '80',
      HTTP_HOST: host,
      ...(body.length > 0 ? { CONTENT_LENGTH: String(body.length) } : {}),
      ...Object.fromEntries(headers),
      ...more,
    },
    body: body.toString('base64'),
  };
}

function headerKey(name: string): string {
  const key = name.toUpperCase().replaceAll('-', '_');
  return /^CONTENT_(?:TYPE|LENGTH)$/.test(key) ? key : `HTTP_${key}`;
}
