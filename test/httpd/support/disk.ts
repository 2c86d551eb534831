/** The real disk for the evaluator and the merge. */
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import type { EffectiveTree } from '../../../src/httpd/reading/effective.js';
import { evaluate } from '../../../src/httpd/reading/evaluate.js';
import type { EvaluateHost } from '../../../src/httpd/reading/host.js';
import { DEBIAN_BUILT_IN } from '../../../src/httpd/reading/modules.js';
import type { RequestDisk } from '../../../src/httpd/request/request.js';

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function statKind(path: string): 'file' | 'directory' | 'missing' {
  const found = attempt(() => statSync(path));
  if (found === undefined) return 'missing';
  return found.isDirectory() ? 'directory' : 'file';
}

export function diskHost(serverRoot: string): EvaluateHost {
  return {
    serverRoot,
    env: {},
    defines: [],
    modules: DEBIAN_BUILT_IN,
    version: '2.4.71',
    readFile: (path) => attempt(() => readFileSync(path)),
    readDir: (path) => attempt(() => readdirSync(path)),
    stat: statKind,
    isSymlink: (path) => attempt(() => lstatSync(path).isSymbolicLink()) ?? false,
  };
}

export function requestDisk(host: EvaluateHost, server: EffectiveTree): RequestDisk {
  return {
    stat: statKind,
    htaccess: (path) =>
      statKind(path) === 'file' ? evaluate(path, host, { state: server.state, htaccess: true }) : undefined,
  };
}
