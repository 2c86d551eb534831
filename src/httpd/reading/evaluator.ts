/** The stream evaluator: ap_build_config, ap_build_cont_config and ap_build_config_sub of server/config.c. */

import { hostPath, serverRelative } from '../paths.js';
import { lowerAscii } from '../syntax/bytes.js';
import { readExpanded, type Statement } from '../syntax/statement.js';
import { sameName } from '../syntax/syntax.js';
import type { Dialect } from '../syntax/tree.js';
import type { Condition, EffectiveNode, EffectiveSection, EffectiveTree, Problem } from './effective.js';
import { EffectiveRecord } from './effective-record.js';
import type { EvaluateHost, Truth } from './host.js';
import { includeSteps } from './include.js';
import { type ReadTimeCall, runReadTime } from './read-time.js';
import { fileSource, LineReader, listSource, type ReadLine } from './reader.js';
import { soakSection } from './soak.js';
import type { SourceRef } from './source-ref.js';
import { copyState, type EvaluationState, mergeStates } from './state.js';
import { expandVariables, isUndecided } from './variables.js';

/** AP_MAX_INCLUDE_DEPTH */
const MAX_INCLUDE_DEPTH = 128;
/** Against configurations that expand without end; httpd would eat memory instead. */
const MAX_LINES = 2_000_000;

export type OpenSection = EffectiveSection & { readonly children: EffectiveNode[] };

/** Where lines are being read: one file, or one branch of it. */
export interface Place {
  readonly reader: LineReader;
  readonly includes: readonly SourceRef[];
  readonly conditions: readonly Condition[];
  readonly active: Truth;
  /** The section around, opened outside of this place. */
  readonly parent: OpenSection | undefined;
  /** Sections opened in this place. */
  readonly open: OpenSection[];
  /** Canonical name of the conditional section whose body this is. */
  readonly branch: string | undefined;
}

export interface EvaluatorSettings {
  readonly dialect: Dialect;
  readonly htaccess: boolean;
  /** httpd does not read the root file. */
  readonly unread: boolean;
}

export class Evaluator {
  private halted = false;
  private lines = 0;
  private readonly record: EffectiveRecord;

  constructor(
    readonly host: EvaluateHost,
    readonly settings: EvaluatorSettings,
    public state: EvaluationState,
  ) {
    this.record = new EffectiveRecord(settings.dialect);
  }

  run(rootPath: string): EffectiveTree {
    const bytes = this.host.readFile(rootPath);
    if (bytes === undefined) {
      const message = `Could not open configuration file ${rootPath}`;
      this.record.problem({
        level: 'fatal',
        code: 'missing-file',
        message,
        file: rootPath,
        line: 0,
        at: undefined,
        includes: [],
        active: true,
      });
    } else {
      this.readFile(rootPath, bytes, undefined, undefined);
    }
    return this.record.tree(this.state);
  }

  /** Reads an included file, or the root file if there is no place. */
  private readFile(
    path: string,
    bytes: Uint8Array,
    from: Place | undefined,
    by: SourceRef | undefined,
  ): void {
    const active = from?.active ?? !this.settings.unread;
    const file = this.record.file(path, bytes, by, active);
    const place: Place = {
      reader: new LineReader(fileSource(file)),
      includes: from === undefined || by === undefined ? [] : [...from.includes, by],
      conditions: from?.conditions ?? [],
      active,
      parent: from === undefined ? undefined : (from.open.at(-1) ?? from.parent),
      open: [],
      branch: undefined,
    };
    this.walk(place);
    this.reportUnclosed(place);
  }

  /** Reads lines until the end, or until the close of the branch. */
  private walk(place: Place): void {
    while (!this.halted) {
      const line = place.reader.next();
      if (line === undefined) return;
      if (++this.lines > MAX_LINES) {
        this.halt(place, line, 'too-large', 'this configuration expands to too many lines');
        return;
      }
      if (this.closesBranch(place, line.text)) return;
      if (this.readLine(place, line) === 'leave') return;
    }
  }

  /** In a branch that is taken, the close must be the whole line, and all sections inside closed. */
  private closesBranch(place: Place, text: string): boolean {
    if (place.branch === undefined || place.open.length > 0 || !text.startsWith('</')) return false;
    return lowerAscii(text) === `</${lowerAscii(place.branch)}>`;
  }

  private readLine(place: Place, line: ReadLine): 'leave' | undefined {
    if (line.text === '' || line.text.startsWith('#')) return undefined;
    const { text, uses } = expandVariables(line.text, this.state.variables, this.host);
    const statement = readExpanded(text);
    if (statement.kind === 'close') return this.close(place, line, statement);
    if (statement.kind !== 'directive' && statement.kind !== 'section') return undefined;
    const key = statement.kind === 'section' ? `<${statement.name}` : statement.name;
    const call: ReadTimeCall = {
      key: lowerAscii(key),
      args: statement.args,
      undecided: isUndecided(uses),
      line,
      place,
    };
    const result = runReadTime(this, call, () => this.record.readTime(place, line, statement, uses));
    if (result === 'ordinary') {
      const node = this.record.node(place, line, statement, uses);
      if (node.kind === 'section') place.open.push(node as OpenSection);
    } else if (result !== undefined) {
      this.problem(place, line, 'fatal', result.code, result.message);
    }
    return undefined;
  }

  private close(place: Place, line: ReadLine, close: Statement & { kind: 'close' }): 'leave' | undefined {
    const word = `</${close.name}${close.wellFormed ? '>' : ''}`;
    const current = place.open.at(-1);
    if (current !== undefined && close.wellFormed && sameName(current.name, close.name)) {
      place.open.pop();
      return undefined;
    }
    if (current === undefined) {
      this.problem(place, line, 'fatal', 'stray-close', `${word} without matching <${word.slice(2)} section`);
    } else if (!close.wellFormed) {
      this.problem(place, line, 'fatal', 'malformed-close', `${word}> directive missing closing '>'`);
    } else {
      this.problem(place, line, 'fatal', 'mismatched-close', `Expected </${current.name}> but saw ${word}`);
    }
    return this.recover(place, close.name);
  }

  /** httpd stops; we go on with the smallest damage. */
  private recover(place: Place, name: string): 'leave' | undefined {
    for (let index = place.open.length - 1; index >= 0; index--) {
      if (sameName((place.open[index] as OpenSection).name, name)) {
        place.open.length = index;
        return undefined;
      }
    }
    return place.branch !== undefined && sameName(place.branch, name) ? 'leave' : undefined;
  }

  private reportUnclosed(place: Place): void {
    const outermost = place.open[0];
    if (outermost === undefined || this.halted) return;
    const message = [...place.open]
      .reverse()
      .map(({ file, line, name }) => `${file}:${line}: <${name}> was not closed.`);
    this.record.problem({
      level: 'fatal',
      code: 'unclosed-section',
      message: message.join('\n'),
      file: outermost.file,
      line: outermost.line,
      at: outermost.origin,
      includes: place.includes,
      active: place.active,
    });
  }

  /** Runs a conditional section whose header was just read. */
  branch(call: ReadTimeCall, name: string, test: string, truth: Truth): string | undefined {
    const { place, line } = call;
    const condition: Condition = { ...line.source, name, test, truth };
    const inner: Place = {
      ...place,
      conditions: [...place.conditions, condition],
      parent: place.open.at(-1) ?? place.parent,
      open: [],
      branch: name,
    };
    if (truth === true) {
      this.walk(inner);
      return undefined;
    }
    const soaked = soakSection(place.reader, name);
    if (truth === 'unknown' && soaked.close !== undefined) this.checkClose(place, name, soaked.close);
    const before = this.state;
    this.state = copyState(before);
    const reader = new LineReader(listSource(place.reader.name, soaked.lines));
    this.walk({ ...inner, reader, branch: undefined, active: both(place.active, truth) });
    this.state = truth === false ? before : mergeStates(before, this.state);
    return soaked.error;
  }

  /** A close that a skipped branch may have, and a taken one may not. */
  private checkClose(place: Place, name: string, close: ReadLine): void {
    if (lowerAscii(close.text) === `</${lowerAscii(name)}>`) return;
    const message = `</${name}> without matching <${name}> section`;
    this.problem({ ...place, active: both(place.active, 'unknown') }, close, 'fatal', 'stray-close', message);
  }

  /** Include and IncludeOptional. */
  include(call: ReadTimeCall, path: string, optional: boolean): string | undefined {
    const { place, line } = call;
    if (call.undecided) {
      this.problem(
        place,
        line,
        'unknown',
        'undecided-include',
        `which files this includes depends on a variable: ${path}`,
      );
      return undefined;
    }
    if (place.includes.length >= MAX_INCLUDE_DEPTH) {
      const message = `Exceeded maximum include depth of ${MAX_INCLUDE_DEPTH}, There appears to be a recursion.`;
      this.halt(place, line, 'include-depth', message);
      return undefined;
    }
    const target = serverRelative(this.state.serverRoot, hostPath(path));
    for (const step of includeSteps(target, optional, this.settings.dialect, this.host)) {
      if (step.kind === 'error') return step.message;
      if (step.kind === 'unknown')
        this.problem(place, line, 'unknown', 'file-not-at-hand', `${step.path} is not at hand`);
      else this.includeFile(call, step.path);
    }
    return undefined;
  }

  private includeFile({ place, line }: ReadTimeCall, path: string): void {
    const again = [...place.includes, line.source].some(({ file }) => file.path === path);
    if (again && place.active !== true) return; // a recursion that httpd may never enter
    const bytes = this.host.readFile(path);
    if (bytes === undefined) {
      this.problem(place, line, 'fatal', 'missing-file', `Could not open configuration file ${path}`);
      return;
    }
    this.readFile(path, bytes, place, line.source);
  }

  private halt(place: Place, line: ReadLine, code: string, message: string): void {
    this.problem(place, line, 'fatal', code, message);
    this.halted = true;
  }

  problem(place: Place, line: ReadLine, level: Problem['level'], code: string, message: string): void {
    const { fileName, lineNumber, source } = line;
    const { includes, active } = place;
    this.record.problem({
      level,
      code,
      message,
      file: fileName,
      line: lineNumber,
      at: source,
      includes,
      active,
    });
  }
}

function both(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === 'unknown' || b === 'unknown' ? 'unknown' : true;
}
