/** Byte-range edits of configuration files. */
import type { DirectiveNode, FileSyntax, SectionNode, SyntaxNode } from './tree.js';

/** Replaces `del` bytes at byte offset `at` of the original file by `ins`. Structurally the Edit of core/edit.ts. */
export interface ByteEdit {
  readonly at: number;
  readonly del: number;
  readonly ins: Uint8Array;
}

type Editable = DirectiveNode | SectionNode;

export type Signatures = {
  replaceArgs(file: FileSyntax, node: Editable, args: string): ByteEdit;
  replaceWord(file: FileSyntax, node: Editable, index: number, value: string): ByteEdit;
  replaceName(file: FileSyntax, node: Editable, name: string): readonly ByteEdit[];
  insertBefore(file: FileSyntax, node: SyntaxNode, lines: readonly string[]): ByteEdit;
  insertAfter(file: FileSyntax, node: SyntaxNode, lines: readonly string[]): ByteEdit;
  insertInto(
    file: FileSyntax,
    section: SectionNode | FileSyntax,
    where: 'first' | 'last',
    lines: readonly string[],
  ): ByteEdit;
  remove(file: FileSyntax, node: SyntaxNode, options?: { leadingComments?: boolean }): ByteEdit;
  commentOut(file: FileSyntax, node: SyntaxNode, marker?: string): readonly ByteEdit[];
  uncomment(file: FileSyntax, nodes: readonly SyntaxNode[], marker?: string): readonly ByteEdit[];
  wrapIfModule(file: FileSyntax, nodes: readonly SyntaxNode[], test: string): readonly ByteEdit[];
  quoteWord(value: string): string;
};
