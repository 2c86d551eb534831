/** Values of configuration lines that no report repeats, whatever they are: a password cannot be told from a colour. */

const WORD = String.raw`(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s\\]+)`;

/** The directive and what may be shown of it: the key of an option, nothing of a directive that is a password itself. */
const HOLDS_SECRET = new RegExp(
  String.raw`\b(?:(?:PythonOption|SetEnv)[ \t]+${WORD}[ \t]*|` +
    String.raw`(?:AuthLDAPBindPassword|SessionCryptoPassphrase\w*|DBDParams|RequestHeader[ \t]+\w+[ \t]+"?Authorization"?)[ \t]+)`,
  'i',
);

const NOT_SHOWN = '(not shown)';

/** A directive that a backslash leads on to the next line. */
export const CONTINUES = /\\[ \t\r]*$/;

/**
 * A line as it may be shown.
 * @param goesOn the line continues a directive whose values are hidden
 */
export function hideValues(
  line: string,
  goesOn: boolean,
): { readonly text: string; readonly hides: boolean } {
  if (goesOn) return { text: line.trim() === '' ? line : NOT_SHOWN, hides: true };
  const found = HOLDS_SECRET.exec(line);
  if (!found) return { text: line, hides: /\b(?:PythonOption|SetEnv)[ \t]+\\/i.test(line) };
  const end = found.index + found[0].length;
  const rest = line.slice(end).trim();
  return { text: rest === '' || rest === '\\' ? line : line.slice(0, end) + NOT_SHOWN, hides: true };
}
