/**
 * PSP pages to Python: mod_python's scanner (src/psp_parser.l of 3.3.1, unchanged in 3.5), state by state. The same machine,
 * with its table of states, is in src/runtime/modpython_wsgi/psptemplate.py; both give the source that mod_python gave.
 */
import { PositionMap } from './position-map.js';

/** A part of a page (or of an included file). Offsets are bytes of `file`. */
export interface PspPiece {
  readonly kind: 'text' | 'code' | 'expression' | 'directive' | 'comment';
  /** Number of the file: 0 is the page. */
  readonly file: number;
  /** With the tags. */
  readonly start: number;
  readonly end: number;
  /** Between the tags; of `text` the same as start and end. */
  readonly innerStart: number;
  readonly innerEnd: number;
  /** A tag that no end follows: mod_python stops there without a word. */
  readonly open: boolean;
}

export interface PspInclude {
  /** As written in the directive. */
  readonly name: string;
  /** File and byte offset of the name. */
  readonly file: number;
  readonly start: number;
  readonly end: number;
  /** Number of the included file; undefined when it could not be read. */
  readonly target: number | undefined;
}

export interface PspFile {
  /** Path as the caller knows it; '' for the page itself. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface PspTranslation {
  /** Python source; one character per byte, as mod_python compiles bytes. */
  readonly python: string;
  readonly map: PositionMap;
  readonly pieces: readonly PspPiece[];
  readonly includes: readonly PspInclude[];
  /** The page first. */
  readonly files: readonly PspFile[];
}

/** Gives an included file; undefined when there is none. Names are relative to the folder of the page. */
export type ReadInclude = (name: string) => PspFile | undefined;

const MAX_DEPTH = 100;
const TEXT_TOKEN = /<%--|<%=|<%@|<%|\\[nrt]|\r\n|\n|"/g;
const CODE_TOKEN = /\r\n|\n|\r|%>|:/g;
const DIRECTIVE_TOKEN = /include[ ]+file[ ]?=[ ]?"([^ ]+)"|%>/g;
const WRITE = 'req.write("""';
const END_WRITE = '""",0)';

interface Input {
  readonly file: number;
  readonly text: string;
  at: number;
  /** Start of the tag or text that is being read. */
  pieceStart: number;
}

type State = (() => State) | undefined;

/** Never fails: what mod_python would stop at ends the Python text there, and shows as an open piece or include without target. */
export function translatePage(bytes: Uint8Array, readInclude: ReadInclude): PspTranslation {
  return new Scanner(bytes, readInclude).run();
}

class Scanner {
  private readonly files: PspFile[] = [];
  private readonly inputs: Input[] = [];
  private readonly output: string[] = [];
  private length = 0;
  private readonly map = new PositionMap();
  private readonly pieces: PspPiece[] = [];
  private readonly includes: PspInclude[] = [];
  private whitespace = '';
  private afterColon = false;
  private seenNewline = false;
  private echo = false;
  private atLineStart = false;

  constructor(
    bytes: Uint8Array,
    private readonly readInclude: ReadInclude,
  ) {
    this.push({ path: '', bytes });
  }

  run(): PspTranslation {
    let state: State;
    if (this.input.text !== '') {
      this.make(WRITE);
      state = this.text;
    }
    while (state) state = state.call(this);
    const python = this.output.join('').split('\0', 1)[0] as string;
    return { python, map: this.map, pieces: this.pieces, includes: this.includes, files: this.files };
  }

  private get input(): Input {
    return this.inputs.at(-1) as Input;
  }

  private push(file: PspFile): void {
    const { buffer, byteOffset, byteLength } = file.bytes;
    const text = Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
    this.inputs.push({ file: this.files.push(file) - 1, text, at: 0, pieceStart: 0 });
  }

  /** Puts Python that the page does not contain. */
  private make(text: string): void {
    this.put(text, this.input.pieceStart, false);
  }

  /** Goes on to `end` and puts what lies between. */
  private copy(end: number): void {
    this.put(this.input.text.slice(this.input.at, end), this.input.at, true);
    this.input.at = end;
  }

  private put(text: string, offset: number, copied: boolean): void {
    if (text === '') return;
    const { file } = this.input;
    this.map.note({ at: this.length, file, offset, copied, piece: this.pieces.length });
    this.output.push(text);
    this.length += text.length;
  }

  private find(token: RegExp): RegExpExecArray | undefined {
    token.lastIndex = this.input.at;
    return token.exec(this.input.text) ?? undefined;
  }

  /** Ends the current piece here. @param closing length of the tag that ends it; 0 for text and for what is left open */
  private close(kind: PspPiece['kind'], opening: number, closing: number): void {
    const { file, at, pieceStart: start } = this.input;
    const open = kind !== 'text' && closing === 0;
    if (at > start) {
      const inner = { innerStart: start + opening, innerEnd: at - closing };
      this.pieces.push({ kind, file, start, end: at, ...inner, open });
    }
    this.input.pieceStart = at;
  }

  private text(): State {
    const token = this.find(TEXT_TOKEN);
    this.copy(token?.index ?? this.input.text.length);
    if (!token) return this.endOfText();
    const [found] = token;
    if (found.startsWith('<%')) return this.openTag(found);
    if (found === '"' || found.startsWith('\\')) this.put('\\', this.input.at, false);
    if (found === '\r\n') this.input.at++;
    this.copy(token.index + found.length);
    return this.text;
  }

  private openTag(tag: string): State {
    this.close('text', 0, 0);
    this.input.at += tag.length;
    if (tag === '<%--') return this.comment;
    if (tag === '<%@') return this.directive;
    if (tag === '<%=') {
      this.make(`${END_WRITE}; req.write(str(`);
      this.echo = true;
      return this.code;
    }
    this.make(`${END_WRITE};`);
    this.whitespace = '';
    this.seenNewline = false;
    return this.code;
  }

  private endOfText(): State {
    this.close('text', 0, 0);
    if (this.inputs.length > 1) {
      this.inputs.pop();
      return this.directive;
    }
    this.make(`${END_WRITE}\n`);
    return undefined;
  }

  private code(): State {
    const token = this.find(CODE_TOKEN);
    const end = token?.index ?? this.input.text.length;
    if (end > this.input.at) {
      this.copy(end);
      this.afterColon = false;
    }
    if (!token) return this.stop();
    const [found] = token;
    if (found === '%>') return this.endOfCode();
    if (found === ':') {
      this.copy(end + 1);
      this.afterColon = true;
      return this.code;
    }
    if (found === '\r\n') this.input.at++;
    if (found === '\r') {
      this.put('\n', this.input.at, false);
      this.input.at++;
    } else this.copy(end + found.length);
    this.seenNewline = true;
    this.atLineStart = found !== '\r';
    return this.indent;
  }

  private endOfCode(): State {
    this.input.at += 2;
    const opening = this.echo ? 3 : 2;
    const after = this.echo ? '),0); ' : this.closeBlock();
    this.close(this.echo ? 'expression' : 'code', opening, 2);
    this.put(after + WRITE, this.input.at - 2, false);
    this.echo = false;
    return this.text;
  }

  private closeBlock(): string {
    if (this.afterColon) this.whitespace += '\t';
    this.afterColon = false;
    return (this.seenNewline ? '' : ';') + this.whitespace;
  }

  private indent(): State {
    const { text, at } = this.input;
    if (at === text.length) return this.stop();
    const blanks = this.atLineStart ? /^[\t ]+/.exec(text.slice(at, at + 2000))?.[0] : undefined;
    if (blanks !== undefined) {
      this.whitespace = blanks;
      this.copy(at + blanks.length);
    } else if (!text.startsWith('%>', at)) this.whitespace = '';
    return this.code;
  }

  /** The file ends inside code: mod_python keeps what it has. */
  private stop(): State {
    this.close(this.echo ? 'expression' : 'code', this.echo ? 3 : 2, 0);
    return undefined;
  }

  private directive(): State {
    const token = this.find(DIRECTIVE_TOKEN);
    this.input.at = token ? token.index + token[0].length : this.input.text.length;
    if (token?.[1] !== undefined) return this.include(token[1].split('"', 1)[0] as string, token);
    this.close('directive', 3, token ? 2 : 0);
    return token ? this.text : undefined;
  }

  private include(name: string, token: RegExpExecArray): State {
    const { file } = this.input;
    const start = token.index + token[0].indexOf('"') + 1;
    const found = this.inputs.length > MAX_DEPTH ? undefined : this.readInclude(name);
    const target = found && this.files.length;
    this.includes.push({ name, file, start, end: start + name.length, target });
    if (!found) return undefined;
    this.push(found);
    return this.text;
  }

  private comment(): State {
    const end = this.input.text.indexOf('--%>', this.input.at);
    this.input.at = end < 0 ? this.input.text.length : end + 4;
    this.close('comment', 4, end < 0 ? 0 : 4);
    return end < 0 ? undefined : this.text;
  }
}
