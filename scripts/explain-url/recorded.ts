/** Holds what explain-url says about a request against the recorded answer of the old server, as far as that can tell. */
import type { UrlSide } from '../../src/core/explain-url/result.js';
import type { Verdict } from './compare.js';

/** An entry of recorded.json. */
export interface RecordedAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

const OF_A_FILE = new Set([200, 206, 304, 405, 412, 416]);

/**
 * A page of Python may have any status, and a guard in Python may refuse anything: then the answer cannot tell.
 * @param recorded undefined: the site has no recorded answers
 */
export function compareRecorded(side: UrlSide, recorded: RecordedAnswer | undefined): Verdict {
  const { answer, python, access } = side;
  const untold = (why: string): Verdict => ({ kind: 'not derivable', why: [why] });
  if (recorded === undefined) return untold('nothing was recorded');
  if (answer.kind === 'not derivable') return untold(answer.why);
  const refused = recorded.status === 401 || recorded.status === 403;
  if (access.verdict === 'depends' && refused) return untold('it depends on who asks');
  if (python !== undefined) {
    return comparePython(side, recorded)
      ? { kind: 'agree', why: [] }
      : untold('Python has a part in the answer');
  }
  const expected = expectedStatus(answer);
  if (expected === undefined) return untold(`the answer of ${answer.kind} is not known`);
  const fits = typeof expected === 'number' ? expected === recorded.status : OF_A_FILE.has(recorded.status);
  return fits
    ? { kind: 'agree', why: [] }
    : {
        kind: 'disagree',
        why: [`status: explain-url says ${String(expected)}, recorded is ${recorded.status}`],
      };
}

/** Apache says Accept-Ranges of each file that it sends itself, and mod_python of none unless the handler does so. */
function comparePython({ answer, file }: UrlSide, { status, headers }: RecordedAnswer): boolean {
  const ranges = headers.some(([name]) => name.toLowerCase() === 'accept-ranges');
  if (answer.kind === 'file') return ranges && OF_A_FILE.has(status);
  return answer.kind === 'mod_python' && status === 200 && !ranges && file?.type !== 'directory';
}

function expectedStatus(answer: UrlSide['answer']): number | 'that of a file' | undefined {
  if (answer.kind === 'file') return 'that of a file';
  if (answer.kind === 'redirect' || answer.kind === 'error') return answer.status;
  if (answer.kind !== 'listing' || answer.allowed === 'unknown') return undefined;
  return answer.allowed ? 200 : 403;
}
