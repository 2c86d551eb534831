/** PythonImport: a script that the daemon runs when it starts (mod_wsgi.md §3.2, PythonImport). */
import { directiveLine, type PathEdit } from '../changes.js';
import type { DirectiveUse } from '../configuration/directives.js';
import { splitHandler } from '../configuration/handler-args.js';
import { pathStatements, readPythonPath } from '../configuration/python-path.js';
import { named } from '../configuration/scopes.js';
import { putAtMount } from '../lines/mount.js';
import type { Target } from '../mounts/target.js';
import type { ConfiguredSite, Site } from '../site.js';
import { interpreterOf } from './entry-script.js';

export interface ImportChange {
  readonly script: string;
  readonly edits: readonly PathEdit[];
  readonly creates: readonly { readonly path: string; readonly bytes: Uint8Array; readonly mode: number }[];
}

/**
 * What a PythonImport becomes; undefined when no handler runs in the interpreter it names. Interpreters of one name in
 * the daemons of several hosts are several, and each imports the module.
 */
export function importChange(site: Site, use: DirectiveUse): ImportChange | undefined {
  const [handler = '', interpreter = ''] = use.argv;
  const changes = site.configured.flatMap((configured) => {
    const targets = configured.design.targets.filter((one) => interpreterOf(one) === interpreter);
    const first = targets.filter(
      (one, index) => targets.findIndex(({ group }) => group === one.group) === index,
    );
    return first.map((target) => changeFor(site, configured, target, handler));
  });
  const [change] = changes;
  return change && { ...change, edits: changes.flatMap(({ edits }) => edits) };
}

function changeFor(site: Site, configured: ConfiguredSite, target: Target, handler: string): ImportChange {
  const { module, object } = splitHandler(handler);
  // Another function of the same module is another script.
  const name = [module, ...(object ? [object] : [])].join('-').replace(/[^\w.-]/g, '-');
  const script = `${configured.design.folder}/import-${name}.wsgi`;
  const group = site.options.mode === 'embedded' ? '%{GLOBAL}' : target.group.name;
  const line = directiveLine(
    'WSGIImportScript',
    script,
    `process-group=${group}`,
    `application-group=${target.applicationGroup}`,
  );
  const { path } = site.placeNew(configured, script);
  const bytes = Buffer.from(scriptText(configured, handler, module, object), 'latin1');
  const creates = site.tree.node(path) ? [] : [{ path, bytes, mode: 0o644 }];
  return { script, edits: putAtMount(site, configured, target, [line], 3), creates };
}

function scriptText(configured: ConfiguredSite, handler: string, module: string, object: string): string {
  const server = configured.configuration.scopes.find((scope) => scope.kind === 'server');
  const path = server && named(server, 'PythonPath').at(-1)?.argv[0];
  return [
    `"""Run once when the daemon starts: PythonImport ${handler.replace(/[^\x20-\x7e]|["\\]/g, '?')}."""`,
    'import os',
    'import sys',
    '',
    '# modpython_wsgi lies beside this script; mod_wsgi does not look there by itself.',
    'sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))',
    ...(path === undefined ? [] : pathStatements(readPythonPath(path))),
    '',
    `import ${module}  # noqa: E402`,
    ...(object ? ['', `${module}.${object}()`] : []),
    '',
  ].join('\n');
}
