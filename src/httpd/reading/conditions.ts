/** The sections that decide while the file is read: IfModule, IfDefine, IfVersion, IfFile, IfDirective, IfSection. */
import { canonicalName, isKnownModule, lookupDirective } from '../directives.js';
import { hostPath, serverRelative } from '../paths.js';
import { wordAt, wordValues } from '../syntax/words.js';
import type { EvaluateHost, Truth } from './host.js';
import type { EvaluationState } from './state.js';
import { testVersion, type Verdict } from './version.js';

const TESTS: Readonly<Record<string, (word: string, state: EvaluationState, host: EvaluateHost) => Truth>> = {
  ifmodule: isLoaded,
  ifdefine: isDefined,
  iffile: fileExists,
  ifdirective: (word, state, host) => isDirective(word, state, host),
  ifsection: (word, state, host) => isDirective(`<${word}`, state, host),
};

/** Is this section (lower case, without `<`) a read-time condition? */
export function isCondition(name: string): boolean {
  return name === 'ifversion' || Object.hasOwn(TESTS, name);
}

/**
 * Decides a condition as httpd's start_cond_section does: `!` counts only as the first character, before any quote.
 * @param name lower case, without `<`
 * @param args expanded, with the `>`
 */
export function decide(name: string, args: string, state: EvaluationState, host: EvaluateHost): Verdict {
  if (name === 'ifversion') return testVersion(wordValues(args), host.version);
  const bracket = args.lastIndexOf('>');
  if (bracket < 0) return { error: `${canonicalName(`<${name}`)}> directive missing closing '>'` };
  const negated = args.startsWith('!');
  const word = wordAt(args.slice(negated ? 1 : 0, bracket), 0)?.value ?? '';
  if (word === '') return { error: `${canonicalName(`<${name}`)}> directive requires additional arguments` };
  const truth = (TESTS[name] as (typeof TESTS)[string])(word, state, host);
  return { truth: truth === 'unknown' ? truth : truth !== negated };
}

function isLoaded(word: string, state: EvaluationState, host: EvaluateHost): Truth {
  if (host.assumed?.has(word)) return true;
  return state.modules.get(word) ?? (host.modules === 'unknown' ? 'unknown' : false);
}

function isDefined(word: string, state: EvaluationState, host: EvaluateHost): Truth {
  return state.flags.get(word) ?? (host.defines === 'unknown' ? 'unknown' : false);
}

function fileExists(word: string, state: EvaluationState, host: EvaluateHost): Truth {
  const kind = host.stat(serverRelative(state.serverRoot, hostPath(word)));
  return kind === 'unknown' ? kind : kind !== 'missing';
}

/** A directive exists if a loaded module defines it; an unlisted name may belong to a module we have no table of. */
function isDirective(name: string, state: EvaluationState, host: EvaluateHost): Truth {
  const entries = lookupDirective(name);
  const truths = entries.map((entry) => isLoaded(entry.module, state, host));
  if (truths.includes(true)) return true;
  if (truths.includes('unknown')) return 'unknown';
  if (host.modules === 'unknown') return 'unknown';
  const foreign = [...state.modules].some(([module]) => module.endsWith('.c') && !isKnownModule(module));
  return foreign ? 'unknown' : false;
}
