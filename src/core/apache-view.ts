/** A configuration as Apache's own `-t -D DUMP_CONFIG` prints it, so that the two readings can be compared. Pure. */

import type { EffectiveNode, EffectiveTree } from '../httpd/reading/effective.js';
import type { Truth } from '../httpd/reading/host.js';
import { replaceArgs } from '../httpd/syntax/edit.js';
import type { FileSyntax, SyntaxNode } from '../httpd/syntax/tree.js';
import { quoteWord } from '../httpd/syntax/words.js';
import { type Configuration, readConfigurations, realPath } from '../site/configuration/configurations.js';
import { makePathMap } from '../site/paths.js';
import type { SiteOptions } from '../site/site.js';
import { walkSite } from '../site/walk.js';
import { applyEdits } from './edit.js';
import type { FileTree } from './file-tree.js';

/** One directive or section header. */
export interface ApacheLine {
  /** As Apache names it. */
  readonly file: string;
  readonly line: number;
  /** Name and arguments; sections with their `<`. */
  readonly text: string;
  readonly active: Truth;
}

export interface ApacheView {
  /** Path of the main file on this machine. */
  readonly path: string;
  readonly lines: readonly ApacheLine[];
  /** Files for a private copy below `folder`, by their paths there; Include lines lead from file to file inside of it. */
  copy(folder: string): ReadonlyMap<string, Uint8Array>;
}

type Options = Pick<SiteOptions, 'inputs' | 'pathMap' | 'serverConfig' | 'serverRoot' | 'defines'>;

/** One for each whole server configuration of the tree, before or after a plan. */
export function apacheViews(tree: FileTree, options: Options): readonly ApacheView[] {
  const inputs = options.serverConfig ? [...options.inputs, options.serverConfig] : options.inputs;
  const world = { tree, paths: makePathMap(tree, options) };
  const toTree = (path: string) => realPath(world, path) ?? path;
  return readConfigurations(world, walkSite(tree, inputs), options)
    .filter(({ kind }) => kind === 'server')
    .map((configuration) => viewOf(configuration, toTree));
}

function viewOf({ path, trees }: Configuration, toTree: (path: string) => string): ApacheView {
  const tree = trees[0] as EffectiveTree;
  return {
    path,
    lines: flat(tree.children).map((node) => ({
      file: node.origin.macros.length ? node.file : toTree(node.file),
      line: node.line,
      text: node.kind === 'section' ? `<${node.name} ${node.args}` : `${node.name} ${node.args}`.trimEnd(),
      active: node.active,
    })),
    copy: (folder) =>
      new Map(
        [...tree.files].map(([name, file]) => [folder + toTree(name), moved(tree, file, folder, toTree)]),
      ),
  };
}

function flat(nodes: readonly EffectiveNode[]): readonly EffectiveNode[] {
  return nodes.flatMap((node) => (node.kind === 'section' ? [node, ...flat(node.children)] : [node]));
}

/** The file with its Include lines pointing into the copy; those that read nothing of the tree stay. */
function moved(
  tree: EffectiveTree,
  file: FileSyntax,
  folder: string,
  toTree: (path: string) => string,
): Uint8Array {
  const done = new Set<SyntaxNode>();
  const edits = tree.readTime.flatMap(({ name, argv, origin }) => {
    const { node } = origin;
    if (!/^include/i.test(name) || origin.file !== file || node.kind !== 'directive' || done.has(node))
      return [];
    if (!tree.reads.some((read) => read.by?.node === node)) return [];
    done.add(node);
    const wanted = argv[0] ?? '';
    const absolute = wanted.startsWith('/') ? wanted : `${tree.state.serverRoot}/${wanted}`;
    return [replaceArgs(file, node, quoteWord(folder + placed(absolute, toTree)))];
  });
  return applyEdits(file.bytes, edits);
}

/** The path on this machine; of a pattern, its folder. */
function placed(path: string, toTree: (path: string) => string): string {
  const wild = path.search(/[*?[]/);
  if (wild < 0) return toTree(path);
  const slash = path.lastIndexOf('/', wild);
  return toTree(path.slice(0, slash) || '/') + path.slice(slash);
}

/** What `-D DUMP_CONFIG` printed: `# In file: F`, `#  NN:`, then the directive (mod_info.c, mod_info_show_cmd). */
export function readDump(text: string): readonly Omit<ApacheLine, 'active'>[] {
  const found: Omit<ApacheLine, 'active'>[] = [];
  let file = '';
  let line: number | undefined;
  for (const row of text.split('\n')) {
    const [, name] = /^\s*# In file: (.*)$/.exec(row) ?? [];
    const [, number] = /^\s*#\s+(\d+):$/.exec(row) ?? [];
    if (name !== undefined) file = name;
    else if (number !== undefined) line = Number(number);
    else if (line !== undefined && row.trim() !== '') {
      found.push({ file, line, text: row.trim() });
      line = undefined;
    }
  }
  return found;
}

/** One sentence for each line that one of the two readings lacks. Values are not repeated: they may be secret. */
export function disagreements(
  view: ApacheView,
  dump: readonly Omit<ApacheLine, 'active'>[],
): readonly string[] {
  const theirs = counted(dump);
  const ours = counted(view.lines.filter((line) => line.active !== false));
  const certain = counted(view.lines.filter((line) => line.active === true));
  return [
    ...lacking(theirs, ours).map((line) => `${named(line)} is read by Apache and not by migrate`),
    ...lacking(certain, theirs).map((line) => `${named(line)} is read by migrate and not by Apache`),
  ];
}

type Counted = ReadonlyMap<string, readonly Omit<ApacheLine, 'active'>[]>;

function counted(lines: readonly Omit<ApacheLine, 'active'>[]): Counted {
  const found = new Map<string, Omit<ApacheLine, 'active'>[]>();
  for (const line of lines) {
    const [name = '', ...rest] = line.text.split(/\s+/);
    const key = JSON.stringify([line.file, line.line, name.toLowerCase(), rest.join(' ')]);
    found.set(key, [...(found.get(key) ?? []), line]);
  }
  return found;
}

function lacking(here: Counted, there: Counted) {
  return [...here].flatMap(([key, lines]) => lines.slice(there.get(key)?.length ?? 0));
}

function named({ file, line, text }: Omit<ApacheLine, 'active'>): string {
  return `${file}:${line}: ${text.split(/\s/)[0]}`;
}
