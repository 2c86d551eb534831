/** The examples of docs/native.md, made from fixtures/native: between `<!-- case NAME -->` and `<!-- end -->`. */
import { fixtureFolder, type NativeCase, readCases } from './fixture.js';

const BLOCK = /<!-- case ([\w-]+) -->\n[\s\S]*?<!-- end -->/g;

/** The page with all examples as the fixtures are now. */
export function withExamples(page: string): string {
  const cases = new Map(readCases().map((native) => [native.name, native]));
  return page.replace(BLOCK, (_, name: string) => {
    const native = cases.get(name);
    if (!native) throw new Error(`${fixtureFolder} has no case ${name}`);
    return `<!-- case ${name} -->\n${example(native)}\n<!-- end -->`;
  });
}

export function exampleNames(page: string): readonly string[] {
  return [...page.matchAll(BLOCK)].map((match) => match[1] as string);
}

function example(native: NativeCase): string {
  const code = (bytes: Uint8Array | undefined): string =>
    `\`\`\`python\n${Buffer.from(bytes ?? [])
      .toString('utf8')
      .trimEnd()}\n\`\`\``;
  return ['Before:', '', code(native.before), '', 'After:', '', code(native.after)].join('\n');
}
