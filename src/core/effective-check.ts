/**
 * Whether the plan changes what it says and nothing else: every line that no edit touched must mean the same as before,
 * in the same sections. Both configurations are read as httpd reads them; a line that an edit has swallowed (a `\` at its
 * end), a section that no longer closes, an Include that leads elsewhere shows here.
 */
import type { EffectiveNode, EffectiveSection } from '../httpd/reading/effective.js';
import { type Configuration, realPath } from '../site/configuration/configurations.js';
import { fileText } from '../site/file-tree.js';
import type { Site } from '../site/site.js';
import type { FileTree } from './file-tree.js';
import { differentLines } from './line-difference.js';

/** One sentence for each line whose meaning the plan would change without saying so; at most a few. */
export function changedMeanings(before: Site, after: Site): readonly string[] {
  const touched = touchedLines(before, after);
  return before.configured.flatMap(({ configuration }) => {
    const twin = after.configured.find((one) => one.configuration.path === configuration.path);
    // A file that held nothing but lines about Python is not taken for a configuration any more.
    if (!twin) return [];
    const old = untouched(before, configuration, touched.before);
    const now = untouched(after, twin.configuration, touched.after);
    return [
      ...missing(old, now).map((node) => `${place(node)}: ${shown(node)} would not be read any more`),
      ...missing(now, old).map((node) => `${place(node)}: ${shown(node)} would be read in another way`),
    ];
  });
}

/** Line numbers (1-based) by tree path. */
type Lines = ReadonlyMap<string, ReadonlySet<number>>;

function touchedLines(before: Site, after: Site): { readonly before: Lines; readonly after: Lines } {
  const old = new Map<string, ReadonlySet<number>>();
  const now = new Map<string, ReadonlySet<number>>();
  for (const { path } of after.configFiles) {
    const [was, is] = [linesOf(before.tree, path), linesOf(after.tree, path)];
    if (is === undefined) continue;
    if (was === undefined) now.set(path, new Set(is.map((_, index) => index + 1)));
    else if (was.join('\n') !== is.join('\n')) {
      const { removed, added } = differentLines(was, is);
      old.set(path, removed);
      now.set(path, added);
    }
  }
  return { before: old, after: now };
}

function linesOf(tree: FileTree, path: string): readonly string[] | undefined {
  return fileText(tree, path)?.split('\n');
}

/** The nodes that come from lines which no edit touched, with what tells them apart. */
type Known = ReadonlyMap<string, readonly EffectiveNode[]>;

function untouched(site: Site, configuration: Configuration, lines: Lines): Known {
  const found = new Map<string, EffectiveNode[]>();
  const visit = (nodes: readonly EffectiveNode[]): void => {
    for (const node of nodes) {
      if (node.kind === 'section') visit(node.children);
      if (isTouched(site, node, lines)) continue;
      const key = keyOf(node);
      found.set(key, [...(found.get(key) ?? []), node]);
    }
  };
  for (const tree of configuration.trees) visit(tree.children);
  return found;
}

function isTouched(site: Site, { origin }: EffectiveNode, lines: Lines): boolean {
  const sources = [origin, ...origin.includes, ...origin.macros.map(({ use }) => use)];
  return sources.some(({ file, node }) => {
    const numbers = lines.get(realPath(site, file.path) ?? file.path);
    if (!numbers) return false;
    for (let line = node.line.firstLine; line <= node.line.lastLine; line++)
      if (numbers.has(line)) return true;
    return false;
  });
}

function keyOf(node: EffectiveNode): string {
  const parts = [`${node.name} ${node.args} ${node.active}`];
  for (let at: EffectiveSection | undefined = node.parent; at; at = at.parent) parts.unshift(shown(at));
  return parts.join('\n');
}

function missing(here: Known, there: Known): readonly EffectiveNode[] {
  return [...here].flatMap(([key, nodes]) => nodes.slice(there.get(key)?.length ?? 0));
}

function shown(node: EffectiveNode): string {
  return node.kind === 'section' ? `<${node.name} ${node.args}` : `${node.name} ${node.args}`;
}

function place(node: EffectiveNode): string {
  return `${node.file}:${node.line}`;
}
