/** Rewrites a group of handlers and all modules that their requests get into: each function once, what they share once. */
import type { Edit } from '../../../core/edit.js';
import type { ExactModule } from '../../reader.js';
import type { Leaf, Node, Tree } from '../../tree.js';
import type { Candidate } from '../candidate.js';
import { overlap, toEdits } from '../changes.js';
import { goneLeaves } from '../constants.js';
import type { NativeHandler } from '../native-result.js';
import type { Neighbours } from '../neighbours.js';
import { namesIn, raiseChanges } from '../outside-raises.js';
import type { Block } from '../settle.js';
import { functionsIn, type Problem, type Unit } from '../unit.js';
import type { Rewrite } from './context.js';
import { insertBlocks } from './insert-blocks.js';
import { joinImports } from './joined-imports.js';
import { importEdits } from './module-imports.js';
import { nativeHandler } from './native-handler.js';
import { withOneException } from './one-exception.js';
import { prepare } from './prepare.js';
import { writeForResult } from './result-version.js';
import {
  calleesFirst,
  callGraph,
  definedTwice,
  lifted,
  type Provided,
  type SharedCode,
  shareBlocks,
} from './shared-blocks.js';
import { type SupportCode, supportFor } from './support.js';
import { rewriteFunction } from './unit.js';

export interface Written {
  readonly handlers: ReadonlyMap<Candidate, NativeHandler>;
  readonly edits: ReadonlyMap<ExactModule, readonly Edit[]>;
}

const NOTHING: Written = { handlers: new Map(), edits: new Map() };

/**
 * @param single modules with one handler: it is called `application` there
 * @param block takes a handler out that cannot be written after all
 */
export function rewriteTogether(
  candidates: readonly Candidate[],
  neighbours: Neighbours,
  single: ReadonlySet<ExactModule>,
  block: Block,
): Written {
  if (candidates.length === 0) return NOTHING;
  const rewrites = prepare(candidates, single);
  const different = differentRewrites(rewrites);
  const differing = new Map(
    candidates.map((candidate) => [candidate, sharedProblems(candidate.unit, different)]),
  );
  const agreeing = candidates.filter((candidate) => differing.get(candidate)?.length === 0);
  if (agreeing.length < candidates.length) {
    for (const [candidate, problems] of differing) if (problems.length > 0) block(candidate, problems);
    return rewriteTogether(agreeing, neighbours, single, block);
  }
  const edits = writeModules(rewrites, neighbours);
  if (typeof edits === 'string') {
    for (const candidate of candidates) block(candidate, [{ tree: candidate.title, message: edits }]);
    return NOTHING;
  }
  const handlers = candidates.map((candidate) => {
    const home = rewrites.find((rewrite) => rewrite.home && rewrite.unit === candidate.unit) as Rewrite;
    return [candidate, nativeHandler(candidate, home.callable)] as const;
  });
  return { handlers: new Map(handlers), edits };
}

/** Functions of several handlers, by their `funcdef`, that would not become the same for all of them. */
export function differentRewrites(rewrites: readonly Rewrite[]): ReadonlySet<Node> {
  const texts = new Map<Node, string>();
  const different = new Set<Node>();
  const counts = new Map<Node, number>();
  for (const { unit } of rewrites.filter(({ home }) => home))
    for (const node of unit.functions.keys()) counts.set(node, (counts.get(node) ?? 0) + 1);
  for (const rewrite of rewrites) {
    for (const fn of functionsIn(rewrite.unit, rewrite.module)) {
      if ((counts.get(fn.node) ?? 0) < 2) continue;
      const text = JSON.stringify(rewriteFunction(rewrite, fn) ?? null);
      if ((texts.get(fn.node) ?? text) !== text) different.add(fn.node);
      texts.set(fn.node, text);
    }
  }
  return different;
}

/** @param different from differentRewrites() */
export function sharedProblems(unit: Unit, different: ReadonlySet<Node>): readonly Problem[] {
  return [...unit.functions.values()]
    .filter((fn) => different.has(fn.node))
    .map((fn) => ({
      tree: fn.node.children[1] as Tree,
      message: `\`${fn.name}()\` gets the requests of several handlers, which would change it in different ways`,
    }));
}

/** What a module gets besides the changes of its functions. */
export interface Addition {
  /** undefined when it cannot be written in the encoding of the file. */
  readonly edits: readonly Edit[] | undefined;
  readonly imports: readonly string[];
  readonly taken: SharedCode['taken'];
  /** Names of mod_python in code that is replaced. */
  readonly gone: ReadonlySet<Leaf>;
}

/** How modules are written that are more than functions of a handler. */
export interface Additions {
  /** What the module calls; undefined for a module of functions. */
  support(mine: readonly Rewrite[]): SupportCode | undefined;
  /** @param share what of it the module has itself and what it takes from others, where `code` is new in the module besides */
  write(mine: readonly Rewrite[], share: (code: string) => SharedCode): Addition | undefined;
}

/**
 * The edits of all modules.
 * @returns why it cannot be written
 */
export function writeModules(
  rewrites: readonly Rewrite[],
  neighbours: Neighbours,
  add?: Additions,
): ReadonlyMap<ExactModule, readonly Edit[]> | string {
  return writeForResult(rewrites, (group) => writeAll(group, neighbours, add));
}

function writeAll(
  rewrites: readonly Rewrite[],
  neighbours: Neighbours,
  add: Additions | undefined,
): ReadonlyMap<ExactModule, readonly Edit[]> | string {
  const found = new Map<ExactModule, readonly Edit[]>();
  const provided: Provided = new Map();
  const byModule = rewritesByModule(rewrites);
  const needed = new Map(
    [...byModule].map(
      ([module, mine]) => [module, add?.support(mine) ?? supportFor(mine, rewrites)] as const,
    ),
  );
  const graph = withOneException(callGraph(rewrites), needed, rewrites, neighbours);
  const supports = lifted(needed, graph);
  const modules = calleesFirst(graph);
  for (const module of modules) {
    const mine = byModule.get(module) as readonly Rewrite[];
    const support = supports.get(module) as SupportCode;
    const edits = writeModule(mine, neighbours, (functions) => {
      const text = functions.map(({ ins }) => Buffer.from(ins).toString('latin1')).join('\n');
      const share = (code: string): SharedCode => shareBlocks(mine, support, provided, graph, code + text);
      return add?.write(mine, share) ?? supportAddition(mine, share(''));
    });
    const file = modules.length > 1 ? neighbours.fileName(module) : 'this file';
    if (!edits) return `the new code cannot be written in the encoding of ${file}, ${module.source.encoding}`;
    if (overlap(edits)) return 'statements that share a line cannot be taken apart';
    found.set(module, edits);
  }
  const twice = definedTwice(provided, rewrites);
  return twice === undefined ? found : `two modules would need an exception \`${twice}\` of their own`;
}

function rewritesByModule(rewrites: readonly Rewrite[]): ReadonlyMap<ExactModule, readonly Rewrite[]> {
  const found = new Map<ExactModule, Rewrite[]>();
  for (const rewrite of rewrites) found.set(rewrite.module, [...(found.get(rewrite.module) ?? []), rewrite]);
  return found;
}

/** Functions beside the handlers, in front of the first of those that call them. */
function supportAddition(mine: readonly Rewrite[], { blocks, imports, taken }: SharedCode): Addition {
  const [{ module }] = mine as readonly [Rewrite];
  return { edits: insertBlocks(module, mine, blocks), imports, taken, gone: new Set() };
}

function writeModule(
  mine: readonly Rewrite[],
  neighbours: Neighbours,
  addition: (functions: readonly Edit[]) => Addition,
): readonly Edit[] | undefined {
  const [{ module }] = mine as readonly [Rewrite];
  const functions: Edit[] = [];
  const written = new Set<Node>();
  for (const rewrite of mine) {
    // A function of several handlers becomes the same for all of them: differentRewrites().
    for (const fn of functionsIn(rewrite.unit, module).filter(({ node }) => !written.has(node))) {
      const edits = rewriteFunction(rewrite, fn);
      if (!edits) return undefined;
      functions.push(...edits);
      written.add(fn.node);
    }
  }
  const raises = [
    ...new Map(mine.flatMap((one) => one.raises.map((raise) => [raise.statement, raise]))).values(),
  ];
  const [{ functionNames }] = mine as readonly [Rewrite];
  const outside = toEdits(module, raiseChanges(raises, functionNames.httpError));
  if (!outside) return undefined;
  functions.push(...outside);
  const added = addition(functions);
  const gone = new Set([
    ...mine.flatMap((rewrite) => goneLeaves(module, rewrite.unit)),
    ...added.gone,
    ...namesIn(raises),
  ]);
  const joined = joinImports(module, added.taken);
  const lines = [...added.imports, ...joined.lines];
  const imports = importEdits(module, gone, lines, neighbours.external(module, new Set()));
  return added.edits && joined.edits && imports
    ? [...functions, ...added.edits, ...joined.edits, ...imports]
    : undefined;
}
