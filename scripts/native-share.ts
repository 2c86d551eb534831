/**
 * Which share of the functions called `handler` in real code trees becomes plain WSGI, as if a plain Directory called each,
 * and what stands in the way of the others.
 *
 *     npx tsx scripts/native-share.ts [--reasons] FOLDER…
 *
 * Each folder is one tree: requests are followed into all of its modules. What a configuration would add is not looked at.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { convertProgram } from '../src/python/native/convert.js';
import { modulesThatEnd } from '../src/python/native/flow/ended-elsewhere.js';
import { PLAIN_MOUNT } from '../src/python/native/mount-facts.js';
import type { BlockedHandler, NativeHandler } from '../src/python/native/native-result.js';
import { readPython } from '../src/python/reader.js';
import { groupedReasons } from '../src/site/native/grouped-reasons.js';
import { makeProgram, neighboursIn, type Program } from '../src/site/native/neighbours.js';

const HANDLER = { object: 'handler', mounts: [PLAIN_MOUNT] };

function programOf(folder: string): Program {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map((entry) => path.join(entry.parentPath, entry.name));
  const modules = new Map(files.map((file) => [file, readPython(readFileSync(file))] as const));
  const world = {
    files,
    python: (file: string) => modules.get(file),
    folder: () => undefined,
    find: () => ({ kind: 'missing' as const }),
    moduleOf: () => ({ kind: 'missing' as const }),
    errorOverride: true,
    leftAlone: { asks: () => false },
  };
  return makeProgram(world, () => [], []);
}

interface Share {
  readonly file: string;
  readonly result: NativeHandler | BlockedHandler;
}

/** The handlers of the tree; files that do not name mod_python or apache have none. */
function sharesIn(folder: string): readonly Share[] {
  const program = programOf(folder);
  const asked = [...program.modules].filter(
    ([, { source }]) => /^def handler\s*\(/m.test(source.text) && /mod_python|apache/.test(source.text),
  );
  const found = convertProgram({
    modules: asked.map(([, module]) => ({ module, handlers: [HANDLER] })),
    neighbours: neighboursIn(program, new Set()),
    enders: modulesThatEnd(program.modules),
  });
  return asked.flatMap(([file, module]) => {
    const result = found.get(module)?.handlers.get('handler');
    return result ? [{ file, result }] : [];
  });
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { reasons: { type: 'boolean', default: false } },
});
let [native, all] = [0, 0];
for (const folder of positionals) {
  const shares = sharesIn(folder);
  const converted = shares.filter(({ result }) => result.kind === 'native').length;
  if (shares.length > 0) console.log(`${converted} of ${shares.length}  ${path.basename(folder)}`);
  for (const { file, result } of values.reasons ? shares : []) {
    console.log(`    ${result.kind}  ${path.relative(folder, file)}`);
    for (const { text } of result.kind === 'blocked' ? groupedReasons(result.reasons) : [])
      console.log(`      ${text}`);
  }
  native += converted;
  all += shares.length;
}
console.log(
  `${native} of ${all} handlers become plain WSGI (${((100 * native) / Math.max(1, all)).toFixed(0)} %)`,
);
