/**
 * Lines of generated Python. A tab at the start of a line stands for one step of block indentation, which becomes what the
 * module uses; spaces behind it are alignment and stay.
 */

/** Longest line that generated code should have. */
export const WIDTH = 100;

/** @param indent white space in front of the whole block @param step the module's step of indentation */
export function indented(lines: readonly string[], indent: string, step: string): readonly string[] {
  return lines.map((line) =>
    line === '' ? '' : indent + line.replace(/^\t+/, (tabs) => step.repeat(tabs.length)),
  );
}

/**
 * `head(a, b, c)`, broken behind a comma and aligned where it is too long for one line.
 * @param head for example `return respond`
 * @param column where the statement will stand
 * @param tail what follows the closing parenthesis
 */
export function callLines(
  head: string,
  args: readonly string[],
  column: number,
  tail = '',
): readonly string[] {
  const lines: string[] = [];
  const margin = ' '.repeat(head.length + 1);
  let line = `${head}(`;
  for (const [index, arg] of args.entries()) {
    const last = index === args.length - 1;
    const text = last ? `${arg})${tail}` : `${arg},`;
    const space = line === margin || line.endsWith('(') ? '' : ' ';
    if (space !== '' && column + line.length + text.length + 1 > WIDTH) {
      lines.push(line);
      line = margin + text;
    } else line += space + text;
  }
  return args.length === 0 ? [`${head}()${tail}`] : [...lines, line];
}

/** The sum of lists: those that are written out, one behind the other, are one list. */
export function listSum(lists: readonly string[]): string {
  const parts: string[] = [];
  for (const list of lists) {
    const before = parts.at(-1);
    if (before?.endsWith(']') && list.startsWith('['))
      parts.push(`${parts.pop()?.slice(0, -1)}, ${list.slice(1)}`);
    else parts.push(list);
  }
  return parts.join(' + ');
}

/** Column that white space leads to, with tab stops of eight. */
export function columnAfter(indent: string): number {
  let column = 0;
  for (const character of indent) column = character === '\t' ? column + 8 - (column % 8) : column + 1;
  return column;
}
