/** What `explain-url` prints: the way of one URL before and after the migration. */
import type { UrlExplanation, UrlPlace, UrlSide } from '../core/explain-url/result.js';
import type { Paint } from './colors.js';
import { type Row, row, sideRows } from './explain-url-rows.js';
import { printable } from './printable.js';

/** @returns lines without a newline */
export function urlReport(explanation: UrlExplanation, paint: Paint): readonly string[] {
  const { url, configuration, before, newer, after } = explanation;
  const host = url.host === undefined ? 'no host given' : `host ${url.host}`;
  const from = url.portFrom === undefined ? '' : ` (${url.portFrom})`;
  return [
    paint.bold(printable(`${url.path}: ${host}, port ${url.port}${from}; ${configuration}`)),
    '',
    paint.bold('Before'),
    ...lines(sideRows(before, 'before', url.host), paint),
    ...(newer === undefined ? [] : newerLines(explanation, newer, paint)),
    '',
    paint.bold('After `migrate apply` (lines of the migrated files)'),
    ...lines(sideRows(after, 'after', url.host), paint),
  ];
}

/** Only what differs under mod_python 3.4.1 and later. */
function newerLines({ before, url }: UrlExplanation, newer: UrlSide, paint: Paint): readonly string[] {
  const old = byLabel(sideRows(before, 'before', url.host));
  const now = byLabel(sideRows(newer, 'before', url.host));
  const labels = [...new Set([...now.keys(), ...old.keys()])];
  const changed = labels.filter((label) => JSON.stringify(old.get(label)) !== JSON.stringify(now.get(label)));
  return [
    '',
    paint.bold('Before, if the site runs mod_python 3.4.1 or later'),
    '  There a handler in <Location> switches off the <Directory>, .htaccess and <Files> sections.',
    ...lines(
      changed.flatMap((label) => now.get(label) ?? [row(label, 'none')]),
      paint,
    ),
  ];
}

function byLabel(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>();
  for (const one of rows) found.set(one.label, [...(found.get(one.label) ?? []), one]);
  return found;
}

function lines(rows: readonly Row[], paint: Paint): readonly string[] {
  const width = Math.max(...rows.map(({ label }) => label.length));
  return rows.map(({ label, text, at }, index) => {
    const shown = rows[index - 1]?.label === label ? '' : label;
    const places = at.length === 0 ? '' : `  ${paint.dim(printable(at.map(placeText).join(', ')))}`;
    return `  ${shown.padEnd(width)}  ${printable(text)}${places}`.trimEnd();
  });
}

function placeText({ path, line, via }: UrlPlace): string {
  return `${path}:${line}${via === undefined ? '' : ` (${via})`}`;
}
