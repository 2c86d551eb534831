/**
 * Which share of the functions called `handler` in real code trees becomes plain WSGI, each looked at by itself, as if a
 * plain Directory called it.
 *
 *     npx tsx scripts/native-share.ts FOLDER…
 *
 * Each folder is one tree. What a configuration or other files of the tree would add is not looked at.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { convertHandler } from '../src/python/native/convert.js';
import { PLAIN_MOUNT } from '../src/python/native/mount-facts.js';
import { readPython } from '../src/python/reader.js';

function pythonFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Whether the handler of the file converts; undefined where it has none, or does not name mod_python. */
function converts(file: string): boolean | undefined {
  const bytes = readFileSync(file);
  const text = bytes.toString('latin1');
  if (!/^def handler\s*\(/m.test(text) || !/mod_python|apache/.test(text)) return undefined;
  const module = readPython(bytes);
  if (module.kind !== 'exact') return false;
  return convertHandler({ module, handler: { object: 'handler', mounts: [PLAIN_MOUNT] } }).kind === 'native';
}

let [native, all] = [0, 0];
for (const folder of process.argv.slice(2)) {
  const found = pythonFiles(folder).flatMap((file) => converts(file) ?? []);
  const converted = found.filter((one) => one).length;
  if (found.length > 0) console.log(`${converted} of ${found.length}  ${path.basename(folder)}`);
  native += converted;
  all += found.length;
}
console.log(
  `${native} of ${all} handlers become plain WSGI (${((100 * native) / Math.max(1, all)).toFixed(0)} %)`,
);
