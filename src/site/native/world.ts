/** What a native conversion may ask about the site around it. */

import type { PythonModule } from '../../python/reader.js';
import type { ModuleFound } from '../code/modules.js';
import type { Scope } from '../configuration/scopes.js';
import type { HandlerChain } from '../configuration/settings.js';
import type { Mount } from '../mounts/mounts.js';
import type { LeftAlone } from './left-alone.js';

export interface NativeWorld {
  readonly leftAlone: LeftAlone;
  /** Tree paths of all Python files. */
  readonly files: readonly string[];
  python(path: string): PythonModule | undefined;
  /** Tree path of a folder of the server; undefined when the tree does not hold it. */
  folder(serverPath: string): string | undefined;
  /** @param directories folders of the server */
  find(name: string, directories: readonly string[]): ModuleFound;
  moduleOf(mount: Mount, chain: HandlerChain, handler: string): ModuleFound;
  /** Whether Apache can be told to answer errors of an application with its ErrorDocument: in daemon mode. */
  readonly errorOverride: boolean;
}

export interface MountsOfConfiguration {
  readonly mounts: readonly Mount[];
  readonly scopes: readonly Scope[];
}
