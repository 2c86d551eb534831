/** How the bundle that scripts/build.mjs makes is loaded: the launcher does it, and the build, which compiles it ahead. */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import vm from 'node:vm';

const DIGEST_BYTES = 32;

/**
 * Runs a CommonJS file as `require` would, but with the compiled form that lies beside it, which saves a quarter of the
 * start. Another version of Node refuses that form and compiles as usual.
 * @param {string} bundle absolute path; the file is ASCII
 * @returns its exports, and the script that they come from
 */
export function loadBundle(bundle) {
  const source = readFileSync(bundle);
  const code = `(function (exports, require, module, __filename, __dirname) {${source.latin1Slice()}\n})`;
  const script = new vm.Script(code, {
    filename: bundle,
    cachedData: readCache(bundle, source),
  });
  const module = { exports: {} };
  const run = script.runInThisContext();
  run(module.exports, createRequire(bundle), module, bundle, dirname(bundle));
  return { exports: module.exports, script };
}

/** Keeps what V8 has compiled of a bundle so far. */
export function saveCache(bundle, script) {
  const data = script.createCachedData();
  const fresh = `${cacheOf(bundle)}.${process.pid}`;
  writeFileSync(fresh, Buffer.concat([digest(readFileSync(bundle), data), data]));
  renameSync(fresh, cacheOf(bundle));
}

/** Undefined where there is none for these very sources. V8 itself believes a damaged one, and crashes. */
function readCache(bundle, source) {
  let kept;
  try {
    kept = readFileSync(cacheOf(bundle));
  } catch {
    return undefined;
  }
  const data = kept.subarray(DIGEST_BYTES);
  return digest(source, data).equals(kept.subarray(0, DIGEST_BYTES)) ? data : undefined;
}

function cacheOf(bundle) {
  return `${bundle}.cache`;
}

function digest(source, data) {
  return createHash('sha256').update(source).update(data).digest();
}
