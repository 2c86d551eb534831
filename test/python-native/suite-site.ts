/** Sites of the conformance suite as the native replay sees them. */
import type { MountFacts } from '../../src/python/native/mount-facts.js';
import type { Server } from './map-address.js';

/** Which requests of a site go to which handler. */
export interface Route {
  readonly module: string;
  /** Folder in front of sys.path, relative to the site. */
  readonly folders: readonly string[];
  /** Name that the module is imported by. */
  readonly name: string;
  readonly handlers: readonly string[];
  readonly mount?: Partial<MountFacts>;
  /** See Task. */
  readonly imports?: readonly string[];
  /** Handler by request; undefined for a request that Apache answers, or another handler. */
  readonly handlerOf: (request: SuiteRequest) => string | undefined;
}

export interface SuiteSite {
  readonly folder: string;
  /** Where the files of the server begin, relative to the site. */
  readonly server: Omit<Server, 'root'>;
  readonly routes: readonly Route[];
  readonly requests: number;
}

export interface SuiteRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly expected?: Partial<Recorded>;
}

export interface Recorded {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}
