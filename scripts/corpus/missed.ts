/** Which hits of the census no line of the report stands for. */
import path from 'node:path';
import type { Hit } from './census.js';
import type { Report } from './report.js';

export function missedHits(hits: readonly Hit[], { root, findings, notes, errors }: Report): readonly Hit[] {
  const reported = new Set<string>();
  for (const { path: file, line, endLine } of [...findings, ...notes]) {
    for (let at = line; at <= Math.max(line, endLine); at++)
      reported.add(`${path.resolve(root, file)}:${at}`);
  }
  // A file that cannot be read is reported as a whole.
  const unread = new Set(errors.map((error) => path.resolve(root, error.path)));
  return hits.filter(({ file, line }) => {
    const full = path.resolve(file);
    return !unread.has(full) && !reported.has(`${full}:${line}`);
  });
}
