// Builds dist/: compiles src/ and rules/, then copies the tables that are read at run time beside the code.
//
// Plain JavaScript without dependencies but the compiler, because it is what `npm ci` runs (script "prepare").
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
// Built beside dist/ and swapped in when finished, so that a tool or test that runs meanwhile finds a whole one.
// At the same depth, because source maps name their sources relative to it.
const staging = path.join(root, `dist.${process.pid}`);

// The Python package that ships into migrated sites stays where it is: it is found from the package's root.
const NOT_COPIED = new Set(['runtime', '__pycache__']);

/** Copies every file below `folder` that the compiler does not produce to the same place below the new dist/. */
function copyAssets(folder) {
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!NOT_COPIED.has(entry.name)) copyAssets(name);
    } else if (!/\.(ts|md)$/.test(entry.name)) {
      cpSync(path.join(root, name), path.join(staging, name));
    }
  }
}

/** Runs the compiler of this checkout; its messages go to the terminal. Returns its exit status. */
function compile() {
  // An installation with --ignore-scripts or --omit=dev can lack it: say so rather than show a stack.
  let compiler;
  try {
    compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  } catch {
    console.error('build: the TypeScript compiler is missing; run `npm ci` first');
    return 2;
  }
  return (
    spawnSync(process.execPath, [compiler, '-p', root, '--outDir', staging], { stdio: 'inherit' }).status ?? 2
  );
}

/** Puts the staged folder in the place of dist/, which also drops files whose source is gone. */
function swap() {
  const dist = path.join(root, 'dist');
  const old = `${staging}.old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(staging, dist);
  rmSync(old, { recursive: true, force: true });
}

const status = compile();
if (existsSync(staging)) {
  for (const folder of ['src', 'rules']) {
    if (existsSync(path.join(root, folder))) copyAssets(folder);
  }
  swap();
}
process.exitCode = status;
