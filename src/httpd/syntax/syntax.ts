/** Bytes → lossless syntax tree. Total: any bytes parse; what httpd would reject is a diagnostic. */

import { latin1, lowerAscii, trimSpace } from './bytes.js';
import { lineDiagnostics } from './line-diagnostics.js';
import { type JoinedLine, joinLine, sourceOffset, trimLine } from './lines.js';
import { readStatement, type Statement } from './statement.js';
import type { Diagnostic, Dialect, FileSyntax, Line, ParseOptions, SectionNode, SyntaxNode } from './tree.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type OpenSection = Mutable<Omit<SectionNode, 'children'>> & { children: SyntaxNode[] };

/**
 * Parses one file.
 * @param bytes the whole file; kept, not copied
 */
export function parseConfig(bytes: Uint8Array, options: ParseOptions = {}): FileSyntax {
  const path = options.path ?? '';
  const dialect = options.dialect ?? '2.4';
  const text = latin1(bytes);
  const htaccess = options.htaccess ?? /(^|\/)\.htaccess$/.test(path);
  const builder = new TreeBuilder();
  for (let at = 0, line = 1; at < text.length; ) {
    const raw = joinLine(text, at, line, dialect);
    builder.add(raw, trimLine(raw), dialect);
    builder.diagnostics.push(...lineDiagnostics(raw, text, dialect, htaccess));
    at = raw.end;
    line = raw.lastLine + 1;
  }
  const children = builder.finish(text.length);
  const finalNewline = text === '' || text.endsWith('\n');
  const diagnostics = builder.diagnostics.sort((a, b) => a.start - b.start);
  return { path, dialect, bytes, eol: lineEnd(text), finalNewline, children, diagnostics };
}

function lineEnd(text: string): FileSyntax['eol'] {
  let pairs = 0;
  let feeds = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    feeds++;
    if (text[at - 1] === '\r') pairs++;
  }
  if (pairs === 0) return '\n';
  return pairs === feeds ? '\r\n' : 'mixed';
}

/** Nests nodes; sections that httpd would reject are closed where the damage is smallest. */
class TreeBuilder {
  readonly diagnostics: Diagnostic[] = [];
  private readonly root: SyntaxNode[] = [];
  private readonly open: OpenSection[] = [];

  add(raw: JoinedLine, line: Line, dialect: Dialect): void {
    if (raw.open && dialect === '2.2') {
      this.append({ kind: 'ignored', start: line.start, end: line.end, line });
      return;
    }
    const statement = readStatement(line.text);
    if (statement.kind === 'close') this.close(statement, line);
    else if (statement.kind === 'section') this.openSection(statement, line);
    else this.append(leaf(statement, line, raw.nul));
  }

  finish(end: number): readonly SyntaxNode[] {
    this.abandon(0, end);
    return this.root;
  }

  private append(node: SyntaxNode): void {
    (this.open.at(-1)?.children ?? this.root).push(node);
  }

  private openSection(statement: Statement & { kind: 'directive' | 'section' }, line: Line): void {
    const { name, args, argsAt } = statement;
    const { start, end } = line;
    this.open.push({ kind: 'section', start, end, line, name, args, argsAt, children: [], close: null });
  }

  private close(statement: Statement & { kind: 'close' }, line: Line): void {
    const { name } = statement;
    const current = this.open.at(-1);
    const expected = current !== undefined && sameName(current.name, name);
    if (!statement.wellFormed || !expected) this.report(closeProblem(statement, current, line));
    const index = statement.wellFormed ? this.matching(name) : -1;
    if (index < 0) {
      this.append({ kind: 'strayClose', start: line.start, end: line.end, line, name });
      return;
    }
    this.abandon(index + 1, line.start);
    const section = this.open.pop() as OpenSection;
    section.close = line;
    section.end = line.end;
    this.append(section);
  }

  /** A close inside a macro body never closes what stands outside of it. */
  private matching(name: string): number {
    for (let index = this.open.length - 1; index >= 0; index--) {
      const candidate = this.open[index] as OpenSection;
      if (sameName(candidate.name, name)) return index;
      if (sameName(candidate.name, 'Macro')) return -1;
    }
    return -1;
  }

  /** Ends the sections from stack position `keep` on, without a close. */
  private abandon(keep: number, end: number): void {
    while (this.open.length > keep) {
      const section = this.open.pop() as OpenSection;
      section.end = end;
      this.append(section);
      this.report({
        severity: 'error',
        code: 'unclosed-section',
        message: `<${section.name}> was not closed.`,
        line: section.line.lastLine,
        start: section.line.start,
        end: section.line.end,
      });
    }
  }

  private report(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
  }
}

function leaf(statement: Exclude<Statement, { kind: 'close' }>, line: Line, nul: boolean): SyntaxNode {
  const { start, end } = line;
  if (statement.kind !== 'directive' && statement.kind !== 'section')
    return { kind: statement.kind, start, end, line };
  const { name, args, argsAt } = statement;
  if (nul) return { kind: 'unreadable', reason: 'nul', start, end, line, name, args, argsAt };
  if (sourceOffset(line, 0) === 0 && name.startsWith('\xef\xbb\xbf')) {
    return { kind: 'unreadable', reason: 'bom', start, end, line, name, args, argsAt };
  }
  return { kind: 'directive', start, end, line, name, args, argsAt };
}

/** httpd's own words. */
function closeProblem(
  close: Statement & { kind: 'close' },
  current: OpenSection | undefined,
  line: Line,
): Diagnostic {
  const word = `</${close.name}${close.wellFormed ? '>' : ''}`;
  const place = { severity: 'error', line: line.lastLine, start: line.start, end: line.end } as const;
  if (current === undefined) {
    const message = `${word} without matching <${word.slice(2)} section`;
    return { ...place, code: 'stray-close', message };
  }
  if (!close.wellFormed)
    return { ...place, code: 'malformed-close', message: `${word}> directive missing closing '>'` };
  return { ...place, code: 'mismatched-close', message: `Expected </${current.name}> but saw ${word}` };
}

/** Do two directive or section names mean the same? httpd ignores ASCII case. */
export function sameName(a: string, b: string): boolean {
  return a === b || (a.length === b.length && lowerAscii(a) === lowerAscii(b));
}

/** A section's arguments as the section itself reads them: up to the last `>`. */
export function sectionArgs(args: string): string {
  const bracket = args.lastIndexOf('>');
  return trimSpace(bracket < 0 ? args : args.slice(0, bracket));
}
