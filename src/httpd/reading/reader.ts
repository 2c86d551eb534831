/** Streams logical lines while macros are expanded into the stream. One reader per file being read. */
import { latin1, trimSpace } from '../syntax/bytes.js';
import { endsInContinuation, joinLine } from '../syntax/lines.js';
import type { FileSyntax, Line, SyntaxNode } from '../syntax/tree.js';
import type { MacroUse, SourceRef } from './source-ref.js';

/** A logical line as httpd's reader delivers it, and where it came from. */
export interface ReadLine {
  /** Joined and trimmed; variables not yet expanded. */
  readonly text: string;
  /** Length before trimming. */
  readonly rawLength: number;
  /** What httpd reports: a path, or a macro's pseudo file. */
  readonly fileName: string;
  readonly lineNumber: number;
  readonly source: SourceRef;
  /** Innermost first. */
  readonly macros: readonly MacroUse[];
}

interface RawLine extends ReadLine {
  /** Untrimmed; a file's own lines have swallowed their continuations already. */
  readonly joined: string;
  readonly mayContinue: boolean;
}

/** Something to read from; `take` gives undefined at the end. */
export interface LineSource {
  readonly name: string;
  take(): RawLine | undefined;
  /** The next line without its line feed is lost behind a macro. */
  nextIsUnterminated(): boolean;
  /** The number httpd reports for a read behind the end. */
  endLine(): number;
}

export class LineReader {
  private readonly sources: LineSource[];

  constructor(first: LineSource) {
    this.sources = [first];
  }

  /** What httpd would give as the file's name now: the macro's until a line behind it is read. */
  get name(): string {
    return (this.sources.at(-1) as LineSource).name;
  }

  /** Inserts a macro's lines before whatever comes next. */
  insert(source: LineSource): void {
    this.sources.push(source);
  }

  next(): ReadLine | undefined {
    const first = this.take();
    if (first === undefined || !first.mayContinue) return first;
    let { joined } = first;
    let cut = endsInContinuation(joined);
    if (cut < 0) return first;
    // A macro's last line may end in a backslash: it continues in the file behind the Use.
    let last: RawLine | undefined = first;
    while (cut >= 0 && last !== undefined) {
      joined = joined.slice(0, cut);
      last = this.take();
      if (last !== undefined) joined += last.joined;
      cut = endsInContinuation(joined);
    }
    const end = this.sources.at(-1) as LineSource;
    const place = last ?? { fileName: end.name, lineNumber: end.endLine() };
    const { fileName, lineNumber } = place;
    return { ...first, text: trimSpace(joined), rawLength: joined.length, fileName, lineNumber };
  }

  private take(): RawLine | undefined {
    let leaving = false;
    for (;;) {
      const source = this.sources.at(-1) as LineSource;
      // httpd reads on character by character behind a macro, and then drops a last line without line feed.
      if (leaving && source.nextIsUnterminated()) return undefined;
      const line = source.take();
      if (line !== undefined || this.sources.length === 1) return line;
      this.sources.pop();
      leaving = true;
    }
  }
}

interface Entry {
  readonly line: Line;
  readonly node: SyntaxNode;
}

/** All logical lines of a file in order; a close belongs to its section. */
function readingOrder(nodes: readonly SyntaxNode[], into: Entry[] = []): readonly Entry[] {
  for (const node of nodes) {
    into.push({ line: node.line, node });
    if (node.kind !== 'section') continue;
    readingOrder(node.children, into);
    if (node.close !== null) into.push({ line: node.close, node });
  }
  return into;
}

export function fileSource(file: FileSyntax): LineSource {
  const entries = readingOrder(file.children);
  let text: string | undefined;
  let index = 0;
  const rawText = (line: Line): string => {
    text ??= latin1(file.bytes);
    return joinLine(text, line.start, line.firstLine, file.dialect).joined;
  };
  return {
    name: file.path,
    take: () => {
      const entry = entries[index++];
      if (entry === undefined) return undefined;
      const { line, node } = entry;
      return {
        text: line.text,
        rawLength: line.end - line.start,
        fileName: file.path,
        lineNumber: line.lastLine,
        source: { file, node },
        macros: [],
        mayContinue: false,
        get joined() {
          return rawText(line);
        },
      };
    },
    nextIsUnterminated: () => !file.finalNewline && index === entries.length - 1,
    endLine: () => (entries.at(-1)?.line.lastLine ?? 0) + 1,
  };
}

/** The body of one Use. Lines count from 1; `texts` are the expanded `lines`. */
export function macroSource(
  lines: readonly ReadLine[],
  texts: readonly string[],
  use: Omit<MacroUse, 'bodyLine'>,
  outer: readonly MacroUse[],
): LineSource {
  const name = use.pseudoFile;
  let index = 0;
  return {
    name,
    take: () => {
      const line = lines[index];
      const text = texts[index];
      if (line === undefined || text === undefined) return undefined;
      index++;
      return {
        text: trimSpace(text),
        rawLength: text.length + 1,
        fileName: name,
        lineNumber: index,
        source: line.source,
        macros: [{ ...use, bodyLine: index }, ...outer],
        mayContinue: true,
        joined: `${text}\n`,
      };
    },
    nextIsUnterminated: () => false,
    endLine: () => index + 1,
  };
}

/** Lines that were read ahead, for a branch that httpd skips or may skip. */
export function listSource(name: string, lines: readonly ReadLine[]): LineSource {
  let index = 0;
  return {
    name,
    take: () => {
      const line = lines[index++];
      return line && { ...line, mayContinue: false, joined: `${line.text}\n` };
    },
    nextIsUnterminated: () => false,
    endLine: () => (lines.at(-1)?.lineNumber ?? 0) + 1,
  };
}
