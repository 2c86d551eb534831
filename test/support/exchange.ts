import net from 'node:net';
import tls from 'node:tls';

/** A request of requests.json. Only what our own sites use; `readRequests` refuses anything else. */
export interface SiteRequest {
  readonly id: string;
  readonly method: string;
  /** Sent as it stands, query included. */
  readonly path: string;
  /** The Host header, where it is not the address. */
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as UTF-8, with its Content-Length. */
  readonly body?: string;
  readonly protocol?: 'HTTP/1.0' | 'HTTP/1.1';
  /** What a migrated site is judged by where the old server's answer was a fault. */
  readonly expected?: ExpectedAnswer;
}

/** Parts of an answer; what is left out is not compared. */
export interface ExpectedAnswer {
  readonly status: number;
  readonly reason?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

/** An answer off the wire. The body is a latin-1 view of its bytes, chunks joined. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const KNOWN_KEYS = new Set('id method path host headers body protocol expected oracle_bug note'.split(' '));
const LIMIT_MS = 30_000;

/** Reads the text of a requests.json. Throws if it uses a part of the format that is not understood here. */
export function readRequests(json: string): readonly SiteRequest[] {
  const requests = JSON.parse(json) as SiteRequest[];
  for (const request of requests) {
    const unknown = Object.keys(request).filter((key) => !KNOWN_KEYS.has(key));
    if (unknown.length > 0) throw new Error(`request ${request.id}: cannot send ${unknown.join(', ')}`);
  }
  return requests;
}

/**
 * Sends one request to 127.0.0.1 on a connection of its own. Rejects if the answer is not whole HTTP.
 * @param encrypted over TLS, whatever the certificate says
 */
export async function send(port: number, request: SiteRequest, encrypted = false): Promise<Answer> {
  const bytes = await roundTrip(port, requestBytes(port, request), encrypted);
  return parseAnswer(bytes, request.method === 'HEAD');
}

function requestBytes(port: number, request: SiteRequest): Buffer {
  const body = Buffer.from(request.body ?? '', 'utf8');
  const headers = {
    Host: request.host ?? `127.0.0.1:${port}`,
    ...(request.protocol === 'HTTP/1.0' ? {} : { Connection: 'close' }),
    ...(request.body === undefined ? {} : { 'Content-Length': String(body.length) }),
    ...request.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const start = `${request.method} ${request.path} ${request.protocol ?? 'HTTP/1.1'}\r\n`;
  return Buffer.concat([Buffer.from(`${start}${lines.join('')}\r\n`, 'latin1'), body]);
}

function roundTrip(port: number, bytes: Buffer, encrypted: boolean): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const ready = (): void => {
      socket.write(bytes);
    };
    const socket: net.Socket = encrypted
      ? tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, ready)
      : net.connect(port, '127.0.0.1', ready);
    socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error('no answer in time')));
    socket.on('data', (part) => received.push(part));
    socket.once('error', reject);
    socket.once('end', () => resolve(Buffer.concat(received)));
  });
}

/** Reads an answer that ended with its connection. Throws if it is cut short. */
export function parseAnswer(bytes: Buffer, toHead: boolean): Answer {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const status = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(statusLine);
  if (end < 0 || status === null) throw new Error(`not an HTTP answer: ${JSON.stringify(text.slice(0, 80))}`);
  const headers = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const raw = text.slice(end + 4);
  const body = toHead ? '' : wholeBody(raw, headers);
  return { status: Number(status[1]), reason: status[2]!, headers, body };
}

function wholeBody(raw: string, headers: Answer['headers']): string {
  const value = (wanted: string): string | undefined =>
    headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  if (value('transfer-encoding') === 'chunked') return joinChunks(raw);
  const length = value('content-length');
  if (length !== undefined && raw.length !== Number(length)) {
    throw new Error(`body of ${raw.length} bytes, announced as ${length}`);
  }
  return raw;
}

function joinChunks(raw: string): string {
  let body = '';
  let rest = raw;
  for (;;) {
    const size = /^([0-9a-f]+)[^\r\n]*\r\n/i.exec(rest);
    if (size === null) throw new Error('chunked body cut off');
    const length = Number.parseInt(size[1]!, 16);
    const start = size[0].length;
    if (length === 0) return body;
    body += rest.slice(start, start + length);
    rest = rest.slice(start + length + 2);
  }
}
