// Tells whether dist/ is what the sources would become. npm runs "prepare" again at the first npx in a checkout: without
// this, a newcomer's first command would wait for a second build.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const INPUTS = [
  'src',
  'rules',
  'bin',
  'scripts/build.mjs',
  'scripts/code-cache.mjs',
  'tsconfig.json',
  'package-lock.json',
];
const NOT_BUILT = new Set(['runtime', '__pycache__']);
const STAMP = 'dist/.stamp';
const RESULTS = ['dist/migrate.cjs', 'dist/src/index.js', 'dist/src/httpd/public.js'];

/** Is everything there, made from these very sources under this version of Node? */
export function isBuilt(root) {
  if (![STAMP, ...RESULTS].every((name) => existsSync(path.join(root, name)))) return false;
  return readFileSync(path.join(root, STAMP), 'latin1') === digest(root);
}

/** @param {string} made digest of the sources, taken before they were compiled */
export function markBuilt(root, made) {
  writeFileSync(path.join(root, STAMP), made);
}

/** Of the names and contents of all that the build reads. */
export function digest(root) {
  const hash = createHash('sha256').update(process.version);
  for (const name of INPUTS.flatMap((input) => filesOf(root, input))) {
    hash.update(`\0${name}\0`).update(readFileSync(path.join(root, name)));
  }
  return hash.digest('hex');
}

function filesOf(root, input) {
  const full = path.join(root, input);
  if (!statSync(full).isDirectory()) return [input];
  return readdirSync(full)
    .filter((name) => !NOT_BUILT.has(name))
    .sort()
    .flatMap((name) => filesOf(root, `${input}/${name}`));
}
