// Builds dist/: compiles src/ and rules/, copies the tables that are read at run time beside the code, and puts the
// command line into one file, dist/migrate.cjs: 330 modules loaded one by one take longer than the work on a small site.
//
// Plain JavaScript without dependencies but the compiler and the bundler, because it is what `npm ci` runs (script "prepare");
// so does the first npx in a checkout, hence --if-changed.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { digest, isBuilt, markBuilt } from './stamp.mjs';

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
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const argv = [compiler, '-p', root, '--outDir', staging];
  return spawnSync(process.execPath, argv, { stdio: 'inherit' }).status ?? 2;
}

/** Everything that is ours in one file; packages stay outside, so that a missing one is named and licences stay with their code. */
async function bundle() {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [path.join(staging, 'src/cli/main.js')],
    outfile: path.join(staging, 'migrate.cjs'),
    // The names of modules in stack traces start here, not in a folder with the number of a process.
    absWorkingDir: staging,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // The launcher runs the bundle as a script, which cannot import(); from 20.19 on Node can require() every module.
    supported: { 'dynamic-import': false },
    charset: 'ascii',
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
}

/** Puts the staged folder in the place of dist/, which also drops files whose source is gone. */
function swap() {
  const dist = path.join(root, 'dist');
  const old = `${staging}.old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(staging, dist);
  rmSync(old, { recursive: true, force: true });
}

/** An installation with --ignore-scripts or --omit=dev can lack them: say so rather than show a stack. */
function missingTool() {
  const { resolve } = createRequire(import.meta.url);
  return ['typescript', 'esbuild'].find((name) => {
    try {
      return !resolve(`${name}/package.json`);
    } catch {
      return true;
    }
  });
}

async function main() {
  const made = digest(root);
  if (process.argv.includes('--if-changed') && isBuilt(root)) return 0;
  const missing = missingTool();
  if (missing) {
    console.error(`build: ${missing} is missing; run \`npm ci\` first`);
    return 2;
  }
  const status = compile();
  if (!existsSync(staging)) return status || 2;
  for (const folder of ['src', 'rules']) {
    if (existsSync(path.join(root, folder))) copyAssets(folder);
  }
  await bundle();
  swap();
  // Its report is of no interest here, and the tool starts without a cache as well, only later.
  spawnSync(process.execPath, [path.join(root, 'scripts/code-cache.mjs')], { stdio: 'ignore' });
  if (status === 0) markBuilt(root, made);
  return status;
}

process.exitCode = await main();
