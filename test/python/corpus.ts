/** Python files the tests read: our own odd ones, and the library of an interpreter. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const FIXTURES = fileURLToPath(new URL('../../fixtures/parse/python/', import.meta.url));

export interface Sample {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The fixture files, then variants of the ASCII ones: CRLF, CR, byte order mark, no final newline, blanks at the end. */
export function fixtureSamples(): readonly Sample[] {
  const files = readdirSync(FIXTURES)
    .filter((name) => name.endsWith('.py'))
    .sort()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(FIXTURES, name))) }));
  return [...files, ...files.filter(({ bytes }) => bytes.every((byte) => byte < 0x80)).flatMap(variantsOf)];
}

function variantsOf({ name, bytes }: Sample): readonly Sample[] {
  const text = Buffer.from(bytes).toString('latin1');
  const variants: Readonly<Record<string, string>> = {
    crlf: text.replaceAll('\n', '\r\n'),
    cr: text.replaceAll('\n', '\r'),
    bom: `\xef\xbb\xbf${text}`,
    open: text.replace(/\n+$/, ''),
    blank: `${text}\n  \t`,
    nested: `if 1:\n${text.replaceAll(/^/gm, '\t')}`,
  };
  return Object.entries(variants).map(([variant, changed]) => ({
    name: `${name}+${variant}`,
    bytes: new Uint8Array(Buffer.from(changed, 'latin1')),
  }));
}

/** Paths of the .py files below `folder`, sorted; installed packages excepted. */
export function pythonFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat?.isDirectory()) return name === 'site-packages' ? [] : pythonFiles(path);
      return name.endsWith('.py') ? [path] : [];
    });
}
