import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { packageRoot } from '../../test/support/parity-environment.js';

/** The names of one object or module, each with a note: '' emulated, '!…' not there and why, else the difference. */
export type Names = Readonly<Record<string, string>>;

/** What the tests of the compat package say about every name of mod_python (test/runtime/{core,lib}/inventory.py). */
export interface Inventory {
  readonly objects: readonly (readonly [title: string, names: Names])[];
  /** Names of apache that are not there, and why. */
  readonly dropped: Names;
  readonly absentModules: Names;
  /** `object.name` that mod_python never had, though people look for it, and what they mean. */
  readonly never: Names;
  /** Constants of apache by the beginning of their names; '' for the rest. */
  readonly constants: readonly (readonly [prefix: string, names: readonly string[]])[];
}

/** Reads the inventory with the first Python found. Undefined without Python; throws if the inventory is broken. */
export function readInventory(): Inventory | undefined {
  for (const python of ['python3', 'python', 'python2.7']) {
    const { status, stdout, stderr, error } = spawnSync(python, ['scripts/compat/inventory.py'], {
      cwd: packageRoot,
      encoding: 'utf8',
      env: {
        ...process.env,
        PYTHONPATH: ['src/runtime', 'test/runtime'].join(path.delimiter),
        PYTHONDONTWRITEBYTECODE: '1',
      },
    });
    if (status === 0) return JSON.parse(stdout) as Inventory;
    // A launcher of a version that is not installed ends with 127, as a missing command would.
    if (error === undefined && status !== 127) throw new Error(`${python}: ${stderr}`);
  }
  return undefined;
}
