/** The functions beside the handlers that send answers: readable Python, only those that are called. */

import { ERROR_TEXTS, OTHER_ERROR } from '../error-texts.js';
import { statusLine } from '../status.js';
import type { Dialect } from './context.js';
import type { Forms } from './layout.js';
import type { FunctionName } from './names.js';
import { encodeLines, sendLines } from './send-code.js';
import { cookieDateFunction, readCookiesFunction } from './support-cookies.js';
import { credentialsFunction, formFunction, formValuesFunction, urlFunction } from './support-form.js';
import { answerErrorsFunction, exceptionClasses, type RaisedSupport } from './support-raising.js';
import { movedFunction, redirectFunction } from './support-redirect.js';
import { respondText } from './support-respond.js';
import { asBytesFunction, cleanupBlocks, cleanupParameter } from './support-stream.js';

/** Which functions are called, and with what. */
export interface Support {
  readonly forms: Forms;
  readonly dialect: Dialect;
  readonly nativeText: boolean;
  readonly names: Readonly<Record<FunctionName, string>>;
  /** An answer leaves its type to the address, which may have none. */
  readonly typeless: boolean;
  /** Something asks for the type of the address as a list of headers. */
  readonly typeHeaders: boolean;
  /** `headers`: some call gives further headers. */
  readonly respond: { readonly headers: boolean } | undefined;
  readonly error: { readonly headers: boolean; readonly codes: ReadonlySet<number> } | undefined;
  /** `seeOther`: a 303 is among the codes, which Apache words differently. */
  readonly moved: { readonly headers: boolean; readonly seeOther: boolean } | undefined;
  readonly redirect: RedirectSupport | undefined;
  /**
   * `keep`: some call says whether fields without a value count; 'always': they do.
   * `allow`: value of the Allow header where a body is refused.
   */
  readonly form: FormSupport | undefined;
  readonly url: boolean;
  /** The cookies of the request are read. */
  readonly cookies: boolean;
  /** The name and password that the browser sent are read. */
  readonly credentials: boolean;
  /** A cookie expires at a time that is worked out. */
  readonly cookieDate: boolean;
  /** Handlers register functions to be called when the request is over, and get a list for them: all, some, or none. */
  readonly cleanups: 'all' | 'some' | 'none';
  /** What a handler yields is made bytes. */
  readonly asBytes: boolean;
  /** Exceptions that end the request. */
  readonly raised: RaisedSupport | undefined;
  /** Those that the handlers of this module answer. */
  readonly answers: RaisedSupport | undefined;
}

export interface FormSupport {
  readonly keep: boolean | 'always';
  readonly allow: string;
  /** Some handler takes the form as a dictionary of texts. */
  readonly values: boolean;
}

export interface RedirectSupport {
  readonly headers: boolean;
  readonly permanent: boolean;
  readonly text: boolean;
  /** No call has a content type of its own: it is that of the address. */
  readonly typeless: boolean;
}

const PAGE = [
  '(\'<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\\n\'',
  "'<html><head>\\n<title>%s</title>\\n</head><body>\\n<h1>%s</h1>\\n<p>%s</p>\\n</body></html>\\n')",
];
export const PAGE_TYPE = "'text/html; charset=iso-8859-1'";

/** Blocks of lines, without blank lines between them: constants first, then functions in the order of their use. */
export function supportBlocks(support: Support): readonly (readonly string[])[] {
  return [
    ...(support.raised ? exceptionClasses(support.names, support.raised) : []),
    support.form ? formFunction(support, support.form) : [],
    support.form?.values ? formValuesFunction(support, support.form) : [],
    support.url ? urlFunction(support) : [],
    support.credentials ? credentialsFunction(support) : [],
    support.cookies ? readCookiesFunction(support.names) : [],
    support.cookieDate ? cookieDateFunction(support.names) : [],
    support.error || support.moved ? errorConstants(support) : [],
    support.typeless || support.typeHeaders ? defaultTypeFunction(support) : [],
    support.typeHeaders ? typeHeadersFunction(support) : [],
    needsRespond(support) ? respondFunction(support) : [],
    support.error ? errorFunction(support, support.error) : [],
    support.moved ? movedFunction(support, support.moved) : [],
    support.redirect ? redirectFunction(support, support.redirect) : [],
    support.answers ? answerErrorsFunction(support, support.answers) : [],
    support.asBytes ? asBytesFunction(support.names, cleanupParameter(support.cleanups)) : [],
    ...(support.cleanups !== 'none' ? cleanupBlocks(support.names) : []),
  ].filter((block) => block.length > 0);
}

function needsRespond({ respond, error, moved, redirect }: Support): boolean {
  return (respond ?? error ?? moved ?? redirect) !== undefined;
}

/** Whether respond() itself takes further headers. */
function takesHeaders({ respond, error, moved, redirect }: Support): boolean {
  return (
    respond?.headers === true || error?.headers === true || moved !== undefined || redirect !== undefined
  );
}

function errorConstants({ names, error }: Support): readonly string[] {
  const [first, second] = PAGE;
  const head = `${names.errorPage} = `;
  const page = [`${head}${first}`, `${' '.repeat(head.length + 1)}${second}`];
  if (!error || error.codes.size === 1) return page;
  const texts = [...error.codes]
    .sort((a, b) => a - b)
    .map((code) => `\t'${statusLine(code)}': ${errorText(code)},`);
  return [...page, `${names.errorTexts} = {`, ...texts, '}'];
}

function errorText(code: number): string {
  return pythonText(ERROR_TEXTS[code] ?? OTHER_ERROR);
}

function pythonText(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

function defaultTypeFunction({ names }: Support): readonly string[] {
  return definition(
    names.defaultType,
    'environ',
    'Return the content type that goes with the last known extension of the address, or None.',
    [
      'if not mimetypes.inited:',
      '\tmimetypes.init()',
      '# as mod_mime does it; guess_type() looks at the last extension only, and not at .gz',
      'content_type = None',
      "for extension in environ['SCRIPT_FILENAME'].split('/')[-1].split('.')[1:]:",
      "\tcontent_type = mimetypes.types_map.get('.' + extension.lower(), content_type)",
      'return content_type',
    ],
  );
}

function typeHeadersFunction({ names }: Support): readonly string[] {
  return definition(
    names.typeHeaders,
    'environ',
    'Return the content type that goes with the address as a list of headers, empty where there is none.',
    [
      `content_type = ${names.defaultType}(environ)`,
      "return [('Content-Type', content_type)] if content_type else []",
    ],
  );
}

function respondFunction(support: Support): readonly string[] {
  const { forms, names } = support;
  const page = forms.body === 'list' ? 'page' : 'body';
  const encode = encodeLines({ ...support, layout: forms }, 'body', page);
  const object = forms.headers === 'object';
  const type = forms.type === 'variable' ? 'content_type, ' : '';
  const listed = forms.type === 'header' ? ', headers' : takesHeaders(support) ? ', headers=()' : '';
  const more = object ? '' : listed;
  return definition(
    names.respond,
    `start_response, status, ${type}${object ? 'headers, ' : ''}body${more}`,
    `Send a whole answer, with its ${type === '' ? '' : 'type and '}length.`,
    [...encode, ...(object ? objectSend(support, page) : listSend(support, page)), `return [${page}]`],
  );
}

function objectSend({ forms, typeless }: Support, page: string): readonly string[] {
  const set = "headers['Content-Type'] = content_type";
  const type = forms.type === 'header' ? [] : typeless ? ['if content_type:', `\t${set}`] : [set];
  return [
    ...type,
    `headers['Content-Length'] = str(len(${page}))`,
    'start_response(status, headers.items())',
  ];
}

function listSend(support: Support, page: string): readonly string[] {
  const length = `len(${page})`;
  const typed = support.forms.type === 'header';
  const headers = typed ? 'headers' : takesHeaders(support) ? 'list(headers)' : undefined;
  if (!support.typeless) {
    const type = typed ? undefined : 'content_type';
    const fixed = { start: 'start_response', status: 'status', type };
    return sendLines({ ...fixed, length, headers, object: undefined });
  }
  return [
    `headers = [('Content-Length', str(${length}))]${headers === undefined ? '' : ` + ${headers}`}`,
    'if content_type:',
    "\theaders.append(('Content-Type', content_type))",
    'start_response(status, headers)',
  ];
}

function errorFunction(support: Support, error: NonNullable<Support['error']>): readonly string[] {
  const { names } = support;
  const [code, ...others] = error.codes;
  const single = others.length === 0;
  const text = single ? 'text' : `${names.errorTexts}[status]`;
  return definition(
    names.error,
    `start_response, status${error.headers ? ', headers=()' : ''}`,
    'Send a page like the one that Apache makes for this status.',
    [
      ...(single ? [`text = ${errorText(code as number)}`] : []),
      `page = ${names.errorPage} % (status, status[4:], ${text})`,
      ...respondText(support, { status: 'status', type: PAGE_TYPE, page: 'page', more: error.headers }),
    ],
  );
}

export function definition(
  name: string,
  parameters: string,
  doc: string,
  body: readonly string[],
): readonly string[] {
  return [`def ${name}(${parameters}):`, `\t"""${doc}"""`, ...body.map((line) => `\t${line}`)];
}
