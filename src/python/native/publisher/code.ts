/** Python for a publisher module: the table of what it serves, and the application that looks pages up in it. */
import { callLines } from '../rewrite/code-lines.js';
import type { FunctionName } from '../rewrite/names.js';

type FunctionNames = Readonly<Record<FunctionName, string>>;

/** One entry of the table. */
export interface Page {
  /** Name in the address. */
  readonly name: string;
  /** Python text of what is called. */
  readonly call: string;
  /** Names of its parameters that the request can fill. */
  readonly takes: readonly string[];
  /** It is no function of the module, which nobody may have meant to serve. */
  readonly unmeant: boolean;
}

export interface PublisherCode {
  readonly names: FunctionNames;
  /** Name of the WSGI callable. */
  readonly callable: string;
  /** index.py answers for names in the address that are no module, too. */
  readonly isIndex: boolean;
  readonly pages: readonly Page[];
  readonly refused: readonly string[];
  /** Variables that pages may take, by what they are. */
  readonly environ: string | undefined;
  readonly headers: string | undefined;
  readonly body: string | undefined;
  readonly form: string | undefined;
  /** Some page may return nothing. */
  readonly silent: boolean;
  /** Some page sets its status, as the header `Status`. */
  readonly status: boolean;
}

/** Blocks of lines without blank lines between them, for the end of the module. */
export function publisherBlocks(code: PublisherCode): readonly (readonly string[])[] {
  return [table(code), formValues(code), pageName(code), pageText(code), application(code)];
}

function list(items: readonly string[]): string {
  return `[${items.map((item) => `'${item}'`).join(', ')}]`;
}

function table({ names, pages, refused }: PublisherCode): readonly string[] {
  return [
    '# What the publisher served: the name in the address, what answers, and what it takes of the request.',
    `${names.pages} = {`,
    ...pages.map(
      ({ name, call, takes, unmeant }) =>
        `\t'${name}': (${call}, ${list(takes)}),${unmeant ? '  # by accident? take it out' : ''}`,
    ),
    '}',
    '# Names of this module that it refused to serve.',
    ...callLines(`${names.refused} = set`, [list(refused)], 0),
  ];
}

function formValues({ names, form }: PublisherCode): readonly string[] {
  return [
    `def ${names.formValues}(${form ? 'form' : 'environ'}):`,
    '\t"""Return the fields of the form by name: a text, an upload, or a list where a name came more than once."""',
    '\tvalues = {}',
    `\tfor field in ${form ? 'form' : `${names.form}(environ)`}.list:`,
    '\t\tvalues.setdefault(field.name, []).append(field if field.filename else field.value)',
    '\treturn dict((name, found if len(found) > 1 else found[0]) for name, found in values.items())',
  ];
}

function pageName({ names, isIndex }: PublisherCode): readonly string[] {
  return [
    `def ${names.pageName}(environ):`,
    `\t"""Return the name of the page in the address, index where there is none."""`,
    "\tpath = environ.get('PATH_INFO', '')[1:]",
    "\tif path.endswith('/'):",
    '\t\tpath = path[:-1]',
    ...(isIndex
      ? [
          "\tmodule = re.sub(r'\\.py$', '', environ['SCRIPT_FILENAME'].split('/')[-1])",
          "\tif module not in ('', 'index'):  # no such module: it is a page of this one",
          "\t\tpath = module + '/' + path if path else module",
        ]
      : []),
    "\treturn path.replace('/', '.') or 'index'",
  ];
}

/** publisher.py, publish_object() */
function pageText({ names }: PublisherCode): readonly string[] {
  return [
    `def ${names.pageText}(result, headers):`,
    '\t"""Return the result of a page as text, and say which type it has where the page does not."""',
    "\tcontent_type, charset = headers['Content-Type'], ''",
    "\ttext = result if isinstance(result, (bytes, type(u''))) else str(result)",
    "\tif isinstance(text, type(u'')):",
    "\t\tnamed = re.search(r'charset\\s*=\\s*([^\\s;]+)', content_type or '', re.I)",
    "\t\tcharset = '' if named else '; charset=UTF8'  # as the publisher spelled it",
    "\t\ttext = text.encode(named.group(1) if named else 'utf-8')",
    '\tif content_type is None:',
    "\t\tcontent_type = 'text/html' if re.search(br'</html\\s*>\\s*$', text[-100:], re.I) else 'text/plain'",
    "\theaders['Content-Type'] = content_type + charset",
    '\treturn text',
  ];
}

function application(code: PublisherCode): readonly string[] {
  const { names, callable, environ, headers, body, form, silent, status } = code;
  const given = [
    ...(environ ? [`${environ}=environ`] : []),
    ...(headers ? [`${headers}=headers`] : []),
    ...(body ? [`${body}=body`] : []),
    ...(form ? [`${form}=form`] : []),
  ];
  return [
    `@${names.answerErrors}`,
    `def ${callable}(environ, start_response):`,
    '\t"""Answer with what the page returns that the address names."""',
    "\tif environ['REQUEST_METHOD'] not in ('GET', 'HEAD', 'POST'):",
    `\t\traise ${names.httpError}('405 Method Not Allowed', [('Allow', 'GET,HEAD,POST,TRACE')])`,
    `\tname = ${names.pageName}(environ)`,
    `\tif name not in ${names.pages}:`,
    "\t\tfirst = name.split('.')[0]",
    `\t\trefused = first.startswith('_') or first in ${names.pages} or first in ${names.refused}`,
    `\t\traise ${names.httpError}('403 Forbidden' if refused else '404 Not Found')`,
    `\tpage, takes = ${names.pages}[name]`,
    `\theaders, body = ${names.headersClass}([]), []`,
    ...(form ? [`\tform = ${names.form}(environ)`] : []),
    `\tvalues = ${names.formValues}(${form ? 'form' : 'environ'})`,
    ...(given.length > 0 ? [`\tvalues.update(${given.join(', ')})`] : []),
    '\tresult = page(**dict((name, values[name]) for name in takes if name in values))',
    '\tif result is not None:',
    `\t\tbody.append(${names.pageText}(result, headers))`,
    ...(silent
      ? [
          "\telif headers['Content-Type'] is None:",
          `\t\tfor name, value in ${names.typeHeaders}(environ):`,
          '\t\t\theaders[name] = value',
        ]
      : []),
    ...(status ? ["\tstatus = headers['Status'] or '200 OK'", "\tdel headers['Status']"] : []),
    `\treturn ${names.respond}(start_response, ${status ? 'status' : "'200 OK'"}, headers, body)`,
  ];
}
