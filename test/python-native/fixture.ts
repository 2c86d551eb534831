/** Reads fixtures/native: a handler before and after, the facts of its mount, and requests with the answers expected. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { convertModule } from '../../src/python/native/convert.js';
import { type MountFacts, PLAIN_MOUNT } from '../../src/python/native/mount-facts.js';
import type { ModuleConversion } from '../../src/python/native/native-result.js';
import { alone } from '../../src/python/native/neighbours.js';
import { convertFolder, PUBLISHER } from '../../src/python/native/publisher/convert.js';
import type { ExactModule } from '../../src/python/reader.js';
import { readPython } from '../../src/python/reader.js';
import { packageRoot } from '../support/parity-environment.js';

export const fixtureFolder = path.join(packageRoot, 'fixtures', 'native');

/** case.json. What is left out is as PLAIN_MOUNT says, and `handler` alone. */
export interface CaseDescription {
  /** What the case shows, one sentence. */
  readonly title: string;
  readonly handlers?: readonly string[];
  readonly options?: Readonly<Record<string, string>>;
  /** The module is index.py of a folder that mod_python.publisher serves. */
  readonly publisher?: boolean;
  readonly debug?: boolean;
  /** `AuthType Basic` with this AuthName. */
  readonly basicRealm?: string;
  readonly serverName?: string;
  /** Python 2 only at run time, although the file is valid Python 3. */
  readonly python2?: boolean;
  /** Further variables of environ, for example those that SetEnv sets. `@FOLDER@` is the folder of the case. */
  readonly environ?: Readonly<Record<string, string>>;
  readonly requests: readonly FixtureRequest[];
}

export interface FixtureRequest {
  readonly id: string;
  readonly method?: string;
  /** Address below SCRIPT_NAME `/app`, query included. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly handler?: string;
  readonly environ?: Readonly<Record<string, string>>;
  /** The answer: status line, headers but for the length, body. Of a page that the server makes up only the title counts. */
  readonly answer: {
    readonly status: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly body?: string;
    /** In the place of `body`, for what is not UTF-8. */
    readonly bodyBase64?: string;
    readonly errors?: string;
  };
}

export interface NativeCase {
  readonly name: string;
  readonly folder: string;
  readonly description: CaseDescription;
  readonly before: Uint8Array;
  readonly after: Uint8Array | undefined;
}

export function readCases(): readonly NativeCase[] {
  return readdirSync(fixtureFolder)
    .filter((name) => existsSync(path.join(fixtureFolder, name, 'case.json')))
    .sort()
    .map((name) => {
      const folder = path.join(fixtureFolder, name);
      const after = path.join(folder, 'after.py');
      return {
        name,
        folder,
        description: JSON.parse(readFileSync(path.join(folder, 'case.json'), 'utf8')) as CaseDescription,
        before: readFileSync(path.join(folder, 'before.py')),
        after: existsSync(after) ? readFileSync(after) : undefined,
      };
    });
}

export function mountOf({ description }: NativeCase): MountFacts {
  return {
    ...PLAIN_MOUNT,
    options: new Map(Object.entries(description.options ?? {})),
    debug: description.debug ?? false,
    serverName: description.serverName,
    authentication: description.basicRealm !== undefined,
    ...(description.basicRealm === undefined ? {} : { basicRealm: description.basicRealm }),
  };
}

/** The handlers of the case, converted as the tool does it. */
export function convertCase(native: NativeCase, before: Uint8Array = native.before): ModuleConversion {
  const mounts = [mountOf(native)];
  const module = exactModule(before);
  const external = new Set<string>();
  if (native.description.publisher === true)
    return convertFolder({
      modules: [{ module, mounts, isIndex: true }],
      neighbours: alone(external),
      enders: new Set(),
    }).get(module) as ModuleConversion;
  const handlers = handlersOf(native).map((object) => ({ object, mounts }));
  return convertModule({ module, handlers, external });
}

export function handlersOf({ description }: NativeCase): readonly string[] {
  return description.publisher === true ? [PUBLISHER] : (description.handlers ?? ['handler']);
}

export function exactModule(bytes: Uint8Array): ExactModule {
  const module = readPython(bytes);
  if (module.kind !== 'exact') throw new Error(`not Python: ${JSON.stringify(module.error)}`);
  return module;
}
