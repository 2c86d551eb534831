/** Names of a module that something else of the site leads to: they must mean what they meant when the module is converted. */
import { importedNames } from '../../python/imports.js';
import type { ExactModule } from '../../python/reader.js';
import { descendants, isNode } from '../../python/tree.js';
import { defaultObject, describeHandlerArgs, splitHandler } from '../configuration/handler-args.js';
import { contentChains, phaseChains } from '../mounts/mounts.js';
import type { MountsOfConfiguration, NativeWorld } from '../native/world.js';
import { baseName, parent } from '../paths.js';

/** Names of the module that other files import or read; doubtful ones count. */
export function namesUsedElsewhere(
  world: Pick<NativeWorld, 'files' | 'python'>,
  path: string,
): ReadonlySet<string> {
  const base = importName(path);
  const found = new Set<string>();
  for (const other of world.files) {
    const module = other === path ? undefined : world.python(other);
    if (module?.kind !== 'exact' || !module.source.text.includes(base)) continue;
    for (const name of namesTaken(module, base)) {
      // `from module import *` takes whatever the module binds.
      if (name === '*') for (const own of boundNames(world.python(path))) found.add(own);
      else found.add(name);
    }
  }
  return found;
}

/** The last part of the name that `import` knows the file by. */
function importName(path: string): string {
  const own = baseName(path).replace(/\.py$/, '');
  return own === '__init__' ? baseName(parent(path)) : own;
}

function boundNames(module: ReturnType<NativeWorld['python']>): Iterable<string> {
  return module?.kind === 'exact' ? module.scopes().bindings.keys() : [];
}

function* namesTaken(module: ExactModule, base: string): Generator<string> {
  const { text } = module.source;
  const quoted = ["'", '"'].flatMap((quote) => [`${quote}${base}${quote}`, `.${base}${quote}`]);
  // The name of a module in a string is an import only beside a function that imports by name.
  let whole = /\b(?:import_module|__import__)\s*\(/.test(text) && quoted.some((name) => text.includes(name));
  for (const tree of descendants(module.tree)) {
    if (!isNode(tree, 'import_name', 'import_from')) continue;
    for (const { module: from, member } of importedNames(tree)) {
      if (from.split('.').pop() === base && member !== undefined) yield member;
      if (from.split('.').pop() === base || member === base) whole = true;
    }
  }
  if (!whole) return;
  for (const match of text.matchAll(/\.\s*([A-Za-z_]\w*)/g)) yield match[1] as string;
  if (!/\bgetattr\s*\(/.test(text)) return;
  for (const match of text.matchAll(/(['"])([A-Za-z_]\w*)\1/g)) yield match[2] as string;
}

/** A handler word of the configuration, and the file it names. */
interface Word {
  readonly module: string;
  /** Parts of the dotted object. */
  readonly parts: readonly string[];
  /** Undefined: nobody can say which file it is. */
  readonly path: string | undefined;
}

/**
 * Names by module (tree path) that the configuration leads to by other ways than the handlers of mounts: through modules
 * that other modules import (`package::module.function`), from PythonImport and filters, or by a name whose file is not known.
 */
export function configuredNames(
  world: NativeWorld,
  configurations: readonly MountsOfConfiguration[],
): (path: string) => readonly string[] {
  const words = configurations.flatMap((one) => [...chainWords(world, one), ...otherWords(one)]);
  const through = words.flatMap((word) => (leadsThrough(world, word) ? word.parts.slice(1) : []));
  return (path) => [
    ...through,
    ...words
      .filter((word) => word.path === undefined && lastPart(word.module) === importName(path))
      .map(({ parts }) => parts[0] as string),
  ];
}

function chainWords(world: NativeWorld, { mounts }: MountsOfConfiguration): readonly Word[] {
  return mounts.flatMap((mount) => {
    const content = [...contentChains(mount.settings).values()].map(
      (chain) => ['PythonHandler', chain] as const,
    );
    return [...content, ...phaseChains(mount.settings)].flatMap(([phase, chain]) =>
      chain.handlers.flatMap((handler) => {
        const found = world.moduleOf(mount, chain, handler);
        if (found.kind === 'mod_python') return [];
        const path = found.kind === 'file' || found.kind === 'guess' ? found.treePath : undefined;
        return wordOf(handler, defaultObject(phase.replace(/\..*$/, '')), path);
      }),
    );
  });
}

/** Lines that name functions beside those of mounts; the module is looked for by its name. */
const NAMES_FUNCTIONS = /^python(?:import|(?:in|out)putfilter|(?!handler$)\w+handler)$/i;

function otherWords({ scopes }: MountsOfConfiguration): readonly Word[] {
  return scopes
    .flatMap(({ directives }) => directives)
    .filter(({ name }) => NAMES_FUNCTIONS.test(name))
    .flatMap(({ name, args }) => {
      const { handlers } = describeHandlerArgs(args);
      const words = /handler$/i.test(name) ? handlers : handlers.slice(0, 1);
      return words.map((word) => wordOf(word, defaultObject(name), undefined));
    });
}

function lastPart(module: string): string {
  return module.split(/[./]/).pop() as string;
}

function wordOf(handler: string, fallback: string, path: string | undefined): Word {
  const { module, object } = splitHandler(handler);
  return { module: module.replace(/\.py$/, ''), parts: (object || fallback).split('.'), path };
}

/** Whether the first part of a dotted object may be a module: what the module itself makes (a class, a value) is none. */
function leadsThrough(world: NativeWorld, { module: name, parts, path }: Word): boolean {
  if (parts.length < 2) return false;
  const [first, ...others] =
    path === undefined ? world.files.filter((one) => importName(one) === lastPart(name)) : [path];
  const module = first === undefined || others.length > 0 ? undefined : world.python(first);
  if (module?.kind !== 'exact') return true;
  const uses = module.scopes().bindings.get(parts[0] as string)?.uses ?? [];
  return !uses.some(({ kind }) => kind === 'def' || kind === 'class' || kind === 'store');
}
