/** What a name bound by an import stands for. */
import type { ImportedName } from '../imports.js';
import type { Leaf } from '../tree.js';
import { type Meaning, type Meanings, UNKNOWN } from './meaning.js';
import type { ProgramModule } from './program.js';

/** @param leaf the token that the import binds */
export function importedMeaning(meanings: Meanings, module: ProgramModule, leaf: Leaf): readonly Meaning[] {
  const imported = meanings.program.importOf(module, leaf);
  if (!imported) return UNKNOWN;
  return imported.member === undefined
    ? moduleMeaning(meanings, module, imported)
    : memberMeaning(meanings, module, imported);
}

function moduleMeaning(
  meanings: Meanings,
  module: ProgramModule,
  imported: ImportedName,
): readonly Meaning[] {
  const name = imported.topOnly ? (imported.module.split('.')[0] as string) : imported.module;
  return namedModule(meanings, module, name);
}

/** The C module under mod_python can be imported by its bare name. */
const LOW = '_apache';

function namedModule(meanings: Meanings, module: ProgramModule, name: string): readonly Meaning[] {
  if (name === 'mod_python') return [{ kind: 'mod_python', path: '' }];
  if (name.startsWith('mod_python.')) return [{ kind: 'mod_python', path: name.slice('mod_python.'.length) }];
  const target = meanings.program.imported(module, name);
  if (target) return [{ kind: 'module', module: target }];
  return [name === LOW ? { kind: 'mod_python', path: LOW } : { kind: 'external', name }];
}

function memberMeaning(
  meanings: Meanings,
  module: ProgramModule,
  imported: ImportedName,
): readonly Meaning[] {
  const member = imported.member as string;
  const base = imported.module;
  if (base === 'mod_python') return [{ kind: 'mod_python', path: member }];
  if (base.startsWith('mod_python.')) {
    return [{ kind: 'mod_python', path: `${base.slice('mod_python.'.length)}.${member}` }];
  }
  const dots = /^\.+$/.test(base) ? base : `${base}.`;
  const submodule = meanings.program.imported(module, dots + member);
  const target = meanings.program.imported(module, base);
  if (!target && base === LOW) return [{ kind: 'mod_python', path: `${LOW}.${member}` }];
  if (target?.root.bindings.has(member)) return memberOfModule(meanings, target, member);
  if (submodule) return [{ kind: 'module', module: submodule }];
  return target
    ? memberOfModule(meanings, target, member)
    : [{ kind: 'external', name: `${base}.${member}` }];
}

/** A name of a module of the program; a module below a package counts as one. */
export function memberOfModule(meanings: Meanings, target: ProgramModule, name: string): readonly Meaning[] {
  if (target.root.bindings.has(name)) return meanings.ofVariable(target, target.root, name);
  const submodule = meanings.program.imported(target, `.${name}`);
  if (submodule && submodule !== target) return [{ kind: 'module', module: submodule }];
  return meanings.ofVariable(target, target.root, name);
}
