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

/** Modules in such an order that those come first whose functions the others call. */
export function calleesFirst(rewrites: readonly Rewrite[]): readonly ExactModule[] {
  const found: ExactModule[] = [];
  const visit = (module: ExactModule, active: ReadonlySet<ExactModule>): void => {
    if (found.includes(module) || active.has(module)) return;
    for (const other of calledModules(module, rewrites).keys()) visit(other, new Set([...active, module]));
    found.push(module);
  };
  for (const { module } of rewrites) visit(module, new Set());
  return found;
}

/** Modules whose functions get a request from `module`, with their names in its import statements. */
function calledModules(module: ExactModule, rewrites: readonly Rewrite[]): ReadonlyMap<ExactModule, string> {
  const calls = rewrites
    .filter((rewrite) => rewrite.module === module)
    .flatMap(({ unit }) => usesOf(unit, 'call', module).map(([, use]) => use));
  return new Map(
    calls.flatMap(({ callees, through }) =>
      through === undefined ? [] : callees.map((callee) => [callee.module, through] as const),
    ),
  );
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
  code: string,
): SharedCode {
  const [{ module }] = rewrites as readonly [Rewrite];
  const called = [...calledModules(module, rewrites)].filter(([other]) => provided.has(other));
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
  rewrites: readonly Rewrite[],
): ReadonlyMap<ExactModule, SupportCode> {
  const found = new Map(supports);
  for (const module of [...calleesFirst(rewrites)].reverse()) {
    const own = found.get(module);
    const callers = [...found].filter(([other]) => calledModules(other, rewrites).has(module));
    if (!own || callers.length < 2) continue;
    const texts = callers.flatMap(([, { blocks }]) => blocks.map((block) => block.join('\n')));
    const common = new Set(texts.filter((text, index) => texts.indexOf(text) !== index));
    const blocks = [...callers.flatMap(([, support]) => support.blocks), ...own.blocks];
    const kept = new Map(blocks.map((block) => [block.join('\n'), block] as const));
    for (const text of kept.keys())
      if (!common.has(text) && !own.blocks.some((block) => block.join('\n') === text)) kept.delete(text);
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
