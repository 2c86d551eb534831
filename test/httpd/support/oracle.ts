/** Asks the real httpd, many inputs at a time: one shell loop, about 8 ms an input. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { missingParity, readParityEnvironment } from '../../support/parity-environment.js';
import type { Row } from './flat.js';

export type Reading = { readonly nodes: readonly Row[] } | { readonly error: string };

/** latin-1 views by relative path; `main.conf` is the root. */
export type Files = Readonly<Record<string, string>>;

const environment = readParityEnvironment();

/** Why the differential tests cannot run here; throws in CI. */
export const oracleMissing = missingParity(environment, 'oracles');

const RAW = '"$ORACLES/rawtree.sh" "$folder/main.conf"';
const EFFECTIVE = `SERVER_ROOT="$folder" "$ORACLES/dumptree.sh" "$folder/main.conf" -C "LoadModule macro_module '$MODULES/mod_macro.so'"`;

/** httpd's reading of one file each, nothing executed. */
export function askRawTree(inputs: readonly Files[]): readonly Reading[] {
  return ask(inputs, RAW);
}

/** httpd's effective tree of each, with mod_macro loaded. */
export function askDumpTree(inputs: readonly Files[]): readonly Reading[] {
  return ask(inputs, EFFECTIVE);
}

function ask(inputs: readonly Files[], command: string): readonly Reading[] {
  const root = mkdtempSync(path.join(tmpdir(), 'httpd-oracle-'));
  try {
    const folders = inputs.map((files, index) => {
      const folder = path.join(root, String(index));
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), Buffer.from(text, 'latin1'));
      }
      return folder;
    });
    const script = `for folder in "$ROOT"/*; do ${command} >"$folder/.out" 2>"$folder/.err"; echo $? >"$folder/.rc"; done`;
    const run = spawnSync('sh', ['-c', script], {
      env: {
        PATH: process.env.PATH ?? '/usr/bin:/bin',
        ROOT: root,
        ORACLES: environment?.oracles ?? '',
        ORACLE_DIR: environment?.oracles ?? '',
        MODULES: environment?.modulesFolder ?? '',
      },
    });
    if (run.error) throw run.error;
    return folders.map(reading);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function reading(folder: string): Reading {
  const local = (text: string): string => text.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
  if (readFileSync(path.join(folder, '.rc'), 'utf8').trim() !== '0') {
    const lines = readFileSync(path.join(folder, '.err'), 'latin1').split('\n');
    return { error: local(lines.filter((line) => line.startsWith('apache2: ')).at(-1) ?? lines.join('\n')) };
  }
  const rows = readFileSync(path.join(folder, '.out'), 'latin1').split('\n').filter(Boolean);
  return {
    nodes: rows.map((row) => {
      const { depth, file, line, name, args, argv } = JSON.parse(row);
      return [depth, local(file), line, name, args, argv];
    }),
  };
}
