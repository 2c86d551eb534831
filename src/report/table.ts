/** Columns that line up. */

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** @returns lines without trailing spaces; widths count UTF-16 units, which is right for the ASCII that we print */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const lines = [columns.map((column) => column.title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  const cell = (text: string, index: number) =>
    columns[index]?.align === 'right' ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0);
  return lines.map((line) => line.map(cell).join('  ').trimEnd());
}
