/** Lines inside the sections of a configuration. */
import type { SyntaxNode } from '../../httpd/syntax/tree.js';
import { addInside, appendLines, type PathEdit } from '../changes.js';
import type { Scope } from '../configuration/scopes.js';
import type { Site } from '../site.js';
import { configFileOf } from './anchors.js';

/** Lines at the end of a section or .htaccess file. */
export function insertLast(site: Site, scope: Scope, lines: readonly string[]): readonly PathEdit[] {
  if (lines.length === 0) return [];
  const node: SyntaxNode | undefined = scope.node?.origin.node ?? scope.condition?.node;
  const syntax = scope.node?.origin.file ?? scope.condition?.file ?? [...scope.tree.files.values()][0];
  const file = syntax && configFileOf(syntax, site);
  if (!file || (node && node.kind !== 'section')) return [];
  return node ? addInside(file, node, lines, 7) : appendLines(file, lines, 7);
}
