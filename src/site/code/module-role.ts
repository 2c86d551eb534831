/** What a module was to mod_python, as its own text tells: handlers, or functions that the publisher gives out. */

import { parametersOf } from '../../python/flow/parameters.js';
import { importedModules } from '../../python/import-statements.js';
import type { ExactModule } from '../../python/reader.js';
import type { Leaf, Node } from '../../python/tree.js';
import { defaultObject } from '../configuration/handler-args.js';
import { PHASES } from '../mounts/told-mounts.js';
import { namedRequests } from './named-requests.js';

/** A function (or object) at module level. */
export interface NamedPlace {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface ModuleRole {
  /** `handler` and the functions of other phases. */
  readonly handlers: readonly NamedPlace[];
  /** Functions without a leading underscore whose first parameter is the request. */
  readonly published: readonly NamedPlace[];
}

const HANDLER_NAMES = new Set(['handler', ...PHASES.map(defaultObject)]);
const NAMES_MOD_PYTHON = /\bmod_python\b|\bmodpython_wsgi\b/;
/** Frameworks whose functions take a `req` of their own. */
const FOREIGN = /^(?:django|flask|falcon|webob|pyramid|bottle|cherrypy|tornado|twisted|aiohttp|web)(?:\.|$)/;

/** Whether the text can hold a role at all: asked before a file is parsed. */
export function mayHaveRole(text: string): boolean {
  return NAMES_MOD_PYTHON.test(text) || /\breq\s*\.\s*\w/.test(text) || /\(\s*req\s*[,)]/.test(text);
}

export function moduleRole(module: ExactModule): ModuleRole {
  const imports = importedModules(module);
  const names = imports.some((name) => NAMES_MOD_PYTHON.test(name));
  if (!names && imports.some((name) => FOREIGN.test(name))) return { handlers: [], published: [] };
  const uses = names || !namedRequests(module).next().done;
  return uses
    ? { handlers: handlersOf(module), published: publishedIn(module, names) }
    : { handlers: [], published: [] };
}

function handlersOf(module: ExactModule): readonly NamedPlace[] {
  const { bindings } = module.scopes();
  return [...bindings.values()].flatMap(({ name, uses }) => {
    if (!HANDLER_NAMES.has(name)) return [];
    const [bound] = uses.filter(({ kind, leaf }) => {
      if (kind === 'def') return takesRequest(leaf.parent as Node);
      return kind === 'store' || kind === 'import' || kind === 'class';
    });
    return bound ? [{ name, start: bound.leaf.start, end: bound.leaf.end }] : [];
  });
}

function takesRequest(def: Node): boolean {
  const { plain, rest } = parametersOf(def);
  return plain.length > 0 || rest !== undefined;
}

function publishedIn(module: ExactModule, names: boolean): readonly NamedPlace[] {
  const request = names ? /^req(?:uest)?$/ : /^req$/;
  const { bindings } = module.scopes();
  return [...bindings.values()].flatMap(({ name, uses }) => {
    if (name.startsWith('_') || HANDLER_NAMES.has(name)) return [];
    const [def] = uses.filter(({ kind }) => kind === 'def').map(({ leaf }) => leaf);
    const first = def && parametersOf(def.parent as Node).plain[0];
    return def && first && request.test(first.value) ? [place(name, def)] : [];
  });
}

function place(name: string, leaf: Leaf): NamedPlace {
  return { name, start: leaf.start, end: leaf.end };
}
