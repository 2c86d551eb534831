/** Rewrites the modules of a folder that mod_python.publisher serves as WSGI applications with a table of their pages. */
import type { Edit } from '../../../core/edit.js';
import type { ExactModule } from '../../reader.js';
import { indentStep } from '../../statements.js';
import { strayUses } from '../callers.js';
import { change, toEdits } from '../changes.js';
import { parameterLeaves } from '../function.js';
import type { ModuleConversion, Requirement } from '../native-result.js';
import type { Neighbours } from '../neighbours.js';
import { namesIn, raiseChanges } from '../outside-raises.js';
import { carriesHeaders } from '../raising.js';
import { toReasons } from '../reasons.js';
import { indented } from '../rewrite/code-lines.js';
import { parameterName, parametersOf, type Rewrite, takesForm } from '../rewrite/context.js';
import { usesOf } from '../rewrite/layout.js';
import { chooseFunctionNames, chooseNames } from '../rewrite/names.js';
import { commonDialect } from '../rewrite/prepare.js';
import { isTypelessRedirect } from '../rewrite/sending.js';
import type { SharedCode } from '../rewrite/shared-blocks.js';
import { type SupportCode, supportAround } from '../rewrite/support.js';
import { type Addition, differentRewrites, sharedProblems, writeModules } from '../rewrite/together.js';
import { modulesOf, type Problem, type Unit } from '../unit.js';
import { type Page, publisherBlocks } from './code.js';
import { definitionOf, type Examined, examine, type PublisherInput } from './examine.js';
import type { Published, PublishedNames } from './published.js';
import { mayReturnNothing } from './results.js';

/** The handler object that the result is filed under. */
export const PUBLISHER = 'mod_python.publisher';

export interface FolderInput {
  /** All modules of the folder. */
  readonly modules: readonly PublisherInput[];
  readonly neighbours: Neighbours;
  readonly enders: ReadonlySet<string>;
}

interface Folder {
  readonly examined: ReadonlyMap<PublisherInput, Examined>;
  readonly rewrites: readonly Rewrite[];
  readonly neighbours: Neighbours;
}

/** A folder has one entry script: all of its modules are rewritten, or none. */
export function convertFolder(input: FolderInput): ReadonlyMap<ExactModule, ModuleConversion> {
  const { neighbours, enders } = input;
  const examined = new Map(input.modules.map((one) => [one, examine(one, neighbours, enders)] as const));
  const folder = { examined, rewrites: rewritesOf(examined), neighbours };
  const problems = problemsOf(folder);
  const staying = [...problems].filter(([, found]) => found.length > 0).map(([one]) => one);
  if (staying.length > 0) return allBlocked(folder, problems, staying[0] as PublisherInput);
  const publishing = (mine: readonly Rewrite[]): PublisherInput | undefined =>
    input.modules.find(({ module }) => module === mine[0]?.module);
  const edits = writeModules(folder.rewrites, neighbours, {
    support: (mine) => {
      const one = publishing(mine);
      // A module of functions raises what the publisher's modules answer.
      return one ? supportOf(folder, one, mine) : supportAround(mine, folder.rewrites, 'publisher', []);
    },
    write: (mine, share) => {
      const one = publishing(mine);
      return one && write(folder, one, mine, share);
    },
  });
  if (typeof edits === 'string') return unwritable(folder, edits);
  return converted(folder, edits);
}

type Conversions = ReadonlyMap<ExactModule, ModuleConversion>;

function allBlocked(
  { examined, neighbours }: Folder,
  problems: ReadonlyMap<PublisherInput, readonly Problem[]>,
  staying: PublisherInput,
): Conversions {
  const message = `${neighbours.fileName(staying.module)} of the same folder stays on the bridge`;
  return new Map(
    [...examined].map(([{ module }, { unit }]) => {
      const own = [...problems].find(([one]) => one.module === module)?.[1] ?? [];
      const all = own.length > 0 ? own : [{ tree: module.tree, message }];
      return [module, blocked(module, all, unit, neighbours)] as const;
    }),
  );
}

function unwritable({ examined, neighbours }: Folder, message: string): Conversions {
  return new Map(
    [...examined].map(([{ module }, { unit }]) => [
      module,
      blocked(module, [{ tree: module.tree, message }], unit, neighbours),
    ]),
  );
}

function blocked(
  module: ExactModule,
  problems: readonly Problem[],
  unit: Unit,
  neighbours: Neighbours,
): ModuleConversion {
  const reasons = toReasons(module, problems, unit, neighbours);
  return { handlers: new Map([[PUBLISHER, { kind: 'blocked', reasons }]]), edits: [], beside: [] };
}

function problemsOf({
  examined,
  rewrites,
  neighbours,
}: Folder): ReadonlyMap<PublisherInput, readonly Problem[]> {
  const strays = strayUses(
    [...examined.values()].map(({ unit }) => unit),
    neighbours,
  );
  const differing = differentRewrites(rewrites);
  return new Map(
    [...examined].map(([one, { unit, problems }]) => {
      if (problems.length > 0) return [one, problems] as const;
      const stray = strays(unit);
      return [one, stray.length > 0 ? stray : sharedProblems(unit, differing)] as const;
    }),
  );
}

function converted(
  { examined, rewrites }: Folder,
  edits: ReadonlyMap<ExactModule, readonly Edit[]>,
): Conversions {
  const files = [...edits.keys()];
  return new Map(
    [...edits].map(([module, own]) => {
      const beside = files.filter((other) => other !== module);
      const [, found] = [...examined].find(([one]) => one.module === module) ?? [];
      const home = rewrites.find((rewrite) => rewrite.module === module && rewrite.home);
      if (!found || !home) return [module, { handlers: new Map(), edits: own, beside }];
      const result = {
        kind: 'native' as const,
        callable: home.callable,
        requires: requirements(found.unit),
        notes: [],
        serves: servedUnseen(found.published, pagesOf(found, home)),
      };
      return [module, { handlers: new Map([[PUBLISHER, result]]), edits: own, beside }];
    }),
  );
}

function requirements(unit: Unit): readonly Requirement[] {
  return [...new Set(usesOf(unit, 'read').flatMap(([, use]) => use.requires ?? []))];
}

/** What was served without being a function of the module: for a person to look at. */
function servedUnseen(published: PublishedNames, pages: readonly Page[]): readonly string[] {
  return published.names
    .filter(
      ({ kind, name }) =>
        (kind === 'imported' || kind === 'value') && pages.some((page) => page.name === name),
    )
    .map(({ name }) => name);
}

function isSilent({ names }: PublishedNames): boolean {
  return names.some((one) => one.kind === 'function' && mayReturnNothing(one.node));
}

function rewritesOf(examined: Folder['examined']): readonly Rewrite[] {
  const all = [...examined].flatMap(([{ module }, { unit }]) => [module, ...modulesOf(unit)]);
  const functionNames = chooseFunctionNames([...new Set(all)]);
  const dialect = commonDialect(all);
  const redirectsCarry = [...examined.values()].some(({ flow }) => flow.raised.some(carriesHeaders));
  const typelessRedirects = [...examined.values()].every(({ flow, layout }) =>
    isTypelessRedirect(layout, flow),
  );
  return [...examined].flatMap(([{ module: home }, { unit, flow, layout }]) =>
    [...new Set([home, ...modulesOf(unit)])].map((module) => ({
      module,
      unit,
      flow,
      layout,
      redirectsCarry,
      typelessRedirects,
      names: chooseNames(unit),
      functionNames,
      home: module === home,
      callable: functionNames.application,
      dialect,
      nativeText: false,
      inline: false,
      raises: [],
      answersErrors: true,
    })),
  );
}

function supportOf(
  { examined, rewrites }: Folder,
  one: PublisherInput,
  mine: readonly Rewrite[],
): SupportCode {
  const found = examined.get(one) as Examined;
  const around = isSilent(found.published) ? 'silent publisher' : 'publisher';
  return supportAround(
    mine,
    rewrites,
    around,
    found.raises.map(({ code }) => code),
  );
}

/** What comes to the functions of a published module: its application, behind everything else. */
function write(
  { examined }: Folder,
  one: PublisherInput,
  mine: readonly Rewrite[],
  share: (code: string) => SharedCode,
): Addition {
  const { module } = one;
  const found = examined.get(one) as Examined;
  const rewrite = mine.find(({ home }) => home) as Rewrite;
  const raises = raiseChanges(found.raises, rewrite.functionNames.httpError);
  const own = pageTable(one, found, rewrite);
  const support = share([...own.flat(), ...raises.map(({ text }) => text)].join('\n'));
  const end = module.source.text.length;
  const text = appended(module, [...support.blocks, ...own]);
  return {
    edits: toEdits(module, [...raises, change(end, end, text)]),
    imports: withPatterns(module, support.imports),
    taken: support.taken,
    gone: namesIn(found.raises),
  };
}

/** page_text() looks for patterns. */
function withPatterns(module: ExactModule, imports: readonly string[]): readonly string[] {
  const plain = module.scopes().bindings.has('re') ? [] : ['import re'];
  const all = [...new Set([...imports, ...plain])];
  const isFrom = (line: string): boolean => line.startsWith('from ');
  return [...all.filter((line) => !isFrom(line)).sort(), ...all.filter(isFrom)];
}

function pagesOf({ published }: Examined, rewrite: Rewrite): readonly Page[] {
  return published.names.flatMap((one) => pageEntry(rewrite, one));
}

/** The table of what was published, and the application that looks it up there. */
function pageTable({ isIndex }: PublisherInput, examined: Examined, rewrite: Rewrite): SupportCode['blocks'] {
  const pages = pagesOf(examined, rewrite);
  const refused = examined.published.names.filter((one) => one.kind === 'refused').map(({ name }) => name);
  const { names } = rewrite;
  const uses = (name: string): string | undefined =>
    pages.some((page) => page.takes.includes(name)) ? name : undefined;
  return publisherBlocks({
    names: rewrite.functionNames,
    callable: rewrite.callable,
    isIndex,
    pages,
    refused: refused.sort(),
    environ: uses(names.environ),
    headers: uses(names.headers),
    body: uses(names.body),
    form: usesOf(examined.unit, 'read').some(([, use]) => takesForm(use))
      ? uses(names.reading('form'))
      : undefined,
    silent: isSilent(examined.published),
    status: usesOf(examined.unit, 'status').length > 0,
  });
}

function appended(module: ExactModule, blocks: SupportCode['blocks']): string {
  const step = indentStep(module);
  const text = blocks.map((block) => `\n\n${indented(block, '', step).join('\n')}\n`).join('');
  return /[\r\n]$/.test(module.source.text) ? text : `\n${text}`;
}

function pageEntry(rewrite: Rewrite, one: Published): readonly Page[] {
  const { name } = one;
  if (one.kind === 'value') return [{ name, call: `lambda: ${name}`, takes: [], unmeant: true }];
  if (one.kind === 'refused') return [];
  const page = definitionOf(rewrite.module, one);
  const fn = page && rewrite.unit.functions.get(page.node);
  if (!page || (one.kind === 'imported' && !fn))
    return one.kind === 'imported' ? [{ name, call: name, takes: one.takes, unmeant: true }] : [];
  const takes = (parameterLeaves(page.node) ?? []).flatMap((leaf) =>
    fn && leaf === fn.parameter
      ? parametersOf(rewrite, fn).map((parameter) => parameterName(rewrite, parameter))
      : [leaf.value],
  );
  return [{ name, call: name, takes, unmeant: one.kind === 'imported' }];
}
