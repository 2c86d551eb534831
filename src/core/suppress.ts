/**
 * Inline ignores: `# migrate-ignore MP107: reason` silences that rule for the line below it (or, in Python, for its own
 * line). A reason is compulsory. Apache has no trailing comments, so in configuration the ignore has a line to itself.
 */
import type { FileTree } from './file-tree.js';
import type { Finding } from './finding.js';

const IGNORE = /#\s*migrate-ignore\s+((?:MP\d{3}|[a-z][a-z-]+)(?:\s*,\s*(?:MP\d{3}|[a-z][a-z-]+))*)\s*:\s*\S/;

/** The findings that no ignore in the files silences. */
export function withoutIgnored(tree: FileTree, findings: readonly Finding[]): readonly Finding[] {
  const cache = new Map<string, readonly string[] | undefined>();
  return findings.filter((finding) => {
    const lines = linesOf(tree, finding.place.path, cache);
    if (!lines) return true;
    const own = lines[finding.place.line - 1] ?? '';
    const above = lines[finding.place.line - 2] ?? '';
    const ignores = [...(isComment(above) ? names(above) : []), ...(isComment(own) ? [] : names(own))];
    return !ignores.includes(finding.code) && !ignores.includes(finding.name);
  });
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith('#');
}

function names(line: string): readonly string[] {
  return IGNORE.exec(line)?.[1]?.split(/\s*,\s*/) ?? [];
}

/** Lines of a file that holds an ignore at all, as latin-1; undefined for all others. */
function linesOf(
  tree: FileTree,
  path: string,
  cache: Map<string, readonly string[] | undefined>,
): readonly string[] | undefined {
  if (cache.has(path)) return cache.get(path);
  const node = tree.node(path);
  const text = node?.kind === 'file' ? Buffer.from(node.bytes).toString('latin1') : '';
  const lines = text.includes('migrate-ignore') ? text.split(/\r\n|\n|\r/) : undefined;
  cache.set(path, lines);
  return lines;
}
