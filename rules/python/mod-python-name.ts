import { defineRule } from '../../src/core/rule.js';
import type { PathEdit } from '../../src/site/changes.js';
import { siteCode } from '../../src/site/code/request-uses.js';
import { isOwnOption } from '../../src/site/configuration/options.js';
import { serverRoot } from '../../src/site/configuration/server-facts.js';
import { fileText } from '../../src/site/file-tree.js';
import { spreadTargets } from '../../src/site/mounts/processes.js';
import { nativeRange } from '../../src/site/native/ranges.js';
import type { SitePlace } from '../../src/site/place.js';
import type { Site } from '../../src/site/site.js';
import { isRequirement } from '../../src/site/surroundings/packaging.js';

export default defineRule({
  code: 'MP205',
  name: 'mod-python-name',
  target: 'python',
  severity: 'error',
  summary: "Account for each use of mod_python's names",
  why: 'Constants, functions and classes of mod_python come from the compat package on the bridge; plain WSGI code has no need of them.',
  todo: 'Follow the sentence of the finding: the name cannot exist under WSGI.',
  effort: '5m',
  refs: ['https://modpython.org/live/current/doc-html/pythonapi.html'],
  messages: {
    native: '{what} is rewritten to plain WSGI',
    bridged: '{what} comes from modpython_wsgi',
    missing:
      '{what}: mod_python has no such name, so reading it is an AttributeError with modpython_wsgi as it was before',
    marshal:
      '{what}: reading marshalled cookies is off, because it feeds data from the client to marshal.loads; switch it on with modpython_wsgi.Cookie.allow_marshal() in the entry script if you trust the secret',
    memory:
      '{what} is known to the process that made it only, and several will answer here: with `--processes 1` visitors keep their sessions, as with a FileSession or a DbmSession',
    told: '{what} is known to the bridge only where the entry script says it, and no configuration at hand does: give it there as the entry {fact} of main_server',
    impossible: '{what} has no counterpart under WSGI: {counterpart}',
    text: 'a string says {what} and stays as it is: change it if the name leads to the module',
    handler:
      'a string names {what} as the handler of a request: the bridge knows it by that name, so it stays',
    option: 'a string names the option {what} of mod_python: the bridge knows it by that name, so it stays',
    lookup: '{what} is imported, looked up or replaced under the name of modpython_wsgi',
  },
  example: {
    before: 'from mod_python import apache\n\n\ndef handler(req):\n    answer(req)\n    return apache.OK\n',
    after:
      'from modpython_wsgi import apache\n\n\ndef handler(req):\n    answer(req)\n    return apache.OK\n',
  },

  *check(context) {
    const { site } = context;
    const code = siteCode(site);
    for (const { what, place: at, path, api, missing } of code.names) {
      if (api?.class === 'NONE') {
        const data = { what, counterpart: api.counterpart };
        yield context.use({ at, message: 'impossible', data, state: 'manual', severity: 'warning' });
      } else if (nativeRange(site, path, at.byteOffset)) {
        yield context.use({ at, message: 'native', data: { what }, state: 'native' });
      } else if (missing) {
        yield context.use({ at, message: 'missing', data: { what }, state: 'bridged' });
      } else if (untoldFact(site, what) !== undefined) {
        const data = { what, fact: untoldFact(site, what) ?? '' };
        yield context.use({ at, message: 'told', data, state: 'review', severity: 'warning' });
      } else if (what === 'Cookie.MarshalCookie') {
        yield context.use({ at, message: 'marshal', data: { what }, state: 'review', severity: 'warning' });
      } else if (what === 'Session.MemorySession' && spreadTargets(site).length > 0) {
        yield context.use({ at, message: 'memory', data: { what }, state: 'review', severity: 'warning' });
      } else {
        yield context.use({ at, message: 'bridged', data: { what }, state: 'bridged' });
      }
    }
    for (const { what, place: at } of code.moduleNames) {
      const edits = renamedString(site, at);
      if (edits) yield context.use({ at, message: 'lookup', data: { what }, state: 'bridged', edits });
      else yield context.use({ at, message: 'text', data: { what }, state: 'review', severity: 'warning' });
    }
    for (const { what, place: at, path } of code.texts) {
      // What setup.py requires is a package, and MP405's.
      if (isRequirement(site, path, at)) continue;
      if (isHandlerName(site, at)) {
        yield context.use({ at, message: 'handler', data: { what }, state: 'bridged' });
        continue;
      }
      if (isOwnOption(stringAt(site, at))) {
        yield context.use({ at, message: 'option', data: { what }, state: 'bridged' });
        continue;
      }
      yield context.use({ at, message: 'text', data: { what }, state: 'review', severity: 'warning' });
    }
  },
});

/** What the bridge must be told before it can answer, where no configuration tells (Mount, argument main_server). */
function untoldFact(site: Site, what: string): string | undefined {
  if (what === 'apache.exists_config_define') return 'defines';
  if (what !== 'apache.server_root') return undefined;
  const said = site.configured.some(({ configuration: { scopes } }) =>
    scopes.some((scope) => scope.kind === 'server' && serverRoot(scope) !== undefined),
  );
  return said ? undefined : 'root';
}

/** Whether the string is what `req.handler` is set to or compared with. */
function isHandlerName(site: Site, at: SitePlace): boolean {
  const text = fileText(site.tree, at.path) ?? '';
  const name = /^u?(['"])(?:mod_python|python-program)\1$/;
  return (
    name.test(text.slice(at.byteOffset, at.byteOffset + at.byteLength)) &&
    /\.handler\s*(?:=|==|!=|is|is not)\s*$/.test(text.slice(0, at.byteOffset))
  );
}

/** What stands between the quotes of a string. */
function stringAt(site: Site, at: SitePlace): string {
  const text = fileText(site.tree, at.path) ?? '';
  return text.slice(at.byteOffset, at.byteOffset + at.byteLength).replace(/^[a-zA-Z]*(['"])(.*)\1$/s, '$2');
}

/** The string with our package in place of mod_python; undefined where it is not written out in one piece. */
function renamedString(site: Site, at: SitePlace): readonly PathEdit[] | undefined {
  const { path } = at;
  const node = site.tree.node(path);
  if (node?.kind !== 'file') return undefined;
  const bytes = Buffer.from(node.bytes.subarray(at.byteOffset, at.byteOffset + at.byteLength));
  const name = ['mod_python', '_apache'].find((one) => bytes.includes(one));
  if (name === undefined) return undefined;
  const ins = new TextEncoder().encode(name === '_apache' ? 'modpython_wsgi._apache' : 'modpython_wsgi');
  return [{ path, at: at.byteOffset + bytes.indexOf(name), del: name.length, ins }];
}
