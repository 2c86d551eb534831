/** What is known of the machine and the server that a configuration is read for. */

/** Three-valued: a fact that nobody knows does not become false. */
export type Truth = true | false | 'unknown';

/** What the evaluator may ask. Nothing here may throw. */
export interface EvaluateHost {
  /** Absolute; base of relative paths until a ServerRoot directive. 'unknown': relative to the folder of the root file. */
  readonly serverRoot: string | 'unknown';
  /** Environment that httpd was started with (Debian: /etc/apache2/envvars). 'unknown': no `${NAME}` resolves by it. */
  readonly env: Readonly<Record<string, string>> | 'unknown';
  /** Variables of an otherwise unknown environment. */
  readonly knownEnv?: Readonly<Record<string, string>>;
  /** Names given with -D. 'unknown': an `<IfDefine>` of an undefined name is undecided. */
  readonly defines: readonly string[] | 'unknown';
  /** Built-in modules, file names (`mod_so.c`) or identifiers (`so_module`). 'unknown': a module never loaded is undecided. */
  readonly modules: readonly string[] | 'unknown';
  /** Modules, by both their names, that are taken to be loaded whatever the configuration says of them. */
  readonly assumed?: ReadonlySet<string>;
  /** Such as '2.4.62'. */
  readonly version: string | 'unknown';
  /** Undefined: missing or unreadable. Paths are absolute and normalised. */
  readFile(path: string): Uint8Array | undefined;
  /** Names of a directory in any order, without '.' and '..'; undefined: not a directory, or unreadable. */
  readDir(path: string): readonly string[] | undefined;
  /** Default: nothing is a symlink. Matters only for wildcards in the middle of an Include path. */
  isSymlink?(path: string): boolean;
  /** Follows symlinks. 'unknown': outside of what is at hand. */
  stat(path: string): 'file' | 'directory' | 'missing' | 'unknown';
}
