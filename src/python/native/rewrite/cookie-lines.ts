/** The lines that set a cookie: its header, and in front of the first one the header that keeps caches away. */
import { indentationOf } from '../../statements.js';
import { isNode } from '../../tree.js';
import { type Change, replaceStatement } from '../changes.js';
import { quoted } from '../literals.js';
import { certainty } from '../response-state.js';
import { isNative } from '../string-types.js';
import type { UnitFunction } from '../unit.js';
import { isTime } from '../uses/cookie-text.js';
import type { CookiePiece, HeaderUse } from '../uses/uses.js';
import { columnAfter, WIDTH } from './code-lines.js';
import type { Rewrite } from './context.js';
import type { SourceText } from './exits.js';
import { type RowPlace, rowHead, rowPlace } from './header-rows.js';

const COOKIE = "('Set-Cookie', ";

/** @param use as the flow knows it @param pieces its cookie */
export function cookieChanges(
  rewrite: Rewrite,
  fn: UnitFunction,
  use: HeaderUse,
  pieces: readonly CookiePiece[],
  sourceText: SourceText,
): readonly Change[] {
  const { module, layout, names, flow } = rewrite;
  const before = flow.before.get(use);
  const isFirst = before !== undefined && certainty(before.cookies) === 'never';
  const pairs = [
    ...(isFirst ? [`'Cache-Control', 'no-cache="set-cookie"'`] : []),
    `'Set-Cookie', ${cookieValue(rewrite, fn, pieces, sourceText)}`,
  ];
  const place = rowPlace(rewrite, fn, use);
  const column = columnAfter(indentationOf(module, use.statement));
  const [open, close] =
    layout.headers === 'object' ? [`${names.headers}.add_header(`, ')'] : [`${names.headers}.append((`, '))'];
  const lines = place
    ? listLines(names.headers, pairs, place).flatMap((line) => broken(line, column))
    : pairs.flatMap((pair) => broken(`${open}${pair}${close}${noteOn(pair)}`, column));
  return replaceStatement(module, use.statement, lines, use.statement.parent === fn.body);
}

/** A long line goes on in front of what fills the text in, below the text. */
function broken(line: string, column: number): readonly string[] {
  const filling = line.lastIndexOf("' % ");
  if (column + line.length <= WIDTH || filling < 0) return [line];
  const text = line.indexOf(COOKIE) + COOKIE.length;
  return [line.slice(0, filling + 1), `${' '.repeat(text)}${line.slice(filling + 2)}`];
}

function listLines(variable: string, pairs: readonly string[], place: RowPlace): readonly string[] {
  return pairs.map((pair, index) => {
    const head = rowHead(variable, { ...place, first: place.first && index === 0 });
    return `${head}(${pair})${place.last && index === pairs.length - 1 ? ']' : ','}${noteOn(pair)}`;
  });
}

/** Why there is a header beside the cookie. */
function noteOn(pair: string): string {
  return pair.startsWith("'Cache-Control'") ? '  # caches keep no cookie' : '';
}

/** A literal, or a literal that is filled in. */
function cookieValue(
  rewrite: Rewrite,
  fn: UnitFunction,
  pieces: readonly CookiePiece[],
  sourceText: SourceText,
): string {
  const trees = pieces.filter((piece) => typeof piece !== 'string');
  if (trees.length === 0) return quoted(pieces.join(''));
  const format = pieces
    .map((piece) => (typeof piece === 'string' ? piece.replaceAll('%', '%%') : '%s'))
    .join('');
  const types = { scope: fn.scope, byLeaf: fn.byLeaf };
  const sure = trees.every(({ tree, expires }) => expires || isNative(types, tree) || isTime(fn.scope, tree));
  const texts = trees.map(({ tree, expires }) =>
    expires ? `${rewrite.functionNames.cookieDate}(${sourceText(tree)})` : sourceText(tree),
  );
  const [only] = trees;
  const alone = trees.length === 1 && sure && only !== undefined;
  const simple = only?.expires === true || only?.tree.kind === 'leaf' || isNode(only?.tree, 'power', 'atom');
  const filled = alone
    ? simple
      ? texts.join('')
      : `(${texts.join('')})`
    : `(${texts.join(', ')}${trees.length === 1 ? ',' : ''})`;
  const text = `${quoted(format)} % ${filled}`;
  return sure ? text : `str(${text})`;
}
