/** Every line of configuration that has to do with mod_python, whether httpd reads it or not. */

import type { EffectiveNode } from '../../httpd/reading/effective.js';
import { lowerAscii } from '../../httpd/syntax/bytes.js';
import { sectionArgs } from '../../httpd/syntax/syntax.js';
import type { DirectiveNode, SectionNode, SyntaxNode } from '../../httpd/syntax/tree.js';
import { wordValues } from '../../httpd/syntax/words.js';
import { placeOfNode, type SitePlace } from '../place.js';
import type { ConfigFile, ConfigLine } from './config-file.js';
import type { Configuration } from './configurations.js';
import { type PythonFilters, pythonFilters } from './filters.js';
import type { Scope } from './scopes.js';
import { isPythonHandlerName } from './settings.js';

export interface DirectiveUse extends ConfigLine {
  /** Lower case; sections without `<`. */
  readonly name: string;
  /** Unquoted words of the source text, variables unexpanded. */
  readonly argv: readonly string[];
  /** What it became; empty for a line that nothing reads (an unused macro). */
  readonly effective: readonly EffectiveNode[];
  /** Scopes that hold it. */
  readonly scopes: readonly Scope[];
  /** The section around it in the file. */
  readonly around: readonly SectionNode[];
  readonly place: SitePlace;
}

/** Directives that mention mod_python only by their arguments. */
function concernsPython(name: string, argv: readonly string[], filters: PythonFilters): boolean {
  switch (name) {
    case 'sethandler':
    case 'addhandler':
    case 'addtype':
    case 'forcetype':
      return isPythonHandlerName(argv[0]);
    case 'setoutputfilter':
    case 'setinputfilter':
    case 'addoutputfilter':
    case 'addinputfilter':
      return (argv[0] ?? '').split(';').some((one) => filters.has(one.toLowerCase()));
    case 'loadmodule':
      return argv[0] === 'python_module' || /(?:^|\/)mod_python\d*\.so$/.test(argv[1] ?? '');
    case 'addmodule':
      return argv[0] === 'mod_python.c';
    case 'ifmodule':
      return /^!?\s*(?:mod_python\.c|python_module)$/.test(argv.slice(0, argv[0] === '!' ? 2 : 1).join(''));
    default:
      return /^python[a-z]+$/.test(name);
  }
}

/** In file and line order. */
export function directiveUses(files: readonly ConfigFile[]): readonly DirectiveUse[] {
  return files.flatMap((file) => {
    const holders = scopesByNode(file.configuration);
    const filters = pythonFilters(file.configuration.scopes);
    const found: DirectiveUse[] = [];
    const visit = (nodes: readonly SyntaxNode[], around: readonly SectionNode[]): void => {
      for (const node of nodes) {
        if (node.kind === 'directive' || node.kind === 'section') {
          const use = asUse(file, node, around, holders, filters);
          if (use) found.push(use);
        }
        if (node.kind === 'section') visit(node.children, [...around, node]);
      }
    };
    visit(file.syntax.children, []);
    return found;
  });
}

/** Whether httpd certainly skips every reading of the line. */
export function isSkipped(use: DirectiveUse): boolean {
  return use.effective.length > 0 && use.effective.every((node) => node.active === false);
}

function asUse(
  file: ConfigFile,
  node: DirectiveNode | SectionNode,
  around: readonly SectionNode[],
  holders: ReadonlyMap<EffectiveNode, Scope>,
  filters: PythonFilters,
): DirectiveUse | undefined {
  const name = lowerAscii(node.name);
  const argv = wordValues(node.kind === 'section' ? sectionArgs(node.args) : node.args);
  if (!concernsPython(name, argv, filters)) return undefined;
  const effective = file.configuration.trees
    .flatMap((tree) => tree.nodesOf.get(node) ?? [])
    .filter((one): one is EffectiveNode => one.kind !== 'readTime');
  const scopes = [...new Set(effective.flatMap((one) => holders.get(one) ?? []))];
  return {
    name,
    file,
    node,
    argv,
    effective,
    scopes,
    around,
    place: placeOfNode(file.path, file.syntax, node),
  };
}

function scopesByNode(configuration: Configuration): ReadonlyMap<EffectiveNode, Scope> {
  return new Map(
    configuration.scopes.flatMap((scope) => scope.directives.map((node) => [node, scope] as const)),
  );
}

/** The line an effective directive was read from; undefined for a macro's line, which stands for several. */
export function lineOf(files: readonly ConfigFile[], effective: EffectiveNode): ConfigLine | undefined {
  const { file, node, macros } = effective.origin;
  if (macros.length > 0 || (node.kind !== 'directive' && node.kind !== 'section')) return undefined;
  const found = files.find((one) => one.syntax === file);
  return found && { file: found, node };
}
