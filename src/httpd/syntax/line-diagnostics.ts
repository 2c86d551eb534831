/** What is odd about a single logical line, whatever it says. */
import { isSpace, skipSpace } from './bytes.js';
import type { JoinedLine } from './lines.js';
import type { Diagnostic, Dialect } from './tree.js';

/** .htaccess files and macro bodies: MAX_STRING_LEN without line end and NUL. */
export const HTACCESS_LINE_LIMIT = 8190;
export const SERVER_LINE_LIMIT = 16 * 1024 * 1024;

/** Where httpd 2.4's line buffer happens to end: a last line of this length without a line feed is lost (seen on 2.4.71). */
const LOST_LAST_LINE_LENGTHS = [206, 622];

export function lineDiagnostics(
  raw: JoinedLine,
  text: string,
  dialect: Dialect,
  htaccess: boolean,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const report = (severity: Diagnostic['severity'], code: Diagnostic['code'], message: string): void => {
    found.push({ severity, code, message, line: raw.lastLine, start: raw.start, end: raw.end });
  };
  if (raw.nul) report('warning', 'nul-byte', 'httpd does not see what follows a NUL byte on its line');
  if (raw.start === 0 && text.startsWith('\xef\xbb\xbf')) {
    report(
      'warning',
      'byte-order-mark',
      'the byte order mark is part of the first directive for httpd on Unix',
    );
  }
  if (raw.doubleBackslash) {
    report('warning', 'dialect-difference', 'a line that ends in \\\\ continues in httpd 2.4 but not in 2.2');
  }
  if (endsInLooseBackslash(raw)) {
    report(
      'warning',
      'space-after-backslash',
      'white space after the backslash: this line does not continue',
    );
  }
  const limit = htaccess || dialect === '2.2' ? HTACCESS_LINE_LIMIT : SERVER_LINE_LIMIT;
  if (raw.joined.length > limit) {
    // 2.2 splits such a line silently.
    report(dialect === '2.2' && !htaccess ? 'warning' : 'error', 'line-too-long', 'Line too long');
  }
  if (raw.end === text.length && !text.endsWith('\n') && LOST_LAST_LINE_LENGTHS.includes(raw.joined.length)) {
    report('warning', 'unterminated-last-line', 'httpd may lose this last line: it has no line feed');
  }
  return found;
}

function endsInLooseBackslash(raw: JoinedLine): boolean {
  const { joined } = raw;
  if (!joined.endsWith('\n')) return false;
  let end = joined.length;
  while (end > 0 && isSpace(joined.charCodeAt(end - 1))) end--;
  return end > 0 && joined[end - 1] === '\\' && joined[skipSpace(joined, 0)] !== '#';
}
