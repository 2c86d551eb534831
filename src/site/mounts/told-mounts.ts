/**
 * Mounts of a site whose server configuration is not at hand: told by the user (`mounts` in migrate.config.json) or inferred
 * from the code. They are written down as the configuration that mod_python would have needed, and migrated like any other.
 */

/** File name of the configuration that we write beside the entry scripts, for a person to include. */
export const FRAGMENT = 'httpd-wsgi.conf';

/** One mount as migrate.config.json says it. */
export interface ToldMount {
  /** Tree path of the folder that is served, absolute. Either this or `location`. */
  readonly directory?: string;
  /** Address below which everything is answered, for handlers that do not look at files. */
  readonly location?: string;
  /** Address of `directory`; without it, some Alias or DocumentRoot of the server leads there. */
  readonly url?: string;
  /** With their dot. Without any, every address of the folder is answered. */
  readonly extensions?: readonly string[];
  /** The words of PythonHandler, in the order in which they run: `auth mod_python.publisher`. */
  readonly handler?: string;
  /** Handlers of other phases: `{ "PythonAuthenHandler": "auth" }`. */
  readonly phases?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, string>>;
  /** Folders in which modules are looked for besides `directory`: tree paths, absolute. */
  readonly pythonPath?: readonly string[];
  readonly interpreter?: string;
  readonly debug?: boolean;
  /** Why it is believed, for people; changes nothing. */
  readonly evidence?: readonly string[];
}

/** The mount with its folders under other names. @param place gets the key of the value, too */
export function withFolders(mount: ToldMount, place: (name: string, key: string) => string): ToldMount {
  const { directory, pythonPath } = mount;
  return {
    ...mount,
    ...(directory === undefined ? {} : { directory: place(directory, 'directory') }),
    ...(pythonPath ? { pythonPath: pythonPath.map((name) => place(name, 'pythonPath')) } : {}),
  };
}

/** Code that some server must have called, and nothing says how. */
export interface Undecided {
  /** Tree path of the module. */
  readonly path: string;
  /** Name of the function, and its place in the text. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly reason: string;
}

export interface InferredMounts {
  readonly mounts: readonly ToldMount[];
  readonly undecided: readonly Undecided[];
}

/** The directives that name handlers of phases before and after the page is made. */
export const PHASES = [
  'PythonPostReadRequestHandler',
  'PythonTransHandler',
  'PythonHeaderParserHandler',
  'PythonInitHandler',
  'PythonAccessHandler',
  'PythonAuthenHandler',
  'PythonAuthzHandler',
  'PythonTypeHandler',
  'PythonFixupHandler',
  'PythonLogHandler',
  'PythonCleanupHandler',
] as const;

export interface Assumed {
  /** Tree path of the file that is to hold the configuration; undefined where no mount is assumed. */
  readonly path: string | undefined;
  /** Server folder of the entry scripts. */
  readonly folder?: string;
  readonly bytes: Uint8Array;
  readonly mounts: readonly ToldMount[];
  /** false: the user told them. */
  readonly inferred: boolean;
  readonly undecided: readonly Undecided[];
}
