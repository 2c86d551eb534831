/** What a mount becomes, and the design that holds all of a configuration. */

import type { GuardOptions, GuardPair } from '../guards/need.js';
import type { Adapter } from './adapters.js';
import type { Mount } from './mounts.js';
import type { DaemonGroup, GroupOptions } from './process-groups.js';

export interface Target {
  readonly mount: Mount;
  /** All mounts of the section, `mount` first: an included file or a macro may be read in several places. */
  readonly mounts: readonly Mount[];
  /** Argument of SetHandler and first argument of WSGIHandlerScript. */
  readonly name: string;
  /** Server path of the entry script. */
  readonly script: string;
  readonly group: DaemonGroup;
  /** Set where the handler is a framework that is WSGI already. */
  readonly adapter: Adapter | undefined;
  /** Address of a WSGIScriptAlias; undefined: WSGIHandlerScript keeps Apache's own mapping. */
  readonly alias: string | undefined;
  /** Argument of application-group=. */
  readonly applicationGroup: string;
  /** Phases, as directive names, that Apache runs in its place. */
  readonly withheld: ReadonlySet<string>;
}

export interface Design {
  /** Mounts of sections that are read in several places and mean something different in each. */
  readonly ambiguous: readonly Mount[];
  /** Server folder of the entry scripts and the compat package. */
  readonly folder: string;
  readonly targets: readonly Target[];
  /** Guards that Apache runs itself. */
  readonly guards: readonly GuardPair[];
}

/** Names in use; one set for all configurations of a run, because one server may read them all. */
export interface TakenNames {
  readonly handlers: Set<string>;
  readonly groups: Set<string>;
  /** Whether somebody else's file lies at a server path. */
  isForeign(serverPath: string): boolean;
}

export type DesignOptions = GuardOptions & GroupOptions;
