/** A server's disk in memory. */
import type { EvaluateHost } from '../../../src/httpd/reading/host.js';
import { DEBIAN_BUILT_IN } from '../../../src/httpd/reading/modules.js';
import { fromLatin1 } from '../../../src/httpd/syntax/bytes.js';

/** What dumptree.sh starts with: Debian's built-in modules, the event MPM and mod_macro (mod_dumptree itself does not matter). */
export const ORACLE_MODULES: readonly string[] = [...DEBIAN_BUILT_IN, 'mpm_event_module', 'macro_module'];

/** @param files latin-1 views by absolute path */
export function memoryHost(
  files: Readonly<Record<string, string>>,
  facts: Partial<EvaluateHost> = {},
): EvaluateHost {
  const paths = Object.keys(files);
  const isDirectory = (path: string): boolean =>
    paths.some((file) => file.startsWith(path === '/' ? '/' : `${path}/`));
  return {
    serverRoot: '/srv',
    env: {},
    defines: [],
    modules: ORACLE_MODULES,
    version: '2.4.71',
    readFile: (path) => (Object.hasOwn(files, path) ? fromLatin1(files[path] as string) : undefined),
    readDir: (path) => {
      if (!isDirectory(path)) return undefined;
      const prefix = path === '/' ? '/' : `${path}/`;
      const names = paths
        .filter((file) => file.startsWith(prefix))
        .map((file) => file.slice(prefix.length).split('/')[0]);
      return [...new Set(names as string[])];
    },
    stat: (path) => {
      if (Object.hasOwn(files, path)) return 'file';
      return isDirectory(path) ? 'directory' : 'missing';
    },
    ...facts,
  };
}
