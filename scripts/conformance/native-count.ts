/** Counts the requests that plain WSGI answers: handlers and publisher modules that were rewritten, without the bridge. */
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What the entry script of something rewritten says of itself: `application of page.py`, `the pages of index.py`. */
const NATIVE = /^"""WSGI entry point of .*: (?:\w+|the pages) of [\w., -]+\.py\."""/;

/** Makes every native entry script below `folder` note each request it answers. To be called before the server starts. */
export function watchNative(folder: string): void {
  const log = logOf(folder);
  writeFileSync(log, '');
  chmodSync(log, 0o666);
  for (const script of scriptsBelow(folder)) {
    const text = readFileSync(script, 'latin1');
    if (NATIVE.test(text)) writeFileSync(script, text + watcher(log), 'latin1');
  }
}

/** Requests noted since watchNative(). */
export function countNative(folder: string): number {
  return existsSync(logOf(folder)) ? statSync(logOf(folder)).size : 0;
}

function logOf(folder: string): string {
  return path.join(folder, 'native.log');
}

function scriptsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.wsgi'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function watcher(log: string): string {
  return `

def _watched(answer):
    def watched(environ, start_response):
        with open(${JSON.stringify(log)}, 'a') as log:
            log.write('.')
        return answer(environ, start_response)
    return watched


application = handle_request = _watched(application)
`;
}
