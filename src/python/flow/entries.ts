/** The parameters that an entry of the configuration fills. */
import { mangle } from '../scopes/mangle.js';
import type { Leaf, Node } from '../tree.js';
import type { Entry } from './flow-types.js';
import type { FunctionRef, Meaning, Meanings } from './meaning.js';
import { type ArgumentPlace, receivers } from './parameters.js';
import type { Program, ProgramModule } from './program.js';
import { functionInfo } from './shown.js';
import { variableAt } from './targets.js';
import type { Place } from './walk.js';

export interface EntryPlace {
  readonly place: Place & { readonly kind: 'variable' };
  /** The function; undefined for a global variable. */
  readonly node: Node | undefined;
}

type Resolved =
  | { readonly places: readonly EntryPlace[]; readonly certain: boolean }
  | { readonly reason: string };

export function resolveEntry(meanings: Meanings, entry: Entry): Resolved {
  const module = meanings.program.modules.get(entry.path);
  if (!module) return { reason: `${entry.path} is not among the files that could be read` };
  if (entry.object === '') return globalEntry(module, entry);
  const [first = '', ...rest] = entry.object.split('.');
  if (!module.root.bindings.has(first) && !module.root.dynamic)
    return { reason: `\`${first}\` is not defined in the module` };
  let found: readonly Meaning[] = meanings.ofVariable(module, module.root, first);
  const places: EntryPlace[] = [];
  for (const name of rest) {
    // mod_python makes an instance of every class on the way, with the request as argument.
    places.push(
      ...found.flatMap((meaning) =>
        meaning.kind === 'class' ? constructorPlaces(meanings, meaning, entry) : [],
      ),
    );
    found = found.flatMap((meaning) => memberOf(meanings, meaning, name));
  }
  places.push(...found.flatMap((meaning) => meaningPlaces(meanings, meaning, entry)));
  if (places.length > 0) return { places, certain: found.length === 1 };
  return { reason: `\`${entry.object}\` is no function that can be found by reading the code` };
}

function globalEntry(module: ProgramModule, entry: Entry): Resolved {
  const name = String(entry.parameter);
  // A page that binds the name itself has something else in it from there on.
  const own = module.root.bindings.get(name)?.uses.some(({ kind }) => kind === 'store') ?? false;
  return {
    places: [{ place: { kind: 'variable', module, owner: module.root, name }, node: undefined }],
    certain: !own,
  };
}

function memberOf(meanings: Meanings, meaning: Meaning, name: string): readonly Meaning[] {
  if (meaning.kind === 'class' || meaning.kind === 'instance') {
    return meanings.classes.attribute(meaning.of, mangle(name, undefined), 'instance');
  }
  if (meaning.kind === 'module') return meanings.ofVariable(meaning.module, meaning.module.root, name);
  return [];
}

function meaningPlaces(meanings: Meanings, meaning: Meaning, entry: Entry): readonly EntryPlace[] {
  switch (meaning.kind) {
    case 'function':
      return parameterPlaces(meaning.fn, entry, 0);
    case 'method':
      return parameterPlaces(meaning.fn, entry, 1);
    case 'class':
      return constructorPlaces(meanings, meaning, entry);
    case 'instance': {
      const { found } = meanings.classes.methods(meaning.of, '__call__');
      return found.flatMap((fn) => parameterPlaces(fn, entry, 1));
    }
    default:
      return [];
  }
}

function constructorPlaces(
  meanings: Meanings,
  meaning: Meaning & { readonly kind: 'class' },
  entry: Entry,
): readonly EntryPlace[] {
  const { found } = meanings.classes.methods(meaning.of, '__init__');
  return found.flatMap((fn) => parameterPlaces(fn, entry, 1));
}

function parameterPlaces(fn: FunctionRef, { parameter }: Entry, shift: number): readonly EntryPlace[] {
  const at: ArgumentPlace =
    typeof parameter === 'number'
      ? { kind: 'position', index: parameter }
      : { kind: 'keyword', name: parameter };
  return receivers(fn.node, at, shift).flatMap((leaf: Leaf) => {
    const place = variableAt(fn.module, leaf);
    return place ? [{ place, node: fn.node }] : [];
  });
}

export interface NamedRequest {
  readonly entry: Entry;
  readonly place: Place & { readonly kind: 'variable' };
  readonly node: Node;
}

/** Functions that call a parameter `req` or `request`. Django and others say `request`, so that name needs mod_python nearby. */
export function namedRequests(program: Program): readonly NamedRequest[] {
  const modules = [...program.modules.values()];
  const usesModPython = modules.some((module) => /\bmod_python\b/.test(module.module.source.text));
  const pattern = usesModPython ? /^_?req(?:uest)?$/ : /^_?req$/;
  return modules.flatMap((module) =>
    program.variablesOf(module).flatMap(({ owner, name, uses }): readonly NamedRequest[] => {
      const parameter = uses.some((use) => use.kind === 'parameter' && pattern.test(name));
      if (!parameter || owner.node.type === 'file_input') return [];
      const entry: Entry = { path: module.path, object: functionInfo(owner.node).name, parameter: name };
      return [{ entry, place: { kind: 'variable', module, owner, name }, node: owner.node }];
    }),
  );
}
