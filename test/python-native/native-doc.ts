/**
 * The examples of docs/native.md, made from fixtures: between `<!-- case NAME -->`, a case of fixtures/native, or
 * `<!-- files FOLDER NAME… -->`, modules of a folder that has them in `before` and `after`, and `<!-- end -->`.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../support/parity-environment.js';
import { fixtureFolder, type NativeCase, readCases } from './fixture.js';

const BLOCK = /<!-- case ([\w-]+) -->\n[\s\S]*?<!-- end -->/g;

const FILES = /<!-- files (\S+) (\S+) ([\w. ]+) -->\n[\s\S]*?<!-- end -->/g;

/** The page with all examples as the fixtures are now. */
export function withExamples(page: string): string {
  const cases = new Map(readCases().map((native) => [native.name, native]));
  const shown = page.replace(FILES, (_, folder: string, place: string, names: string) => {
    return `<!-- files ${folder} ${place} ${names} -->\n${fileExamples(folder, place, names.split(' '))}\n<!-- end -->`;
  });
  return shown.replace(BLOCK, (_, name: string) => {
    const native = cases.get(name);
    if (!native) throw new Error(`${fixtureFolder} has no case ${name}`);
    return `<!-- case ${name} -->\n${example(native)}\n<!-- end -->`;
  });
}

export function exampleNames(page: string): readonly string[] {
  return [...page.matchAll(BLOCK)].map((match) => match[1] as string);
}

/** @param place of the modules in `before` and in `after` */
function fileExamples(folder: string, place: string, names: readonly string[]): string {
  return names
    .flatMap((name) =>
      ['before', 'after'].map((side) => {
        const bytes = readFileSync(path.join(packageRoot, folder, side, place, name));
        return `\`${name}\` ${side}:\n\n${code(bytes)}`;
      }),
    )
    .join('\n\n');
}

function code(bytes: Uint8Array | undefined): string {
  const text = Buffer.from(bytes ?? []).toString('utf8');
  return `\`\`\`python\n${text.trimEnd()}\n\`\`\``;
}

function example(native: NativeCase): string {
  return ['Before:', '', code(native.before), '', 'After:', '', code(native.after)].join('\n');
}
