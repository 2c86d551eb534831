/** The directives that httpd executes while it reads (EXEC_ON_READ). They leave no node in httpd's tree. */

import { canonicalName } from '../directives.js';
import { hostPath, serverRelative } from '../paths.js';
import { takeArguments } from '../syntax/arguments.js';
import { lowerAscii } from '../syntax/bytes.js';
import { sectionArgs } from '../syntax/syntax.js';
import { splitWords, wordAt } from '../syntax/words.js';
import { decide, isCondition } from './conditions.js';
import type { Evaluator, Place } from './evaluator.js';
import type { Truth } from './host.js';
import { expandMacro, readMacro } from './macros.js';
import { namesOfLoaded, withIdentifiers } from './modules.js';
import { macroSource, type ReadLine } from './reader.js';
import type { SourceRef } from './source-ref.js';
import { define, undefine } from './state.js';

export interface ReadTimeCall {
  /** Lower case; sections with `<`. */
  readonly key: string;
  /** Expanded. */
  readonly args: string;
  /** The text depends on a variable whose value is unknown. */
  readonly undecided: boolean;
  readonly line: ReadLine;
  readonly place: Place;
}

export interface ReadTimeProblem {
  readonly code: string;
  readonly message: string;
}

type Handler = (evaluator: Evaluator, call: ReadTimeCall) => string | undefined;

const INCLUDE_HELP =
  'Name(s) of the config file(s) to be included; fails if the wildcard does not match at least one file';
const OPTIONAL_HELP =
  'Name or pattern of the config file(s) to be included; ignored if the file does not exist or the pattern does not match any files';
const DEFINE_HELP = 'Define a variable, optionally to a value.  Same as passing -D to the command line.';

const HANDLERS: Readonly<Record<string, Handler>> = {
  include: (evaluator, call) => include(evaluator, call, false),
  includeoptional: (evaluator, call) => include(evaluator, call, true),
  define: defineVariable,
  undefine: undefineVariable,
  serverroot: setServerRoot,
  defaultruntimedir: () => undefined,
  loadmodule: loadModule,
  loadfile: () => undefined,
  '<macro': defineMacro,
  use: useMacro,
  undefmacro: undefineMacro,
  macroignoreemptyargs: () => undefined,
  macroignorebadnesting: () => undefined,
};

const OF_MACRO = new Set(['<macro', 'use', 'undefmacro', 'macroignoreemptyargs', 'macroignorebadnesting']);
/** Unknown to httpd 2.2. */
const NEW_IN_24 = new Set([
  'includeoptional',
  'define',
  'undefine',
  'defaultruntimedir',
  '<iffile',
  '<ifdirective',
  '<ifsection',
]);
/** Everything else may also stand in .htaccess. */
const SERVER_ONLY = new Set([
  'include',
  'includeoptional',
  'define',
  'undefine',
  'serverroot',
  'defaultruntimedir',
  'loadmodule',
  'loadfile',
]);

/**
 * Runs a directive if it is one of these.
 * @param record called before it runs
 * @returns 'ordinary' if it is not; httpd's error; or undefined
 */
export function runReadTime(
  evaluator: Evaluator,
  call: ReadTimeCall,
  record: () => void,
): 'ordinary' | ReadTimeProblem | undefined {
  const handler = handlerOf(evaluator, call.key);
  if (handler === undefined) return 'ordinary';
  record();
  if (evaluator.settings.htaccess && SERVER_ONLY.has(call.key)) {
    return { code: 'not-allowed-here', message: `${canonicalName(call.key)} not allowed here` };
  }
  const message = handler(evaluator, call);
  return message === undefined ? undefined : { code: `${call.key.replace('<', '')}-failed`, message };
}

function handlerOf(evaluator: Evaluator, key: string): Handler | undefined {
  if (evaluator.settings.dialect === '2.2' && NEW_IN_24.has(key)) return undefined;
  if (key.startsWith('<') && isCondition(key.slice(1))) return branch;
  if (OF_MACRO.has(key) && macroModule(evaluator) === false) return undefined;
  return Object.hasOwn(HANDLERS, key) ? HANDLERS[key] : undefined;
}

function macroModule({ state, host }: Evaluator): Truth {
  return state.modules.get('mod_macro.c') ?? (host.modules === 'unknown' ? 'unknown' : false);
}

function branch(evaluator: Evaluator, call: ReadTimeCall): string | undefined {
  const key = call.key.slice(1);
  const name = canonicalName(call.key).slice(1);
  const verdict = decide(key, call.args, evaluator.state, evaluator.host);
  if ('error' in verdict) {
    evaluator.problem(call.place, call.line, 'fatal', `${key}-failed`, verdict.error);
    return evaluator.branch(call, name, sectionArgs(call.args), 'unknown');
  }
  return evaluator.branch(call, name, sectionArgs(call.args), call.undecided ? 'unknown' : verdict.truth);
}

function include(evaluator: Evaluator, call: ReadTimeCall, optional: boolean): string | undefined {
  const name = optional ? 'IncludeOptional' : 'Include';
  const values = takeArguments(name, call.args, 'TAKE1', optional ? OPTIONAL_HELP : INCLUDE_HELP);
  if (typeof values === 'string') return values;
  return evaluator.include(call, values[0] as string, optional);
}

function defineVariable({ state }: Evaluator, { args, undecided, line }: ReadTimeCall): string | undefined {
  const values = takeArguments('Define', args, 'TAKE12', DEFINE_HELP);
  if (typeof values === 'string') return values;
  const [name = '', value] = values;
  if (name.includes(':')) return "Variable name must not contain ':'";
  define(state, name, value, line.source);
  if (undecided && value !== undefined) {
    state.variables.set(lowerAscii(name), { value: undefined, candidates: [], definedBy: line.source });
  }
  return undefined;
}

function undefineVariable({ state }: Evaluator, { args }: ReadTimeCall): string | undefined {
  const values = takeArguments(
    'UnDefine',
    args,
    'TAKE1',
    'Undefine the existence of a variable. Undo a Define.',
  );
  if (typeof values === 'string') return values;
  const [name = ''] = values;
  if (name.includes(':')) return "Variable name must not contain ':'";
  undefine(state, name);
  return undefined;
}

function setServerRoot({ state, host }: Evaluator, { args, undecided }: ReadTimeCall): string | undefined {
  const values = takeArguments(
    'ServerRoot',
    args,
    'TAKE1',
    'Common directory of server-related files (logs, confs, etc.)',
  );
  if (typeof values === 'string') return values;
  if (undecided) return undefined;
  const path = serverRelative('/', hostPath(values[0] as string));
  const kind = host.stat(path);
  if (kind === 'missing' || kind === 'file') return 'ServerRoot must be a valid directory';
  state.serverRoot = path;
  return undefined;
}

function loadModule({ state, host }: Evaluator, { args }: ReadTimeCall): string | undefined {
  const values = takeArguments(
    'LoadModule',
    args,
    'TAKE2',
    'a module name and the name of a shared object file to load it from',
  );
  if (typeof values === 'string') return values;
  const [identifier = '', file = ''] = values;
  if (host.modules !== 'unknown' && withIdentifiers(host.modules).has(identifier)) {
    return `module ${identifier} is built-in and can't be loaded`;
  }
  if (state.modules.get(identifier) === true) return undefined;
  for (const [name, truth] of namesOfLoaded(identifier, file)) {
    if (state.modules.get(name) !== true) state.modules.set(name, truth);
  }
  return undefined;
}

function defineMacro({ state }: Evaluator, { args, line, place }: ReadTimeCall): string | undefined {
  const macro = readMacro(args, line, place.reader);
  if (typeof macro === 'string') return macro;
  state.macros.set(macro.name, { macro, certain: true });
  return undefined;
}

function useMacro(evaluator: Evaluator, { args, line, place }: ReadTimeCall): string | undefined {
  const { macros } = evaluator.state;
  if (macros.size === 0) return 'no macro defined before Use';
  const first = wordAt(args, 0);
  const name = lowerAscii(first?.value ?? '');
  if (first === undefined || name === '') return 'no macro name specified with Use';
  const entry = macros.get(name);
  if (entry?.macro === undefined) return `macro '${name}' undefined`;
  const { macro } = entry;
  if (line.fileName.includes(`macro '${name}'`)) return `recursive use of macro '${name}' is invalid`;
  const values = splitWords(args.slice(first.next)).map((word) => word.value);
  if (values.length !== macro.parameters.length) {
    return `macro '${name}' (${macro.location}) used with ${values.length} arguments instead of ${macro.parameters.length}`;
  }
  const pseudoFile = `macro '${name}' (${macro.location}) used on line ${line.lineNumber} of "${line.fileName}"`;
  const texts = expandMacro(macro, values, pseudoFile);
  if (typeof texts === 'string') return texts;
  if (!entry.certain) {
    evaluator.problem(
      place,
      line,
      'unknown',
      'undecided-macro',
      `which macro '${name}' this is depends on an undecided branch`,
    );
  }
  const use = { macro: name, definition: macro.definition, use: line.source satisfies SourceRef, pseudoFile };
  place.reader.insert(macroSource(macro.lines, texts, use, line.macros));
  return undefined;
}

function undefineMacro({ state }: Evaluator, { args }: ReadTimeCall): string | undefined {
  const values = takeArguments('UndefMacro', args, 'TAKE1', 'Remove a macro definition.');
  if (typeof values === 'string') return values;
  if (state.macros.size === 0) return 'no macro defined before UndefMacro';
  const name = lowerAscii(values[0] as string);
  if (state.macros.get(name)?.macro === undefined) return `cannot remove undefined macro '${name}'`;
  state.macros.set(name, { macro: undefined, certain: true });
  return undefined;
}
