/** The parts of tree-sitter that the tolerant reader needs, read from the installed packages. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** Contents of the two wasm files. */
export interface TolerantWasm {
  readonly runtime: Uint8Array;
  readonly python: Uint8Array;
}

/** @throws when the packages are not installed; the caller says what is missing then */
export async function readTolerantWasm(): Promise<TolerantWasm> {
  const require = createRequire(import.meta.url);
  const [runtime, python] = await Promise.all([
    readFile(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
    readFile(require.resolve('tree-sitter-python/tree-sitter-python.wasm')),
  ]);
  return { runtime: new Uint8Array(runtime), python: new Uint8Array(python) };
}
