import { once } from 'node:events';
import http from 'node:http';

const BLOCK = Buffer.alloc(65_536, 'x');
const BOUNDARY = 'bench-boundary';

/** Uploads a file of `bytes` bytes in a multipart form; returns the body of the answer. */
export async function upload(port: number, path: string, bytes: number): Promise<string> {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="big"\r\n\r\n`;
  const tail = `\r\n--${BOUNDARY}--\r\n`;
  const request = http.request({
    port,
    path,
    host: '127.0.0.1',
    method: 'POST',
    headers: {
      'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`,
      'Content-Length': head.length + bytes + tail.length,
    },
  });
  const answered = once(request, 'response');
  request.write(head);
  for (let left = bytes; left > 0; left -= BLOCK.length) {
    const block = left < BLOCK.length ? BLOCK.subarray(0, left) : BLOCK;
    if (!request.write(block)) await once(request, 'drain');
  }
  request.end(tail);
  const [response] = (await answered) as [http.IncomingMessage];
  let body = '';
  for await (const part of response.setEncoding('utf8')) body += part;
  return body;
}

/** Downloads `path` and forgets it; returns the number of bytes. */
export async function download(port: number, path: string): Promise<number> {
  const [response] = (await once(http.get({ port, path, host: '127.0.0.1' }), 'response')) as [
    http.IncomingMessage,
  ];
  let bytes = 0;
  for await (const part of response) bytes += (part as Buffer).length;
  return bytes;
}
