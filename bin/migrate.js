#!/usr/bin/env node
// Launcher: committed and never built, so that npm always has an executable file to link (see docs/commands.md).
// Plain syntax only: it must run far enough on an old Node to say that Node is too old.
import { fileURLToPath } from 'node:url';

const FLOOR = [20, 19];
const BUNDLE = fileURLToPath(new URL('../dist/migrate.cjs', import.meta.url));

/** Says what is wrong, and stops the way every failure of this tool stops. */
function fail(message) {
  process.stderr.write(`migrate: ${message}\n`);
  process.exitCode = 2;
}

/** What to do about a file or package that is missing; undefined where the fault is another one. */
function advice(error) {
  if (error.code === 'ENOENT' && error.path === BUNDLE) return 'not built: run npm ci (or npm run build)';
  const missing = /^Cannot find (?:package|module) '([^'/.][^']*)'/.exec(error.message);
  if (missing) return `dependencies are not installed (${missing[1]} is missing): npm ci`;
  return undefined;
}

const version = process.versions.node.split('.').map(Number);
if (version[0] < FLOOR[0] || (version[0] === FLOOR[0] && version[1] < FLOOR[1])) {
  fail(`Node ${FLOOR.join('.')} or newer is needed, this is ${process.versions.node}`);
} else {
  import('./load.js')
    .then((loader) => loader.loadBundle(BUNDLE).exports.main())
    .catch((error) => {
      // Not thrown again: Node would end with 1, which says that the lint gate failed.
      fail(advice(error) || error.stack || String(error));
    });
}
