/** Names of a module that something else of the site leads to: they must mean what they meant when the module is converted. */
import { namesTaken } from '../../python/names-taken.js';
import { defaultObject, describeHandlerArgs, splitHandler } from '../configuration/handler-args.js';
import { contentChains, phaseChains } from '../mounts/mounts.js';
import type { MountsOfConfiguration, NativeWorld } from '../native/world.js';
import { baseName, parent } from '../paths.js';

/**
 * Names of the module that other files import or read; doubtful ones count.
 * @param seen tree paths of files that do not count
 */
export function namesUsedElsewhere(
  world: Pick<NativeWorld, 'files' | 'python'>,
  path: string,
  seen: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const base = importName(path);
  const found = new Set<string>();
  for (const other of world.files) {
    const module = other === path || seen.has(other) ? undefined : world.python(other);
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
export function importName(path: string): string {
  const own = baseName(path).replace(/\.py$/, '');
  return own === '__init__' ? baseName(parent(path)) : own;
}

function boundNames(module: ReturnType<NativeWorld['python']>): Iterable<string> {
  return module?.kind === 'exact' ? module.scopes().bindings.keys() : [];
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
