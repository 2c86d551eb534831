/** A page as a Python module that people can read: the code in its own lines, the text as string literals. */
import type { ExactModule } from '../python/reader.js';
import { statementsOf } from '../python/statements.js';
import {
  descendants,
  firstLeaf,
  isNode,
  isToken,
  type Leaf,
  leafBefore,
  type Node,
  type Tree,
} from '../python/tree.js';
import { type PageObstacle, pageNames } from './page-names.js';
import { textLiterals } from './page-text.js';
import type { PspTranslation } from './template.js';

export type PspModule =
  | { readonly kind: 'module' /** One character a byte. */; readonly text: string }
  | ({ readonly kind: 'obstacle' } & PageObstacle);

const STEP = '    ';

/** @param title the page, as its module names it */
export function compilePage(translation: PspTranslation, module: ExactModule, title: string): PspModule {
  const open = translation.pieces.find((piece) => piece.open);
  if (open) return { kind: 'obstacle', reason: 'a tag of the page has no end', at: 0 };
  const names = pageNames(module);
  if ('reason' in names) return { kind: 'obstacle', ...names };
  const printer = new PagePrinter(translation, module);
  const body = printer.block(module.tree, 1);
  const lines = [
    `"""${title}, compiled by migrate: change this file, the page is not read any more."""`,
    'from __future__ import absolute_import',
    '',
    ...names.imports,
    ...(names.imports.length > 0 ? [''] : []),
    '',
    `def page(${names.parameters.join(', ')}):`,
    ...(body.length > 0 ? body : [`${STEP}pass`]),
    '',
  ];
  const text = lines.join('\n');
  return { kind: 'module', text: /[^\0-\x7f]/.test(text) ? `${cookie(text, module)}\n${text}` : text };
}

/** The bytes of plain strings stay what they are under any cookie; those of `u''` are latin-1 in a page. */
function cookie(text: string, module: ExactModule): string {
  const isText = (tree: Tree) => tree.kind === 'leaf' && tree.type === 'STRING' && /^[uU]/.test(tree.value);
  const unicode = [...descendants(module.tree)].some(
    (tree) => isText(tree) && /[^\0-\x7f]/.test((tree as Leaf).value),
  );
  const utf8 =
    !unicode && Buffer.from(Buffer.from(text, 'latin1').toString('utf8'), 'utf8').toString('latin1') === text;
  return `# -*- coding: ${utf8 ? 'utf-8' : 'latin-1'} -*-`;
}

class PagePrinter {
  private readonly source: string;
  /** The name of the package in import statements, in order. */
  private readonly packages: readonly Leaf[];

  constructor(
    private readonly translation: PspTranslation,
    module: ExactModule,
  ) {
    this.source = module.source.text;
    this.packages = [...descendants(module.tree)].filter(isPackageName);
  }

  /** Lines of the statements of a block. */
  block(block: Node, depth: number): readonly string[] {
    const lines = statementsOf(block).flatMap((statement, index, all) => {
      const written = this.statement(statement, depth);
      return this.isApart(all[index - 1], statement) ? ['', ...written] : written;
    });
    return lines.length > 0 || depth === 1 ? lines : [`${STEP.repeat(depth)}pass`];
  }

  private statement(statement: Tree, depth: number): readonly string[] {
    const indent = STEP.repeat(depth);
    const text = this.pageText(statement);
    if (text !== undefined) return textWrite(text, indent);
    const comments = this.commentsBefore(statement).map((comment) => indent + comment);
    if (statement.kind === 'leaf' || !isCompound(statement))
      return [...comments, indent + this.shown(statement)];
    return [...comments, ...this.compound(statement, depth)];
  }

  /** Whether the page leaves a line between two statements of its code. */
  private isApart(before: Tree | undefined, statement: Tree): boolean {
    if (!before || this.pageText(before) !== undefined || this.pageText(statement) !== undefined)
      return false;
    const from = leafBefore(firstLeaf(statement))?.end ?? 0;
    return /^[ \t]*\r?\n/.test(this.source.slice(from, statement.start));
  }

  private compound(statement: Node, depth: number): readonly string[] {
    const indent = STEP.repeat(depth);
    if (isNode(statement, 'decorated', 'decorators')) {
      return statement.children.flatMap((child) => {
        if (child.kind === 'leaf') return [];
        if (isNode(child, 'decorator')) return [indent + this.slice(child.start, child.end).trim()];
        return this.compound(child, depth);
      });
    }
    const lines: string[] = [];
    let start = statement.start;
    for (const [index, child] of statement.children.entries()) {
      const body = statement.children[index + 1];
      if (!isToken(child, ':') || body?.kind !== 'node') continue;
      lines.push(indent + this.slice(start, child.end), ...this.block(body, depth + 1));
      start = statement.children[index + 2]?.start ?? statement.end;
    }
    return lines;
  }

  /** The inside of `req.write("""…""",0)` where the scanner made it from text; undefined for all that the page says. */
  private pageText(statement: Tree): string | undefined {
    if (!isNode(statement, 'power') || statement.children.length !== 3) return undefined;
    const [, , call] = statement.children;
    const list = isNode(call, 'trailer') ? call.children[1] : undefined;
    const [value] = isNode(list, 'arglist') ? list.children : [];
    if (value?.kind !== 'leaf' || value.type !== 'STRING' || !value.value.startsWith('"""')) return undefined;
    return this.isMade(statement.start) ? value.value.slice(3, -3) : undefined;
  }

  private isMade(offset: number): boolean {
    return !this.translation.map.place(offset).copied;
  }

  private shown(statement: Tree): string {
    const text = this.slice(statement.start, statement.end);
    const echoed = this.isMade(statement.start) ? /^req\.write\(str\(([\s\S]*)\),0\)$/.exec(text) : null;
    return echoed ? `req.write(str(${trimmed(echoed[1] as string)}), 0)` : text;
  }

  /** Source text with imports of mod_python made imports of the compat package. */
  private slice(start: number, end: number): string {
    let text = '';
    let at = start;
    for (const leaf of this.packages) {
      if (leaf.start < at || leaf.end > end) continue;
      text += `${this.source.slice(at, leaf.start)}modpython_wsgi`;
      at = leaf.end;
    }
    return text + this.source.slice(at, end);
  }

  /** Comments of the page right in front of a statement. */
  private commentsBefore(statement: Tree): readonly string[] {
    const before = leafBefore(firstLeaf(statement));
    const from = before?.end ?? 0;
    return [...this.source.slice(from, statement.start).matchAll(/#[^\r\n]*/g)]
      .filter((match) => !this.isMade(from + match.index) && !match[0].includes('req.write("""'))
      .filter(([comment]) => !CODING.test(comment))
      .map(([comment]) => comment.trimEnd());
  }
}

function isPackageName(tree: Tree): tree is Leaf {
  if (tree.kind !== 'leaf' || tree.type !== 'NAME' || tree.value !== 'mod_python') return false;
  const siblings = tree.parent?.children ?? [];
  return !isToken(siblings[siblings.indexOf(tree) - 1], '.');
}

/** What names an encoding in the first two lines of a file, and nothing anywhere else. */
const CODING = /^#.*?coding[:=][ \t]*[-\w.]+/;

/** An expression without the blanks at its edges; a comment at its end keeps its line. */
function trimmed(expression: string): string {
  const text = expression.trim();
  const last = text.slice(text.lastIndexOf('\n') + 1);
  return last.includes('#') ? `${text}\n` : text;
}

const COMPOUND = [
  'if_stmt',
  'while_stmt',
  'for_stmt',
  'try_stmt',
  'with_stmt',
  'funcdef',
  'classdef',
  'decorated',
  'decorators',
] as const;

function isCompound(node: Node): boolean {
  return isNode(node, ...COMPOUND);
}

function textWrite(raw: string, indent: string): readonly string[] {
  if (raw === '') return [];
  const literals = textLiterals(raw);
  const [first, ...more] = literals;
  if (more.length === 0) return [`${indent}req.write(${first}, 0)`];
  const inner = literals.map((literal) => `${indent}${STEP}${literal}`);
  return [`${indent}req.write(`, ...inner.slice(0, -1), `${inner.at(-1)}, 0)`];
}
