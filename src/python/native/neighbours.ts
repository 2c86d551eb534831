/** The other modules of the site, as far as a handler may be followed into them. */
import type { ExactModule } from '../reader.js';

export interface Neighbours {
  /** The module that an import statement of `from` means by `name`; undefined when it is not certain. */
  find(from: ExactModule, name: string): ExactModule | undefined;
  /** Name of its file, without the folder. */
  fileName(module: ExactModule): string;
  /** The last part of the name that import statements know it by. */
  importName(module: ExactModule): string;
  /**
   * Names of the module that other files or the configuration take from it, doubtful ones too.
   * @param seen files that are looked at more closely, and do not count
   */
  external(module: ExactModule, seen: ReadonlySet<ExactModule>): ReadonlySet<string>;
}

/** A module by itself. @param external names that other files of the site take from it */
export function alone(external: ReadonlySet<string>): Neighbours {
  return {
    find: () => undefined,
    fileName: () => 'this module',
    importName: () => '',
    external: () => external,
  };
}
