/** What `req.get_config()` and `req.server.get_config()` show: the Python directives in force, but handlers and options. */
import { dict } from '../script-values.js';
import { pythonString } from './python-path.js';
import { named, type Scope } from './scopes.js';

/** Those with a text (mod_python.c, python_directive); the flags are shown as `1` and `0`. */
const TEXTS = ['PythonPath', 'PythonInterpreter'];
const SERVER_FLAGS = ['PythonDebug', 'PythonEnablePdb', 'PythonInterpPerDirective', 'PythonAutoReload'];
/** This one does not reach the table of the server, wherever it stands. */
const FLAGS = [...SERVER_FLAGS, 'PythonInterpPerDirectory'];

/**
 * The directives that are in force where `layers` lie over each other, as a Python dict; undefined if there are none.
 * `PythonDebug On` is not among them: an entry script says `debug=True`.
 */
export function requestDirectives(layers: readonly Scope[]): string | undefined {
  return asDict(shown(layers, FLAGS).filter(([name, value]) => name !== 'PythonDebug' || value !== '1'));
}

/** The directives of a (virtual) server, those of the main server among them. */
export function serverDirectives(container: Scope): string | undefined {
  return asDict(shown(container.parent ? [container.parent, container] : [container], SERVER_FLAGS));
}

type Shown = readonly (readonly [name: string, value: string])[];

function shown(layers: readonly Scope[], flags: readonly string[]): Shown {
  return [...TEXTS, ...flags].flatMap((name): Shown => {
    const value = layers.flatMap((layer) => named(layer, name)).at(-1)?.argv[0];
    if (value === undefined) return [];
    return [[name, flags.includes(name) ? flagOf(value) : value]];
  });
}

function flagOf(value: string): string {
  return value.toLowerCase() === 'on' ? '1' : '0';
}

function asDict(entries: Shown): string | undefined {
  return entries.length
    ? dict(entries.map(([name, value]) => [pythonString(name), pythonString(value)]))
    : undefined;
}
