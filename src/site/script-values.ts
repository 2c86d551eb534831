/** Parts of the configuration as Python source, for the scripts that we write. */

import { chainDirectory } from './configuration/chains.js';
import { pythonString, readPythonPath } from './configuration/python-path.js';
import type { HandlerChain } from './configuration/settings.js';
import type { PhaseChains } from './guards/hooks.js';

/** One keyword argument, its value already Python. */
export type Argument = readonly [name: string, value: string];

/** The arguments that have a value. */
export function present(pairs: readonly (readonly [string, string | undefined])[]): readonly Argument[] {
  return pairs.filter((pair): pair is Argument => pair[1] !== undefined && pair[1] !== '');
}

/** A directory as mod_python names it. */
export function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/** `mod_python.publisher` and its siblings have a twin of the same name in the compat package. */
function handlerWord(handler: string): string {
  return handler.replace(/^mod_python\./, 'modpython_wsgi.');
}

/** How the docstring of every entry script begins: an earlier run is known by it. */
export const ENTRY_POINT = 'WSGI entry point of';

/** The words after the directive. */
function chainValue(chain: HandlerChain): string {
  return pythonString(chain.handlers.map(handlerWord).join(' '));
}

/** As `chainValue`, with the directory of each handler where it is not the `directory` that the script names. */
export function placedChainValue(chain: HandlerChain, directory: string | undefined): string {
  const own = chainDirectory(chain.scope);
  if (own === undefined || own === directory) return chainValue(chain);
  const pairs = chain.handlers.map(
    (word) => `(${pythonString(handlerWord(word))}, ${pythonString(withSlash(own))})`,
  );
  return `[${pairs.join(', ')}]`;
}

/** The handlers of a phase: a list of words, or a dict by extension. */
export function phaseValue(chains: PhaseChains, directory: string | undefined): string {
  const values = [...chains].map(
    ([extension, chain]) => [extension, placedChainValue(chain, directory)] as const,
  );
  const [only] = values;
  if (values.length === 1 && only?.[0] === '') return only[1];
  return `{${values.map(([extension, value]) => `${pythonString(extension)}: ${value}`).join(', ')}}`;
}

/** A dict, one entry a line. */
export function dict(entries: readonly (readonly [string, string])[]): string {
  const inner = entries.map(([key, value]) => `        ${key}: ${value},`);
  return ['{', ...inner, '    }'].join('\n');
}

/** A list of values that take several lines each. */
export function list(values: readonly string[]): string {
  const inner = values.map((value) => `        ${value.replaceAll('\n', '\n    ')},`);
  return ['[', ...inner, '    ]'].join('\n');
}

/** A list of strings, on one line if it is short. */
export function stringList(values: readonly string[]): string {
  const one = `[${values.map(pythonString).join(', ')}]`;
  if (one.length <= 88) return one;
  return ['[', ...values.map((value) => `        ${pythonString(value)},`), '    ]'].join('\n');
}

/** The value of a PythonPath directive; the script imports sys. */
export function pathValue(text: string): string {
  const path = readPythonPath(text);
  if (path.kind === 'expression') return text.trim();
  const list = (values: readonly string[]) => `[${values.map(pythonString).join(', ')}]`;
  if (path.replaces) return list(path.before);
  const parts = [
    path.before.length ? list(path.before) : '',
    'sys.path',
    path.after.length ? list(path.after) : '',
  ];
  return parts.filter(Boolean).join(' + ');
}

/** Text for a docstring: ASCII, nothing that could end it. */
export function docText(text: string): string {
  return text
    .replace(/\\/g, '\\\\')
    .replace(/"""/g, '\\"""')
    .replace(/[^\x20-\x7e]/g, '?');
}
