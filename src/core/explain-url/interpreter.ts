/** The name of the Python interpreter that mod_python takes for a request (mod_python.c, select_interp_name). */

import { containerOf, lastNamed } from '../../httpd/reading/containers.js';
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { contentChain } from '../../httpd/request/handler.js';
import type { Layer } from '../../httpd/request/request.js';
import type { RequestConfiguration } from '../../httpd/request/request-configuration.js';
import { lowerAscii } from '../../httpd/syntax/bytes.js';
import { type Names, readable } from './names.js';
import type { InterpreterFact } from './result.js';

/** PythonInterpreter, then PerDirectory, then PerDirective, else one for each virtual host. */
export function interpreterFact(request: RequestConfiguration, names: Names): InterpreterFact {
  const forced = settingOf(request, 'pythoninterpreter');
  if (forced !== undefined) {
    const name = readable(forced.argv[0] ?? '');
    return { name, rule: 'PythonInterpreter', at: names.place(forced) };
  }
  const perDirectory = switchedOn(request, 'pythoninterpperdirectory');
  if (perDirectory !== undefined) {
    const name = directoryOfFile(request);
    return { name, rule: 'PythonInterpPerDirectory: the folder of the file', at: names.place(perDirectory) };
  }
  const perDirective = switchedOn(request, 'pythoninterpperdirective');
  if (perDirective !== undefined) {
    const rule = 'PythonInterpPerDirective: the section of the handler';
    return { name: folderOfChain(request), rule, at: names.place(perDirective) };
  }
  return serverInterpreter(request, names);
}

const MAIN = 'main_interpreter';

function settingOf({ settings }: RequestConfiguration, name: string): EffectiveDirective | undefined {
  return settings.values.get(name)?.from.at(-1);
}

function switchedOn(request: RequestConfiguration, name: string): EffectiveDirective | undefined {
  const by = settingOf(request, name);
  return lowerAscii(by?.argv[0] ?? 'off') === 'on' ? by : undefined;
}

function directoryOfFile({ filename, fileType }: RequestConfiguration): string | undefined {
  if (filename === undefined) return MAIN;
  if (fileType === 'unknown') return undefined;
  if (fileType === 'directory') return readable(filename.replace(/\/*$/, '/'));
  return readable(filename.slice(0, filename.lastIndexOf('/') + 1));
}

/** The folder of a Directory section or .htaccess file with its slash, or the address of a Location as written. */
function folderOfChain({ settings, filename }: RequestConfiguration): string | undefined {
  const layer = contentChain(settings, filename)?.layer;
  if (layer === undefined) return undefined;
  if (layer.kind === 'server' || layer.kind === 'vhost') return MAIN;
  const home = layer.kind === 'files' ? enclosing(layer) : layer;
  if (home === undefined) return undefined;
  if (home.kind === 'location') return readable(home.path);
  return /[*?[]/.test(home.path) || home.kind === 'directoryMatch'
    ? undefined
    : readable(home.path.replace(/\/*$/, '/'));
}

/** The Directory section around a Files section. */
function enclosing(layer: Layer): Pick<Layer, 'kind' | 'path'> | undefined {
  const around = layer.section?.parent;
  if (around === undefined || lowerAscii(around.name) !== 'directory') return undefined;
  return { kind: 'directory', path: around.argv[0] ?? '' };
}

/** The ServerName of the virtual host, or that of the main server where it has none. */
function serverInterpreter({ server, layers }: RequestConfiguration, names: Names): InterpreterFact {
  const main = layers.find(({ kind }) => kind === 'server')?.directives ?? [];
  const own = containerOf(server.vhost?.section.children ?? []).directives;
  const by = lastNamed(own, 'ServerName') ?? lastNamed(main, 'ServerName');
  if (by === undefined) {
    const rule = 'the name of the server, which no ServerName says';
    return { name: undefined, rule, at: undefined };
  }
  const host = readable(by.argv[0] ?? '')
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/:\d+$/, '');
  return { name: host, rule: 'one for each virtual host: its ServerName', at: names.place(by) };
}
