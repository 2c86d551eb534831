/** What the report and the configuration must know of a handler that is rewritten. */
import type { Candidate } from '../candidate.js';
import { usesMissingApache } from '../constants.js';
import { needsErrorOverride } from '../flow/exit-problems.js';
import type { NativeHandler, NativeNote, Requirement } from '../native-result.js';
import { usesOf } from './layout.js';
import { readsPassword } from './support.js';

/** @param callable name of the WSGI callable in its module */
export function nativeHandler({ unit, flow, mounts }: Candidate, callable: string): NativeHandler {
  const requires = new Set<Requirement>(usesOf(unit, 'read').flatMap(([, use]) => use.requires ?? []));
  if (readsPassword(unit)) requires.add('pass-authorization');
  if (needsErrorOverride(flow, mounts)) requires.add('error-override');
  const notes: NativeNote[] = [];
  if (usesMissingApache(unit)) notes.push('apache-was-not-imported');
  if (mounts.some((mount) => mount.debug)) notes.push('no-traceback-page');
  if (usesOf(unit, 'log').some(([, use]) => use.level !== undefined)) notes.push('log-level');
  return { kind: 'native', callable, requires: [...requires], notes };
}
