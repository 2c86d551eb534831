/** The functions beside the handlers that send answers: readable Python, only those that are called. */
import { ERROR_TEXTS, OTHER_ERROR } from './error-texts.js';
import type { Forms } from './layout.js';
import type { FunctionName } from './names.js';
import type { Dialect } from './rewrite-context.js';
import { encodeLines, sendLines } from './send-code.js';
import { statusLine } from './status.js';

export interface Support {
  readonly forms: Forms;
  readonly dialect: Dialect;
  readonly nativeText: boolean;
  readonly names: Readonly<Record<FunctionName, string>>;
  /** Functions that are called. What they call themselves is added. */
  readonly called: ReadonlySet<FunctionName>;
  /** Status codes that send_error() gets. */
  readonly errors: ReadonlySet<number>;
  /** An answer has headers besides its type and length. */
  readonly headers: boolean;
  /** An answer leaves its type to the address, which may have none. */
  readonly typeless: boolean;
  /** A 303 is returned: Apache words it differently. */
  readonly seeOther: boolean;
}

const PAGE = [
  '(\'<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\\n\'',
  "'<html><head>\\n<title>%s</title>\\n</head><body>\\n<h1>%s</h1>\\n<p>%s</p>\\n</body></html>\\n')",
];
const PAGE_TYPE = "'text/html; charset=iso-8859-1'";

/** Blocks of lines, without blank lines between them: constants first, then functions in the order of their use. */
export function supportBlocks(support: Support): readonly (readonly string[])[] {
  const { called } = support;
  const pages = called.has('error') || called.has('moved');
  const blocks: (readonly string[])[] = [];
  if (pages) blocks.push(errorConstants(support));
  if (called.has('defaultType')) blocks.push(defaultTypeFunction(support));
  if (pages || called.has('redirect') || called.has('respond')) blocks.push(respondFunction(support));
  if (called.has('error')) blocks.push(errorFunction(support));
  if (called.has('moved')) blocks.push(movedFunction(support));
  if (called.has('redirect')) blocks.push(redirectFunction(support));
  return blocks;
}

function errorConstants({ names, errors, called }: Support): readonly string[] {
  const [first, second] = PAGE;
  const head = `${names.errorPage} = `;
  const page = [`${head}${first}`, `${' '.repeat(head.length + 1)}${second}`];
  if (!called.has('error')) return page;
  const texts = [...errors]
    .sort((a, b) => a - b)
    .map((code) => `    '${statusLine(code)}': ${pythonText(ERROR_TEXTS[code] ?? OTHER_ERROR)},`);
  return [...page, `${names.errorTexts} = {`, ...texts, '}'];
}

function pythonText(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

function defaultTypeFunction({ names }: Support): readonly string[] {
  return [
    `def ${names.defaultType}(environ):`,
    '    """Return the content type that goes with the extension of the address, or None."""',
    "    return mimetypes.guess_type(environ['SCRIPT_FILENAME'])[0]",
  ];
}

function respondFunction(support: Support): readonly string[] {
  const { forms, names } = support;
  const page = forms.body === 'list' ? 'page' : 'body';
  const encode = encodeLines({ ...support, layout: forms }, 'body', page);
  if (forms.headers === 'object') {
    const type = forms.type === 'variable' ? 'content_type, ' : '';
    return definition(
      names.respond,
      `start_response, status, ${type}headers, body`,
      'Send a whole answer, with its length.',
      [
        ...encode,
        ...(type === '' ? [] : typeLines(support, "headers['Content-Type'] = content_type")),
        `headers['Content-Length'] = str(len(${page}))`,
        'start_response(status, headers.items())',
        `return [${page}]`,
      ],
    );
  }
  const more = hasHeaders(support) ? ', headers=()' : '';
  return definition(
    names.respond,
    `start_response, status, content_type, body${more}`,
    'Send a whole answer, with its type and length.',
    [...encode, ...listSend(support, page), `return [${page}]`],
  );
}

function listSend(support: Support, page: string): readonly string[] {
  const headers = hasHeaders(support) ? 'list(headers)' : undefined;
  if (!support.typeless) {
    return sendLines({
      start: 'start_response',
      status: 'status',
      type: 'content_type',
      length: `len(${page})`,
      headers,
      object: undefined,
    });
  }
  const length = `[('Content-Length', str(len(${page})))]`;
  return [
    `headers = ${length}${headers === undefined ? '' : ` + ${headers}`}`,
    ...typeLines(support, "headers.append(('Content-Type', content_type))"),
    'start_response(status, headers)',
  ];
}

function typeLines({ typeless }: Support, line: string): readonly string[] {
  return typeless ? ['if content_type:', `    ${line}`] : [line];
}

function hasHeaders({ headers, called }: Support): boolean {
  return headers || called.has('moved') || called.has('redirect');
}

/** `respond(…)` for a page that is a text. @param headers expression of a list of headers, or '' */
function respondText(support: Support, status: string, type: string, page: string, headers: string): string {
  const { forms, names } = support;
  const body = forms.body === 'list' ? `[${page}]` : page;
  if (forms.headers === 'list') {
    return `${names.respond}(start_response, ${status}, ${type}, ${body}${headers === '' ? '' : `, ${headers}`})`;
  }
  const all = [`('Content-Type', ${type})`];
  const list = `[${(forms.type === 'header' && type !== '' ? all : []).join(', ')}]${headers === '' ? '' : ` + ${headers}`}`;
  const own = forms.type === 'variable' ? `${type}, ` : '';
  return `${names.respond}(start_response, ${status}, ${own}Headers(${list}), ${body})`;
}

function errorFunction(support: Support): readonly string[] {
  const { names, headers } = support;
  const page = `${names.errorPage} % (status, status[4:], ${names.errorTexts}[status])`;
  return definition(
    names.error,
    `start_response, status${headers ? ', headers=()' : ''}`,
    'Send a page like the one that Apache makes for this status.',
    [
      `page = ${page}`,
      `return ${respondText(support, 'status', PAGE_TYPE, 'page', headers ? 'list(headers)' : '')}`,
    ],
  );
}

function movedFunction(support: Support): readonly string[] {
  const { names, headers, seeOther } = support;
  const more = headers ? ' + list(headers)' : '';
  const text = seeOther
    ? [
        "text = 'The answer to your request is located' if status.startswith('303') else 'The document has moved'",
        'text += \' <a href="%s">here</a>.\' % link',
      ]
    : ['text = \'The document has moved <a href="%s">here</a>.\' % link'];
  return definition(
    names.moved,
    `start_response, status, location${headers ? ', headers=()' : ''}`,
    'Send the browser to another address.',
    [
      "link = location.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;').replace('\"', '&quot;')",
      ...text,
      `page = ${names.errorPage} % (status, status[4:], text)`,
      `return ${respondText(support, 'status', PAGE_TYPE, 'page', `[('Location', location)]${more}`)}`,
    ],
  );
}

function redirectFunction(support: Support): readonly string[] {
  const { names, forms } = support;
  const type = forms.type === 'variable' ? ', content_type' : '';
  const own = forms.type === 'variable' ? 'content_type' : '';
  return definition(
    names.redirect,
    `start_response, location${type}, status='${statusLine(302)}', text=None, headers=()`,
    'Send the browser to another address, with a link or `text` for one that stays.',
    [
      'if text is None:',
      '    text = \'<p>The document has moved <a href="%s">here</a></p>\\n\' % location',
      "headers = [('Location', location)] + list(headers)",
      `return ${respondText(support, 'status', own, 'text', 'headers')}`,
    ],
  );
}

function definition(
  name: string,
  parameters: string,
  doc: string,
  body: readonly string[],
): readonly string[] {
  return [`def ${name}(${parameters}):`, `    """${doc}"""`, ...body.map((line) => `    ${line}`)];
}
