/** Reads a configuration as httpd does: executes read-time directives and builds the effective tree. Pure and total. */

import { directoryOf } from '../paths.js';
import type { Dialect } from '../syntax/tree.js';
import type { EffectiveTree } from './effective.js';
import { Evaluator } from './evaluator.js';
import type { EvaluateHost } from './host.js';
import { type EvaluationState, initialState } from './state.js';

export interface EvaluateOptions {
  /** Default: by the host's version, '2.4' if that is unknown. */
  readonly dialect?: Dialect;
  /** For a .htaccess file: what the server's own configuration left behind. */
  readonly state?: EvaluationState;
  /** Read-time directives that .htaccess does not allow are problems then. Default: by the file's name. */
  readonly htaccess?: boolean;
  /** A file that httpd does not read: all of it is inactive. */
  readonly unread?: boolean;
}

/**
 * @param rootPath absolute path of the main file (or of a fragment, or a .htaccess file), as `host.readFile` takes it
 * @param host facts about the server; unknown facts make branches undecided, never false
 */
export function evaluate(rootPath: string, host: EvaluateHost, options: EvaluateOptions = {}): EffectiveTree {
  const dialect = options.dialect ?? (/^(1|2\.[0-3])(\.|$)/.test(host.version) ? '2.2' : '2.4');
  const htaccess = options.htaccess ?? /(^|\/)\.htaccess$/.test(rootPath);
  const state = options.state ?? initialState(host, directoryOf(rootPath));
  return new Evaluator(host, { dialect, htaccess, unread: options.unread === true }, state).run(rootPath);
}
