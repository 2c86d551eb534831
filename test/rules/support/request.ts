/** The request of a fixture: what a user who types `migrate apply /` asks for, and what a case may change in it. */
import type { PlanRequest } from '../../../src/core/engine.js';
import { loadTolerantReader } from '../../../src/core/tolerant.js';
import { readTolerantWasm } from '../../../src/io/tolerant-wasm.js';

/** Two small files stand for the compat package: the real one would drown every tree. */
const RUNTIME: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries({
    '__init__.py': '"""Stands for the compat package."""\n',
    'entry.py': 'Mount = dict\n',
  }).map(([name, text]) => [name, new Uint8Array(Buffer.from(text))]),
);

const TOLERANT = await loadTolerantReader(await readTolerantWasm());

export function request(changes: Partial<PlanRequest> = {}): PlanRequest {
  return {
    root: '/',
    inputs: ['/'],
    serverConfig: undefined,
    serverRoot: undefined,
    pathMap: {},
    defines: [],
    only: [],
    skip: [],
    handlers: 'auto',
    apache: '2.4',
    modWsgi: 'any',
    mode: 'daemon',
    processes: undefined,
    runtime: () => RUNTIME,
    tolerant: TOLERANT,
    ...changes,
  };
}
