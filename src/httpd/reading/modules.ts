/** Names of modules: `<IfModule>` takes an identifier (python_module) or a file name (mod_python.c). */
import type { Truth } from './host.js';

/** `apache2 -l` of Debian's httpd 2.4. */
export const DEBIAN_BUILT_IN: readonly string[] = [
  'core.c',
  'mod_so.c',
  'mod_watchdog.c',
  'http_core.c',
  'mod_log_config.c',
  'mod_logio.c',
  'mod_version.c',
  'mod_unixd.c',
];

/** Modules whose source file is not called mod_NAME.c after their identifier NAME_module. */
const SOURCE_FILES: Readonly<Record<string, string>> = {
  mpm_event_module: 'event.c',
  mpm_worker_module: 'worker.c',
  mpm_prefork_module: 'prefork.c',
  mpm_itk_module: 'mpm_itk.c',
  ldap_module: 'util_ldap.c',
  core_module: 'core.c',
  php3_module: 'mod_php3.c',
  config_log_module: 'mod_log_config.c',
  includes_module: 'mod_include.c',
};

/** The identifier of each name in a list of built-in modules is known as well. */
export function withIdentifiers(names: readonly string[]): ReadonlyMap<string, Truth> {
  const loaded = new Map<string, Truth>();
  for (const name of names) {
    loaded.set(name, true);
    const other = name.endsWith('.c') ? identifierOf(name) : sourceFileOf(name);
    if (other !== undefined) loaded.set(other, true);
  }
  return loaded;
}

function identifierOf(sourceFile: string): string | undefined {
  const exception = Object.entries(SOURCE_FILES).find(([, file]) => file === sourceFile);
  if (exception !== undefined) return exception[0];
  const name = /^mod_(.+)\.c$/.exec(sourceFile)?.[1];
  return name === undefined ? undefined : `${name}_module`;
}

function sourceFileOf(identifier: string): string | undefined {
  const name = /^(.+)_module$/.exec(identifier)?.[1];
  return SOURCE_FILES[identifier] ?? (name === undefined ? undefined : `mod_${name}.c`);
}

/**
 * What a LoadModule line makes true.
 * The identifier is sure. The source file's name is compiled into the .so; it is sure where the names agree, else possible.
 * @param file such as modules/mod_python.so
 */
export function namesOfLoaded(identifier: string, file: string): ReadonlyMap<string, Truth> {
  const names = new Map<string, Truth>([[identifier, true]]);
  const byIdentifier = sourceFileOf(identifier);
  const base = file.slice(file.lastIndexOf('/') + 1);
  const stem = /^(?:mod_|lib)?(.+?)(?:\.so(?:\..*)?|\.dll|\.cpython.*)?$/.exec(base)?.[1] ?? base;
  const byFile = SOURCE_FILES[`${stem}_module`] ?? `mod_${stem}.c`;
  const known = SOURCE_FILES[identifier] !== undefined || /^(python|wsgi)_module$/.test(identifier);
  if (byIdentifier !== undefined)
    names.set(byIdentifier, known || byFile === byIdentifier ? true : 'unknown');
  if (!known && byFile !== byIdentifier) names.set(byFile, 'unknown');
  return names;
}
