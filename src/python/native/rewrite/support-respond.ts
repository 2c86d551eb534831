/** How the functions beside the handlers call respond(). */
import { callLines } from './code-lines.js';
import type { Support } from './support-code.js';

/** What goes into the call of respond() for a page that is one text. */
interface TextAnswer {
  /** Expression of the status. */
  readonly status: string;
  /** Expression of the content type; undefined where it is among the headers. */
  readonly type: string | undefined;
  readonly page: string;
  /** Pairs of headers, as text. */
  readonly pairs?: readonly string[];
  /** The function that answers takes further headers as `headers`. */
  readonly more: boolean;
}

/** `return respond(…)` */
export function respondText({ forms, names }: Support, answer: TextAnswer): readonly string[] {
  const { status, type, page, pairs = [], more } = answer;
  const body = forms.body === 'list' ? `[${page}]` : page;
  const head = `return ${names.respond}`;
  const apart = forms.type === 'variable' && type !== undefined ? [type] : [];
  const all = [...(type === undefined || apart.length > 0 ? [] : [`('Content-Type', ${type})`]), ...pairs];
  const list = [...(all.length > 0 ? [`[${all.join(', ')}]`] : []), ...(more ? ['list(headers)'] : [])];
  const headers = list.join(' + ');
  if (forms.headers === 'object') {
    const made = `${names.headersClass}(${headers === '' ? '[]' : headers})`;
    return callLines(head, ['start_response', status, ...apart, made, body], 4);
  }
  const last = all.length === 0 && more ? ['headers'] : headers === '' ? [] : [headers];
  return callLines(head, ['start_response', status, ...apart, body, ...last], 4);
}
