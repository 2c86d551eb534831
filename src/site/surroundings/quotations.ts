/**
 * Configuration and package names quoted where nothing reads them: in documentation, in comments, in strings of programs
 * that write configuration. They are reported and never edited.
 */
import { lookupDirective } from '../../httpd/directives.js';
import { latin1 } from '../../httpd/syntax/bytes.js';
import type { SyntaxNode } from '../../httpd/syntax/tree.js';
import { descendants, type Leaf } from '../../python/tree.js';
import { placeInPython } from '../code/python-files.js';
import { placeOf, placeOfNode, type SitePlace } from '../place.js';
import type { Site } from '../site.js';
import { mentionsIn } from './packaging.js';

export interface Quotation {
  /** comment: a commented line of a configuration. text: documentation or a script. string: inside Python code. code: Python in a string. */
  readonly where: 'comment' | 'text' | 'string' | 'code';
  /** The directive, `mod_python` for a mention of the package, or `an import of mod_python` for code in a string. */
  readonly what: string;
  readonly place: SitePlace;
}

const DIRECTIVES =
  'Python(?:PostReadRequest|Trans|HeaderParser|Init|Access|Authen|Authz|Type|Fixup|Log|Cleanup|Connection)?Handler(?:Module)?|Python(?:Input|Output)Filter|Python(?:Import|Path|Interpreter|InterpPerDirectory|InterpPerDirective|AutoReload|Debug|EnablePdb|Optimize|Option)';
const MAPPERS =
  '(?:SetHandler|AddHandler)\\s+"?(?:mod_python|python-program)|LoadModule\\s+python_module|AddModule\\s+mod_python\\.c';

/** Where the name may begin: strings, quotes, an escape or a field to be filled in may precede it. */
const START = String.raw`(?:\b|(?<=\\[nrt]|%(?:\(\w+\))?s))`;

/** A directive with an argument. */
const QUOTED = new RegExp(`${START}(?:(?:${DIRECTIVES})(?=[ \\t]+[^\\s=,.;)])|${MAPPERS})`, 'gi');
/** What exec() and timeit take. */
const IMPORT = new RegExp(
  `${START}(?:from\\s+mod_python(?:\\.\\w+)*\\s+import|import\\s+mod_python)\\b`,
  'g',
);
const PACKAGE = /\bmod_python\b/g;

/** All quotations of a site, by file and place. */
export function quotations(site: Site): readonly Quotation[] {
  return [...inComments(site), ...inText(site), ...inStrings(site)];
}

function* inComments(site: Site): Generator<Quotation> {
  for (const { path, syntax } of site.configFiles) {
    for (const node of comments(syntax.children)) {
      const text = latin1(syntax.bytes.subarray(node.start, node.end));
      if (text.includes('migrate: by hand')) continue;
      const [found] = text.matchAll(QUOTED);
      if (found)
        yield { where: 'comment', what: firstWord(found[0]), place: placeOfNode(path, syntax, node) };
    }
  }
}

function* comments(nodes: readonly SyntaxNode[]): Generator<SyntaxNode> {
  for (const node of nodes) {
    if (node.kind === 'comment') yield node;
    if (node.kind === 'section') yield* comments(node.children);
  }
}

function* inText(site: Site): Generator<Quotation> {
  for (const path of site.files.other) {
    const node = site.tree.node(path);
    if (node?.kind !== 'file') continue;
    const text = latin1(node.bytes);
    const hits = [...text.matchAll(QUOTED)];
    for (const hit of hits) {
      const place = placeOf(path, node.bytes, hit.index, hit.index + hit[0].length);
      yield { where: 'text', what: firstWord(hit[0]), place };
    }
    const [first] = text.matchAll(PACKAGE);
    if (first && hits.length === 0 && mentionsIn(site, path).length === 0) {
      yield {
        where: 'text',
        what: 'mod_python',
        place: placeOf(path, node.bytes, first.index, first.index + first[0].length),
      };
    }
  }
}

function* inStrings(site: Site): Generator<Quotation> {
  for (const path of site.files.python) {
    const module = site.python(path);
    // An entry script says in its first line what it replaces.
    if (/\.wsgi$/.test(path)) continue;
    if (
      module?.kind !== 'exact' ||
      !/Python[A-Z]|python-program|python_module|mod_python/.test(module.source.text)
    )
      continue;
    for (const leaf of descendants(module.tree)) {
      if (leaf.kind !== 'leaf' || leaf.type !== 'STRING') continue;
      const literal = module.source.text.slice(leaf.start, leaf.end);
      const [code] = literal.matchAll(IMPORT);
      if (code && isCode(literal, code.index)) {
        const start = leaf.start + code.index;
        const place = placeInPython(path, module, start, start + code[0].length);
        yield { where: isDocumentation(leaf) ? 'text' : 'code', what: 'an import of mod_python', place };
      }
      for (const hit of literal.matchAll(QUOTED)) {
        const start = leaf.start + hit.index;
        const isMessage = !beginsLine(literal.slice(0, hit.index)) || isSentence(literal.slice(hit.index));
        const where = isDocumentation(leaf) || isMessage ? 'text' : 'string';
        yield {
          where,
          what: firstWord(hit[0]),
          place: placeInPython(path, module, start, start + hit[0].length),
        };
      }
    }
  }
}

function firstWord(text: string): string {
  return text.split(/\s/, 1)[0] ?? text;
}

/**
 * Whether nothing but blanks, a comment sign and fields to be filled in stand before it on its line: Apache reads no directive
 * elsewhere. What stands in the middle of a sentence is a message to people.
 */
function beginsLine(before: string, ends = /\\[nr]|[\r\n]/): boolean {
  const line = before.split(ends).pop() ?? '';
  const bare = line.replace(/^[bru]*(?:"{3}|'{3}|["'])/i, '').replace(/%\(?\w*\)?[sdr]|\{\w*\}|\\t/g, '');
  return !/\w/.test(bare);
}

/** Most words that a directive takes, by the style of its arguments. */
const MOST_WORDS: Readonly<Record<string, number>> = { FLAG: 1, TAKE1: 1, TAKE2: 2, TAKE12: 2 };

/** Whether more words follow the directive than Apache takes: `PythonOption app.root is missing` is said to people. */
function isSentence(text: string): boolean {
  const [line = ''] = text.split(/\\[nr]|[\r\n]|(?<!\\)(?:"{3}|'{3}|["'])$/);
  const [name = '', ...words] = line.replace(/\\(["'])/g, '$1').match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  const most = MOST_WORDS[lookupDirective(name)[0]?.style ?? ''];
  if (most !== undefined) return words.length > most;
  return /^Python/i.test(name) && words.length > 2 && words.every((word) => /^[a-z]+[.,!]?$/i.test(word));
}

/** Whether a statement begins here. A page of PSP in a string is the bridge's, which knows the package by its old name. */
function isCode(literal: string, index: number): boolean {
  return !literal.includes('<%') && beginsLine(literal.slice(0, index), /\\[nr]|[\r\n;:]/);
}

/** A string that is a statement of its own: a docstring, or code that was commented out. */
function isDocumentation(leaf: Leaf): boolean {
  const around = leaf.parent;
  return around === undefined || ['file_input', 'suite', 'simple_stmt'].includes(around.type);
}
