/** Compares answers: what a handler gave before and after, or what it should give. */
import type { RunAnswer } from './python-runner.js';

/** An answer without what depends on the way it is framed. */
export interface PlainAnswer {
  readonly status: string;
  /** Sorted by name; the order within one name counts. */
  readonly headers: readonly (readonly [string, string])[];
  /** latin-1 view of the bytes; of a page that the server makes up only its title. */
  readonly body: string;
}

export function plainAnswer(answer: RunAnswer): PlainAnswer {
  if (answer.exception !== undefined) throw new Error(`the application raised ${answer.exception}`);
  const headers = answer.headers.filter(([name]) => name.toLowerCase() !== 'content-length');
  const body = Buffer.from(answer.body, 'base64').toString('latin1');
  return { status: answer.status, headers: sorted(headers), body: titleOf(body) ?? body };
}

export function sorted(
  headers: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  const named = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  return named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** `title: …` for the page that Apache makes up for an error or redirect. */
export function titleOf(body: string): string | undefined {
  const found = /^<!DOCTYPE HTML PUBLIC "-\/\/[^>]*>\s*<html><head>\s*<title>(\d{3} [^<]*)<\/title>/.exec(
    body,
  );
  return found ? `title: ${found[1]}` : undefined;
}
