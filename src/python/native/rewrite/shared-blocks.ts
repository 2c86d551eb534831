/** Functions that the new code of several modules needs: the module that others call defines them, and those import them. */
import type { ExactModule } from '../../reader.js';
import type { Rewrite } from './context.js';
import { usesOf } from './layout.js';
import type { SupportCode } from './support.js';

/** Blocks of lines that a module has, by their text: the names that each defines, and whether it is the module's own. */
export type Provided = Map<ExactModule, Map<string, ProvidedBlock>>;

interface ProvidedBlock {
  readonly names: readonly string[];
  readonly own: boolean;
}

/** Code of one module, and what it takes from others: names by the module, as the import statements reach it. */
export interface SharedCode extends SupportCode {
  readonly taken: ReadonlyMap<string, readonly string[]>;
}

/** For each module those whose functions get a request from it, with their names in its import statements. */
export type CallGraph = ReadonlyMap<ExactModule, ReadonlyMap<ExactModule, string>>;

export function callGraph(rewrites: readonly Rewrite[]): CallGraph {
  const graph = new Map<ExactModule, Map<ExactModule, string>>();
  for (const { unit, module } of rewrites) {
    const called = graph.get(module) ?? new Map<ExactModule, string>();
    graph.set(module, called);
    for (const [, { callees, through }] of usesOf(unit, 'call', module))
      if (through !== undefined) for (const callee of callees) called.set(callee.module, through);
  }
  return graph;
}

/** Modules in such an order that those come first whose functions the others call. */
export function calleesFirst(graph: CallGraph): readonly ExactModule[] {
  const found = new Set<ExactModule>();
  const visit = (module: ExactModule, active: ReadonlySet<ExactModule>): void => {
    if (found.has(module) || active.has(module)) return;
    for (const other of graph.get(module)?.keys() ?? []) visit(other, new Set([...active, module]));
    found.add(module);
  };
  for (const module of graph.keys()) visit(module, new Set());
  return [...found];
}

/**
 * Leaves out what a module that is called has already, and imports it from there.
 * @param provided what modules have that are written; the module of `rewrites` is added
 * @param code text of the module that is new besides
 */
export function shareBlocks(
  rewrites: readonly Rewrite[],
  { blocks, imports }: SupportCode,
  provided: Provided,
  graph: CallGraph,
  code: string,
): SharedCode {
  const [{ module }] = rewrites as readonly [Rewrite];
  const called = [...(graph.get(module) ?? [])].filter(([other]) => provided.has(other));
  const has = (text: string) => called.find(([other]) => provided.get(other)?.has(text));
  const kept = blocks.filter((block) => !has(block.join('\n')));
  const text = [...kept.map((block) => block.join('\n')), code].join('\n');
  const mine = new Map<string, ProvidedBlock>();
  const lines = new Map<string, string[]>();
  for (const block of blocks) {
    const names = namesOf(block);
    const from = has(block.join('\n'));
    const needed = names.filter((name) => mentions(text, name));
    if (from && needed.length > 0) lines.set(from[1], [...(lines.get(from[1]) ?? []), ...needed]);
    if (!from || needed.length > 0) mine.set(block.join('\n'), { names, own: !from });
  }
  provided.set(module, mine);
  const needed = imports.filter((line) => mentions(text, line.split(' ').at(-1) as string));
  return { blocks: kept, imports: needed, taken: lines };
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(text);
}

/** What a block binds: `respond` of `def respond(…):`, `ERROR_PAGE` of `ERROR_PAGE = …`. */
function namesOf(block: readonly string[]): readonly string[] {
  return block.flatMap((line) => /^(?:def |class )?([A-Za-z_]\w*)(?: =|\(|:)/.exec(line)?.[1] ?? []);
}

/**
 * What several modules need alike and could take from one that all of them call, that one has.
 * @param supports by module, what each needs itself
 */
export function lifted(
  supports: ReadonlyMap<ExactModule, SupportCode>,
  graph: CallGraph,
): ReadonlyMap<ExactModule, SupportCode> {
  const found = new Map(supports);
  const callersOf = new Map<ExactModule, ExactModule[]>();
  for (const [caller, called] of graph)
    for (const module of called.keys()) callersOf.set(module, [...(callersOf.get(module) ?? []), caller]);
  for (const module of [...calleesFirst(graph)].reverse()) {
    const own = found.get(module);
    const callers = (callersOf.get(module) ?? []).map(
      (other) => [other, found.get(other) as SupportCode] as const,
    );
    if (!own || callers.length < 2) continue;
    const counts = new Map<string, number>(own.blocks.map((block) => [block.join('\n'), 2]));
    const blocks = [...callers.flatMap(([, support]) => support.blocks), ...own.blocks];
    for (const block of blocks) counts.set(block.join('\n'), (counts.get(block.join('\n')) ?? 0) + 1);
    const kept = new Map(
      blocks.flatMap((block) => {
        const text = block.join('\n');
        return (counts.get(text) ?? 0) > 1 ? [[text, block] as const] : [];
      }),
    );
    const imports = [...new Set([...own.imports, ...callers.flatMap(([, support]) => support.imports)])];
    found.set(module, { blocks: [...kept.values()], imports });
  }
  return found;
}

/** A class that two modules of one handler define: an exception of the one would not be caught by the other. */
export function definedTwice(provided: Provided, rewrites: readonly Rewrite[]): string | undefined {
  for (const unit of new Set(rewrites.map((rewrite) => rewrite.unit))) {
    const modules = rewrites.filter((rewrite) => rewrite.unit === unit).map(({ module }) => module);
    const classes = modules.flatMap((module) => ownClasses(provided.get(module)));
    const twice = classes.find((name, index) => classes.indexOf(name) !== index);
    if (twice !== undefined) return twice;
  }
  return undefined;
}

function ownClasses(blocks: ReadonlyMap<string, ProvidedBlock> = new Map()): readonly string[] {
  return [...blocks].flatMap(([text, { names, own }]) => (own && text.startsWith('class ') ? names : []));
}
