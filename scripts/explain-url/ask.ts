/** Sends the requests of a site, one at a time, and reads what the instrumented server says about each. */
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, parseAnswer } from '../../test/support/exchange.js';

/** The part of a requests.json entry that decides where a request goes; bodies do not. */
export interface UrlRequest {
  readonly id: string;
  readonly method: string;
  /** With its query; `@PORT@` stands for the port. */
  readonly path: string;
  readonly host?: string;
  readonly no_host?: boolean;
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [name: string, value: string])[];
  readonly protocol?: string;
}

/** What one content handler of mod_python was told. */
export interface HandlerCall {
  readonly handler: string;
  readonly filename: string | null;
  readonly path_info: string | null;
  readonly interpreter: string;
  readonly options: Readonly<Record<string, string>>;
  readonly path: string | null;
  readonly debug: string | null;
}

export interface WsgiCall {
  readonly script: string;
  readonly SCRIPT_FILENAME: string | null;
  readonly PATH_INFO: string | null;
  readonly 'mod_wsgi.process_group': string;
  readonly 'mod_wsgi.application_group': string;
}

/** What the server did. */
export interface Observed {
  readonly status: number;
  /** `path:line` in merge order; empty where Apache gave up before the merge. */
  readonly layers: readonly string[];
  /** r->handler, '-' for none; of the first request, before any internal redirect. */
  readonly handler: string;
  readonly file: string;
  readonly pathInfo: string;
  readonly location: string | undefined;
  readonly body: string;
  readonly calls: readonly HandlerCall[];
  readonly phases: readonly (readonly [directive: string, handler: string])[];
  readonly filters: readonly string[];
  readonly wsgi: WsgiCall | undefined;
}

const LIMIT_MS = 20_000;
/** They describe a body, and none is sent. */
const OF_BODY = new Set(['content-length', 'transfer-encoding', 'expect', 'content-type']);

export function hostOf(request: UrlRequest, port: number): string | undefined {
  if (request.no_host === true) return undefined;
  return (request.host ?? `127.0.0.1:${port}`).replaceAll('@PORT@', String(port));
}

export async function observe(port: number, request: UrlRequest, log: string): Promise<Observed> {
  const host = hostOf(request, port);
  const given = Array.isArray(request.headers) ? request.headers : Object.entries(request.headers ?? {});
  const headers = [
    ...(host === undefined ? [] : [['Host', host]]),
    ...given.filter(([name]) => !OF_BODY.has(name.toLowerCase())),
    ...(/^(?:POST|PUT)$/.test(request.method) ? [['Content-Length', '0']] : []),
    ['X-Probe-Id', request.id],
    ['Connection', 'close'],
  ];
  const start = `${request.method} ${request.path} ${request.protocol ?? 'HTTP/1.1'}`;
  const text = [start, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
  const bytes = await roundTrip(port, text.replaceAll('@PORT@', String(port)));
  const answer = parseAnswer(bytes, request.method === 'HEAD');
  return observed(answer, await logged(log, request.id));
}

function roundTrip(port: number, text: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error('no answer in time')));
    socket.on('data', (part) => received.push(part));
    socket.once('error', reject);
    socket.once('end', () => resolve(Buffer.concat(received)));
  });
}

/** The line is written when the answer is out: a moment after it has arrived. */
async function logged(log: string, id: string): Promise<readonly string[]> {
  for (let waited = 0; waited < LIMIT_MS; waited += 5) {
    const line = readFileSync(log, 'latin1')
      .split('\n')
      .findLast((one) => one.startsWith(`${id}|`));
    if (line !== undefined) return line.split('|');
    await pause(5);
  }
  throw new Error(`request ${id} is not in the log`);
}

/** The log writes a byte that is not ASCII as `\\xHH`. */
function unescaped(text: string): string {
  const bytes = text.replace(/\\x([0-9a-f]{2})/gi, (_escape, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function observed(answer: Answer, [, , handler = '', file = '']: readonly string[]): Observed {
  const all = (wanted: string): readonly string[] =>
    answer.headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const json = <T>(wanted: string): readonly T[] => all(wanted).map((text) => JSON.parse(text) as T);
  return {
    status: answer.status,
    layers: all('x-layer').flatMap((value) => value.split(', ')),
    handler,
    file: unescaped(file),
    pathInfo: (all('x-path-info')[0] ?? '').replace(/^\(null\)$/, ''),
    location: all('location')[0],
    body: answer.body,
    calls: json<HandlerCall>('x-probe-call'),
    phases: json<readonly [string, string]>('x-probe-phase'),
    filters: json<string>('x-probe-filter'),
    wsgi: json<WsgiCall>('x-probe-wsgi')[0],
  };
}
