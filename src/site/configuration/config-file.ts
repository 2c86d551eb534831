/** A configuration file of the tree, and one line of it. */

import type { DirectiveNode, FileSyntax, SectionNode } from '../../httpd/syntax/tree.js';
import type { Configuration } from './configurations.js';

export interface ConfigFile {
  /** Tree path. */
  readonly path: string;
  readonly syntax: FileSyntax;
  readonly configuration: Configuration;
}

/** A directive or section header in a file. */
export interface ConfigLine {
  readonly file: ConfigFile;
  readonly node: DirectiveNode | SectionNode;
}
