/**
 * Starts a new rule: its file in rules/<target>, fixtures that fail until it works, and the generated registry and page.
 *
 *   tsx scripts/new-rule.ts MP117 server-signature httpd
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RULES } from '../rules/index.js';
import { readNewRule, scaffold } from './gen/scaffold.js';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

function main(): void {
  const rule = readNewRule(process.argv.slice(2), new Set(RULES.flatMap(({ code, name }) => [code, name])));
  if (typeof rule === 'string') {
    console.error(rule);
    process.exitCode = 2;
    return;
  }
  for (const [path, text] of scaffold(rule)) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    // Never over something that is there.
    writeFileSync(join(ROOT, path), text, { flag: 'wx' });
    console.log(path);
  }
  execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'scripts/gen.ts')], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  console.log(`Next: fill in the fixtures, then npx vitest run test/rules.test.ts -t ${rule.name}`);
}

main();
