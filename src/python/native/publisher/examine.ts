/** Looks at one module that mod_python.publisher serves: its pages, and what stands in the way of a table of them. */
import type { ExactModule } from '../../reader.js';
import type { Node, Tree } from '../../tree.js';
import { literalProblems } from '../candidate.js';
import { constantProblems } from '../constants.js';
import { analysePages } from '../flow/analyse-flow.js';
import { endedElsewhere } from '../flow/ended-elsewhere.js';
import { exitProblems } from '../flow/exit-problems.js';
import type { Flow } from '../flow/flow.js';
import { parameterLeaves, type RequestFunction, requestFunction } from '../function.js';
import { modPythonNames } from '../mod-python-names.js';
import type { MountFacts } from '../mount-facts.js';
import type { Neighbours } from '../neighbours.js';
import { namesIn, type OutsideRaise, outsideProblems, outsideRaises } from '../outside-raises.js';
import { certainty } from '../response-state.js';
import { takesForm } from '../rewrite/context.js';
import { type Forms, type Layout, makeLayout, usesOf } from '../rewrite/layout.js';
import { chooseNames } from '../rewrite/names.js';
import { isBodiless } from '../status.js';
import { findPages, modulesOf, type Problem, type Unit } from '../unit.js';
import { isLocation } from '../uses/uses.js';
import { type Published, type PublishedNames, publishedNames } from './published.js';

export interface PublisherInput {
  readonly module: ExactModule;
  readonly mounts: readonly MountFacts[];
  /** The module is index.py of its folder. */
  readonly isIndex: boolean;
}

export interface Examined {
  readonly published: PublishedNames;
  readonly unit: Unit;
  readonly flow: Flow;
  readonly layout: Layout;
  readonly raises: readonly OutsideRaise[];
  readonly problems: readonly Problem[];
}

/** Codes of the pages that the publisher itself answers with. */
const OWN_CODES = [403, 404, 405, 411, 501];

/** @param enders modules that may end a request without being given it, see modulesThatEnd() */
export function examine(
  { module, mounts }: PublisherInput,
  neighbours: Neighbours,
  enders: ReadonlySet<string>,
): Examined {
  const names = modPythonNames(module);
  const published = publishedNames(module, neighbours);
  const pages = published.names.flatMap((one) => pageOf(module, one) ?? []);
  const unit = findPages({ module, neighbours, names, mounts, published: true }, pages);
  const flow = analysePages(
    unit,
    pages.flatMap((page) => unit.functions.get(page.node) ?? []),
  );
  const layout = makeLayout(unit, flow, PUBLISHER_FORMS);
  const raises = outsideRaises(module, names, unit, mounts, neighbours.external(module, new Set()));
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
    ...[...new Set([module, ...modulesOf(unit)])].flatMap(literalProblems),
    ...unit.problems,
    ...flow.problems,
    ...flow.streams,
    ...exitProblems(unit, flow, layout, mounts),
    ...endedElsewhere(module, unit, enders).filter(({ tree }) => !raised.has(tree)),
    ...constantProblems(unit, flow),
    ...outsideProblems(module, names, unit).filter(({ tree }) => !raised.has(tree)),
    ...pageProblems(unit, flow),
    ...statusProblems(unit, mounts),
    ...nameProblems(published, unit),
  ];
  return { published, unit, flow, layout, raises, problems };
}

/** The application of a publisher does not know which pages set which headers. */
const PUBLISHER_FORMS: Forms = { body: 'list', headers: 'object', type: 'header', retyped: true };

/** The function behind a published name, where it takes the request. */
function pageOf(own: ExactModule, one: Published): RequestFunction | undefined {
  const page = definitionOf(own, one);
  const parameter = page && parameterLeaves(page.node)?.find((leaf) => leaf.value === 'req');
  return page && parameter && requestFunction(page.module, page.node, parameter);
}

/** The function that is published by the name, of the module itself or of one that it imports. */
export function definitionOf(
  own: ExactModule,
  one: Published,
): { readonly module: ExactModule; readonly node: Node } | undefined {
  if (one.kind === 'function') return { module: own, node: one.node };
  return one.kind === 'imported' ? one.callee : undefined;
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

/** A status that cannot be that of the page, and a Location without one. */
function statusProblems(unit: Unit, mounts: readonly MountFacts[]): readonly Problem[] {
  const documents = mounts.some((mount) => mount.errorDocuments.size > 0);
  const statuses = usesOf(unit, 'status').flatMap(([, use]): readonly Problem[] => {
    const tree = use.statement;
    if (isBodiless(use.code)) return [{ tree, message: `the status ${use.code} of a page allows no body` }];
    return use.code >= 400 && documents
      ? [{ tree, message: 'this page has an error status of its own, and there is an ErrorDocument' }]
      : [];
  });
  const blocks = new Set(usesOf(unit, 'status').map(([, use]) => use.statement.parent?.parent));
  const locations = usesOf(unit, 'header')
    .filter(([, use]) => isLocation(use) && !blocks.has(use.statement.parent?.parent))
    .map(([, use]) => ({
      tree: use.statement,
      message: '`Location` is set without a status, which mod_wsgi takes for an internal redirect',
    }));
  return [...statuses, ...locations];
}

/** A parameter that is filled from the form must not be called like one that is filled from the request. */
function nameProblems(published: PublishedNames, unit: Unit): readonly Problem[] {
  const { environ, headers, body, reading } = chooseNames(unit);
  const form = usesOf(unit, 'read').some(([, use]) => takesForm(use)) ? [reading('form')] : [];
  const own = new Set([environ, headers, body, ...form]);
  return published.names.flatMap((one) => {
    if (one.kind !== 'function' || unit.functions.has(one.node)) return [];
    return (parameterLeaves(one.node) ?? [])
      .filter((leaf) => own.has(leaf.value) || leaf.value === 'req')
      .map((tree) => ({
        tree,
        message: `the parameter \`${tree.value}\` has a name that the new code needs`,
      }));
  });
}
