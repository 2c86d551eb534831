/** Which names of a module other files take from it, as far as their text shows; doubtful ones count. */
import { importStatements } from './import-statements.js';
import type { ExactModule } from './reader.js';

/**
 * Whether a file may hold the module as a whole: `import base`, `from package import base`, or its name in a string beside a
 * function that imports by name.
 * @param base last part of the module's name
 */
export function takesWhole(module: ExactModule, base: string): boolean {
  const { text } = module.source;
  const quoted = ["'", '"'].flatMap((quote) => [`${quote}${base}${quote}`, `.${base}${quote}`]);
  if (/\b(?:import_module|__import__)\s*\(/.test(text) && quoted.some((name) => text.includes(name)))
    return true;
  return importStatements(module).some(
    ({ module: from, member }) => lastPart(from) === base || member === base,
  );
}

/** Names that the file takes from the module called `base`; `*` for all that it binds. */
export function* namesTaken(module: ExactModule, base: string): Generator<string> {
  for (const { module: from, member } of importStatements(module))
    if (lastPart(from) === base && member !== undefined) yield member;
  if (!takesWhole(module, base)) return;
  const { text } = module.source;
  for (const match of text.matchAll(/\.\s*([A-Za-z_]\w*)/g)) yield match[1] as string;
  yield* quotedNames(module);
}

/** Names in strings of a file that reads attributes by name. */
export function* quotedNames({ source: { text } }: ExactModule): Generator<string> {
  if (!/\bgetattr\s*\(/.test(text)) return;
  for (const match of text.matchAll(/(['"])([A-Za-z_]\w*)\1/g)) yield match[2] as string;
}

function lastPart(name: string): string | undefined {
  return name.split('.').pop();
}
