// Run by scripts/build.mjs in a process of its own: scans a small site with the new bundle and keeps what V8 compiled for it.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadBundle, saveCache } from '../bin/load.js';

const bundle = fileURLToPath(new URL('../dist/migrate.cjs', import.meta.url));
const site = fileURLToPath(new URL('../fixtures/sites/tutorial/before', import.meta.url));

const { exports: tool, script } = loadBundle(bundle);
// Without the fixtures (a copy of the sources alone) only the start itself is compiled ahead.
process.argv.splice(2, Number.POSITIVE_INFINITY, ...(existsSync(site) ? ['scan', site] : ['--version']));
await tool.main();
saveCache(bundle, script);
