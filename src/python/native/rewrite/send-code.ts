/** Lines of Python that turn a collected body into bytes and send it. */
import type { Dialect } from './context.js';

interface BodyFacts {
  readonly dialect: Dialect;
  readonly nativeText: boolean;
  readonly layout: { readonly body: 'text' | 'list' };
}

/**
 * Makes bytes of the body. mod_python sent strings as they were under Python 2, and as UTF-8 under Python 3.
 * @param body variable with the text or the list of texts
 * @param page variable for the result; the same as `body` for a text
 */
export function encodeLines(facts: BodyFacts, body: string, page: string): readonly string[] {
  const { dialect, nativeText } = facts;
  const joined = facts.layout.body === 'list';
  if (!nativeText && joined) {
    return [
      `${page} = b''.join(part if isinstance(part, bytes) else part.encode('utf-8')`,
      `${' '.repeat(`${page} = b''.join(`.length)}for part in ${body})`,
    ];
  }
  const start = joined ? [`${page} = ''.join(${body})`] : [];
  if (dialect === '2' && nativeText) return start;
  if (dialect === '3' && nativeText)
    return [`${page} = ${joined ? `''.join(${body})` : body}.encode('utf-8')`];
  const note = nativeText ? '  # Python 3' : '';
  return [...start, `if not isinstance(${page}, bytes):${note}`, `\t${page} = ${page}.encode('utf-8')`];
}

interface SendParts {
  readonly start: string;
  readonly status: string;
  /** Expression of the content type; undefined where it is among the headers. */
  readonly type: string | undefined;
  /** Expression of the length, a number or a string; undefined where the server sets it. */
  readonly length: string | undefined;
  /** Expression of further headers, a list. */
  readonly headers: string | undefined;
  /** Variable with a Headers object in the place of a list. */
  readonly object: string | undefined;
}

/** The call of start_response(), aligned where it takes two lines. */
export function sendLines(parts: SendParts): readonly string[] {
  const { start, status, object } = parts;
  const length =
    parts.length === undefined ? undefined : parts.length === '0' ? "'0'" : `str(${parts.length})`;
  if (object !== undefined) {
    return [
      ...(parts.type === undefined ? [] : [`${object}['Content-Type'] = ${parts.type}`]),
      ...(length === undefined ? [] : [`${object}['Content-Length'] = ${length}`]),
      `${start}(${status}, ${object}.items())`,
    ];
  }
  const type = parts.type === undefined ? [] : [`('Content-Type', ${parts.type})`];
  const all = [...type, ...(length === undefined ? [] : [`('Content-Length', ${length})`])];
  const [first, second] = all;
  if (first === undefined) return [`${start}(${status}, ${parts.headers ?? '[]'})`];
  if (type.length === 0 && parts.headers) return [`${start}(${status}, ${parts.headers} + [${first}])`];
  const more = parts.headers === undefined ? '' : ` + ${parts.headers}`;
  const head = `${start}(${status}, [`;
  if (second === undefined) return [`${head}${first}]${more})`];
  return [`${head}${first},`, `${' '.repeat(head.length)}${second}]${more})`];
}
