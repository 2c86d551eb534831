/**
 * Rewrites a module of mod_python's publisher as a WSGI application: its functions stay what they are and get what they use of
 * the request as parameters; a table says what is served. Only where all that was served can be named.
 */
import type { Edit } from '../../../core/edit.js';
import type { ExactModule } from '../../reader.js';
import { indentStep } from '../../statements.js';
import type { Node, Tree } from '../../tree.js';
import { literalProblems, toReasons } from '../candidate.js';
import { change, overlap, toEdits } from '../changes.js';
import { constantProblems, goneLeaves } from '../constants.js';
import { dialectOf, externalProblems } from '../convert.js';
import { analysePages } from '../flow/analyse-flow.js';
import { endedElsewhere } from '../flow/ended-elsewhere.js';
import { exitProblems } from '../flow/exit-problems.js';
import type { Flow } from '../flow/flow.js';
import { parameterLeaves, type RequestFunction, requestFunction } from '../function.js';
import { type ModPythonNames, modPythonNames } from '../mod-python-names.js';
import type { MountFacts } from '../mount-facts.js';
import type { ModuleConversion, Requirement } from '../native-result.js';
import { certainty } from '../response-state.js';
import { indented } from '../rewrite/code-lines.js';
import { parametersOf, type Rewrite } from '../rewrite/context.js';
import { type Layout, makeLayout, usesOf } from '../rewrite/layout.js';
import { importEdits } from '../rewrite/module-imports.js';
import { chooseFunctionNames, chooseNames } from '../rewrite/names.js';
import { isTypelessRedirect } from '../rewrite/sending.js';
import { type Around, supportBlocksOf, supportImports } from '../rewrite/support.js';
import { rewriteUnit } from '../rewrite/unit.js';
import { findPages, type Problem, strayUses, type Unit } from '../unit.js';
import { type Page, publisherBlocks } from './code.js';
import {
  namesIn,
  type OutsideRaise,
  outsideProblems,
  outsideRaises,
  raiseChanges,
} from './outside-raises.js';
import { type KindOf, type Published, type PublishedNames, publishedNames } from './published.js';
import { mayReturnNothing } from './results.js';

export interface PublisherInput {
  readonly module: ExactModule;
  readonly mounts: readonly MountFacts[];
  /** The module is index.py of its folder. */
  readonly isIndex: boolean;
  /** Names that other files of the site take from this module. */
  readonly external: ReadonlySet<string>;
  readonly enders: ReadonlySet<string>;
  readonly kindOf: KindOf;
}

/** The handler object that the result is filed under. */
export const PUBLISHER = 'mod_python.publisher';

/** Codes of the pages that the publisher itself answers with. */
const OWN_CODES = [403, 404, 405, 411, 501];

interface Examined {
  readonly names: ModPythonNames;
  readonly published: PublishedNames;
  readonly unit: Unit;
  readonly flow: Flow;
  readonly layout: Layout;
  readonly raises: readonly OutsideRaise[];
  readonly problems: readonly Problem[];
}

export function convertPublisher(input: PublisherInput): ModuleConversion {
  const { module } = input;
  const examined = examine(input);
  const blocked = (problems: readonly Problem[]): ModuleConversion => ({
    handlers: new Map([[PUBLISHER, { kind: 'blocked', reasons: toReasons(module, problems) }]]),
    edits: [],
  });
  if (examined.problems.length > 0) return blocked(examined.problems);
  const rewrite = rewriteOf(module, examined);
  const around = isSilent(examined.published) ? 'silent publisher' : 'publisher';
  const { pages, text } = appended(input, examined, rewrite, around);
  const end = module.source.text.length;
  const parts = [
    rewriteUnit(rewrite),
    toEdits(module, raiseChanges(examined.raises, rewrite.functionNames.httpError)),
    toEdits(module, [change(end, end, text)]),
    importEdits(
      module,
      new Set([...goneLeaves(examined.names, examined.unit), ...namesIn(examined.raises)]),
      importsOf(module, rewrite, around),
      input.external,
    ),
  ];
  if (parts.some((part) => part === undefined))
    return blocked([
      { tree: module.tree, message: `the new code cannot be written in ${module.source.encoding}` },
    ]);
  if (overlap(parts.flat() as readonly Edit[]))
    return blocked([{ tree: module.tree, message: 'statements that share a line cannot be taken apart' }]);
  return {
    handlers: new Map([
      [
        PUBLISHER,
        {
          kind: 'native',
          callable: rewrite.callable,
          requires: requirements(examined.unit),
          notes: [],
          serves: servedUnseen(examined.published, pages),
        },
      ],
    ]),
    edits: parts.flat() as readonly Edit[],
  };
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

function examine(input: PublisherInput): Examined {
  const { module, mounts, enders } = input;
  const names = modPythonNames(module);
  const published = publishedNames(module, input.kindOf);
  const pages = published.names.flatMap((one) =>
    one.kind === 'function' ? (pageOf(module, one.node) ?? []) : [],
  );
  const unit = findPages({ module, names, mounts }, pages);
  const flow = analysePages(
    unit,
    names,
    pages.flatMap((page) => unit.functions.get(page.name) ?? []),
  );
  const layout = makeLayout(unit, flow, { body: 'list', headers: 'object', type: 'header' });
  const raises = outsideRaises(module, names, unit, mounts, input.external);
  const raised: ReadonlySet<Tree> = namesIn(raises);
  const obstacles = [
    ...mounts.flatMap((mount) => mount.obstacles),
    ...OWN_CODES.filter((code) => mounts.some((mount) => mount.errorDocuments.has(code))).map(
      (code) => `the ErrorDocument for ${code} answers for the publisher`,
    ),
  ].map((message) => ({ tree: module.tree, message }));
  const problems: Problem[] = [
    ...obstacles,
    ...published.problems,
    ...literalProblems(module),
    ...unit.problems,
    ...flow.problems,
    ...flow.streams,
    ...exitProblems(unit, flow, layout, mounts),
    ...endedElsewhere(module, names, unit, enders).filter(({ tree }) => !raised.has(tree)),
    ...strayUses(module, unit, [unit]),
    ...externalProblems(unit, input.external),
    ...constantProblems(names, unit, flow),
    ...outsideProblems(module, names, unit).filter(({ tree }) => !raised.has(tree)),
    ...pageProblems(unit, flow),
    ...nameProblems(published, unit),
  ];
  return { names, published, unit, flow, layout, raises, problems };
}

function pageOf(module: ExactModule, node: Node): RequestFunction | undefined {
  const parameter = parameterLeaves(node)?.find((leaf) => leaf.value === 'req');
  return parameter && requestFunction(module, node, parameter);
}

function pageProblems(unit: Unit, flow: Flow): readonly Problem[] {
  const writes = usesOf(unit, 'write').flatMap(([, use]) => {
    const before = flow.before.get(use);
    return before && certainty(before.type) !== 'always'
      ? [{ tree: use.power, message: 'output is written before the content type is set' }]
      : [];
  });
  const types = usesOf(unit, 'header')
    .filter(([, use]) => use.name.toLowerCase() === 'content-type')
    .map(([, use]) => ({
      tree: use.statement,
      message: 'the content type is set in `headers_out`, where the publisher chooses one itself',
    }));
  const cleanups = usesOf(unit, 'cleanup').map(([, use]) => ({
    tree: use.statement,
    message: 'a page of the publisher registers a function for the end of the request',
  }));
  const forms = usesOf(unit, 'read')
    .filter(([, use]) => use.calls === 'form')
    .map(([, use]) => ({
      tree: use.leaf,
      message: 'the form is read a second time: the publisher has read it',
    }));
  const passwords = usesOf(unit, 'header')
    .filter(([, use]) => use.challenge)
    .map(([, use]) => ({
      tree: use.statement,
      message: 'a page of the publisher reads the password itself',
    }));
  return [...writes, ...types, ...forms, ...cleanups, ...passwords];
}

/** A parameter that is filled from the form must not be called like one that is filled from the request. */
function nameProblems(published: PublishedNames, unit: Unit): readonly Problem[] {
  const { environ, headers, body } = chooseNames(unit);
  const own = new Set([environ, headers, body]);
  return published.names.flatMap((one) => {
    if (one.kind !== 'function' || unit.functions.has(one.name)) return [];
    return (parameterLeaves(one.node) ?? [])
      .filter((leaf) => own.has(leaf.value) || leaf.value === 'req')
      .map((tree) => ({
        tree,
        message: `the parameter \`${tree.value}\` has a name that the new code needs`,
      }));
  });
}

function isSilent({ names }: PublishedNames): boolean {
  return names.some((one) => one.kind === 'function' && mayReturnNothing(one.node));
}

function rewriteOf(module: ExactModule, { names, unit, flow, layout }: Examined): Rewrite {
  const functionNames = chooseFunctionNames(module);
  return {
    module,
    unit,
    flow,
    layout,
    typelessRedirects: isTypelessRedirect(layout, flow),
    names: chooseNames(unit),
    functionNames,
    modPython: names,
    callable: functionNames.application,
    dialect: dialectOf(module),
    nativeText: false,
    inline: false,
    answersErrors: true,
  };
}

function importsOf(module: ExactModule, rewrite: Rewrite, around: Around): readonly string[] {
  const plain = module.scopes().bindings.has('re') ? [] : ['import re'];
  const all = [...new Set([...supportImports(module, [rewrite], around), ...plain])];
  const isFrom = (line: string): boolean => line.startsWith('from ');
  return [...all.filter((line) => !isFrom(line)).sort(), ...all.filter(isFrom)];
}

function appended(
  input: PublisherInput,
  examined: Examined,
  rewrite: Rewrite,
  around: Around,
): { readonly pages: readonly Page[]; readonly text: string } {
  const { module } = input;
  const pages = examined.published.names.flatMap((one) => pageEntry(rewrite, one));
  const refused = examined.published.names.filter((one) => one.kind === 'refused').map(({ name }) => name);
  const { names } = rewrite;
  const uses = (name: string): string | undefined =>
    pages.some((page) => page.takes.includes(name)) ? name : undefined;
  const code = {
    names: rewrite.functionNames,
    callable: rewrite.callable,
    isIndex: input.isIndex,
    pages,
    refused: refused.sort(),
    environ: uses(names.environ),
    headers: uses(names.headers),
    body: uses(names.body),
    silent: around === 'silent publisher',
  };
  const blocks = [
    ...supportBlocksOf(
      [rewrite],
      around,
      examined.raises.map(({ code }) => code),
    ),
    ...publisherBlocks(code),
  ];
  const step = indentStep(module);
  const text = blocks.map((block) => `\n\n${indented(block, '', step).join('\n')}\n`).join('');
  return { pages, text: /[\r\n]$/.test(module.source.text) ? text : `\n${text}` };
}

function pageEntry(rewrite: Rewrite, one: Published): readonly Page[] {
  const { name } = one;
  if (one.kind === 'value') return [{ name, call: `lambda: ${name}`, takes: [] }];
  if (one.kind === 'imported') return [{ name, call: name, takes: one.takes }];
  if (one.kind === 'refused') return [];
  const fn = rewrite.unit.functions.get(name);
  const takes = (parameterLeaves(one.node) ?? []).flatMap((leaf) =>
    fn && leaf === fn.parameter
      ? parametersOf(rewrite, fn).map((parameter) => rewrite.names[parameter])
      : [leaf.value],
  );
  return [{ name, call: name, takes }];
}
