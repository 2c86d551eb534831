import type { Answer, ExpectedAnswer } from './exchange.js';

/** What in an answer depends on where its site happens to run. */
export interface Place {
  readonly port: number;
  /** The folder the site was installed in. */
  readonly root: string;
}

// Of the server and the connection, not of the site. How a body is framed is checked by whoever reads it whole.
const NOT_COMPARED = new Set([
  'date',
  'server',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
]);

/** An answer with the port and the folder of its site taken out, so that two places can be compared. */
export function placeless(answer: Answer, place: Place): Answer {
  const port = new RegExp(`(?<![\\w.])${place.port}(?!\\w)`, 'g');
  const strip = (text: string): string => text.replaceAll(place.root, '@ROOT@').replace(port, '@PORT@');
  return {
    ...answer,
    headers: answer.headers.map(([name, value]) => [name, strip(value)]),
    body: strip(answer.body),
  };
}

/**
 * What differs between the answer wanted and the one given: status, reason, each header the site can set (order
 * between different names has no meaning), and the body, byte for byte. One exception: of the page Apache makes
 * up for an error or redirect only the title counts, because a migrated site may have to write it itself.
 */
export function differences(wanted: ExpectedAnswer, given: Answer): readonly string[] {
  const found: string[] = [];
  const compare = (what: string, left: unknown, right: unknown): void => {
    const [was, is] = [JSON.stringify(left), JSON.stringify(right)];
    if (was !== is) found.push(`${what}: ${was} became ${is}`);
  };
  compare('status', wanted.status, given.status);
  if (wanted.reason !== undefined) compare('reason', wanted.reason, given.reason);
  if (wanted.headers !== undefined) {
    const [before, after] = [byName(wanted.headers), byName(given.headers)];
    for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
      compare(`header ${name}`, before.get(name), after.get(name));
    }
  }
  if (wanted.body !== undefined) {
    const title = serverPageTitle(wanted.body);
    if (title === undefined) compare('body', wanted.body, given.body);
    else compare('title of the page', title, /<title>(.*?)<\/title>/.exec(given.body)?.[1]);
  }
  return found;
}

function byName(headers: Answer['headers']): ReadonlyMap<string, readonly string[]> {
  const table = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (!NOT_COMPARED.has(key)) table.set(key, [...(table.get(key) ?? []), value]);
  }
  return table;
}

/** The title of a page that Apache made up, or undefined for any other body. */
function serverPageTitle(body: string): string | undefined {
  return /^<!DOCTYPE HTML PUBLIC "-\/\/[^>]*>\s*<html><head>\s*<title>(\d{3} [^<]*)<\/title>/.exec(body)?.[1];
}
