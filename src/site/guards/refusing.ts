/** Handlers of phases that mod_wsgi has no hook for, and that keep visitors out all the same. */
import { splitHandler } from '../configuration/handler-args.js';
import { fileText } from '../file-tree.js';
import { baseName } from '../paths.js';
import type { Site } from '../site.js';

/** Phases that decide who comes in if their handler says so. Those of logs and cleanups come too late. */
const BEFORE_CONTENT = /^python(?:postreadrequest|trans|init|type|fixup)handler$/i;

/** How a handler keeps somebody out. */
const REFUSES = /\bHTTP_(?:FORBIDDEN|UNAUTHORIZED)\b|\b40[13]\b/;

/**
 * yes: one of the handlers stands in a file that refuses visitors. unknown: a file is not there. no: they do something else,
 * or their phase comes too late.
 */
export function refusesVisitors(
  site: Site,
  directive: string,
  handlers: readonly string[],
): 'yes' | 'unknown' | 'no' {
  if (!BEFORE_CONTENT.test(directive)) return 'no';
  const answers = handlers.map((handler) => {
    const name = `${splitHandler(handler).module.split('.').pop()}.py`;
    const files = site.files.python.filter((path) => baseName(path) === name);
    if (files.length === 0) return 'unknown';
    return files.some((path) => REFUSES.test(fileText(site.tree, path) ?? '')) ? 'yes' : 'no';
  });
  return (['yes', 'unknown'] as const).find((answer) => answers.includes(answer)) ?? 'no';
}
