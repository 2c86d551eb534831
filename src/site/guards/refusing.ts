/** Handlers of phases that mod_wsgi has no hook for, and that keep visitors out all the same. */
import type { Site } from '../site.js';
import { handlerTexts } from './handler-text.js';

/** Phases that decide who comes in if their handler says so. Those of logs and cleanups come too late. */
const BEFORE_CONTENT = /^python(?:postreadrequest|trans|init|type|fixup)handler$/i;

/** How a handler keeps somebody out. */
const REFUSES = /\bHTTP_(?:FORBIDDEN|UNAUTHORIZED)\b|\b40[13]\b/;

/** Sent to another page, or told that there is none: that may be the way to a login, or to a new address. */
const TURNS_AWAY =
  /\bredirect\b|\bHTTP_(?:NOT_FOUND|GONE|MOVED_TEMPORARILY|SEE_OTHER|TEMPORARY_REDIRECT)\b|\b(?:30[237]|404|410)\b/;

/**
 * yes: one of the handlers stands in a file that refuses visitors. unknown: a file is not there, or it turns some away. no:
 * they do something else, or their phase comes too late.
 */
export function refusesVisitors(
  site: Site,
  directive: string,
  handlers: readonly string[],
): 'yes' | 'unknown' | 'no' {
  if (!BEFORE_CONTENT.test(directive)) return 'no';
  const answers = handlers.map((handler) => {
    const texts = handlerTexts(site, handler);
    if (texts.length === 0) return 'unknown';
    if (texts.some((text) => REFUSES.test(text))) return 'yes';
    return texts.some((text) => TURNS_AWAY.test(text)) ? 'unknown' : 'no';
  });
  return (['yes', 'unknown'] as const).find((answer) => answers.includes(answer)) ?? 'no';
}
