/** Python for what a handler asks of its request and environ does not hold ready: the form, and whole addresses. */

import { statusLine } from '../status.js';
import { callLines } from './code-lines.js';
import { definition, type Support } from './support-code.js';

/** The order of mod_python: the query string first, then the body, which is read for POST only. */
export function formFunction(
  { names }: Support,
  { keep, allow }: NonNullable<Support['form']>,
): readonly string[] {
  const kept = keep === 'always' ? 'True' : 'keep_blank_values';
  const more = keep ? [`keep_blank_values=${kept}`] : [];
  return definition(
    names.form,
    `environ${keep === true ? ', keep_blank_values=False' : ''}`,
    'Return the fields of the query string, followed by those of a posted form.',
    [
      ...callLines('form = cgi.FieldStorage', ["environ=dict(environ, REQUEST_METHOD='GET')", ...more], 4),
      "if environ['REQUEST_METHOD'] == 'POST':",
      "\tif not environ.get('CONTENT_LENGTH'):",
      `\t\traise ${names.httpError}('${statusLine(411)}')`,
      "\tkind = environ.get('CONTENT_TYPE', 'application/x-www-form-urlencoded')",
      "\tif not kind.startswith(('application/x-www-form-urlencoded', 'multipart/')):",
      `\t\traise ${names.httpError}('${statusLine(501)}', [('Allow', '${allow}')])`,
      ...callLines(
        'posted = cgi.FieldStorage',
        ["environ['wsgi.input']", "environ=dict(environ, QUERY_STRING='')", ...more],
        8,
      ).map((line) => `\t${line}`),
      '\tform.list += posted.list',
      'return form',
    ],
  );
}

/** For handlers that use fields as texts: `form['name']`. */
export function formValuesFunction(
  { names }: Support,
  { keep }: NonNullable<Support['form']>,
): readonly string[] {
  const [parameter, argument] =
    keep === true ? [', keep_blank_values=False', ', keep_blank_values'] : ['', ''];
  return definition(
    names.formValues,
    `environ${parameter}`,
    'Return the fields of the form by name: a text, an upload, or a list where a name came more than once.',
    [
      'values = {}',
      `for field in ${names.form}(environ${argument}).list:`,
      '\tvalues.setdefault(field.name, []).append(field if field.filename else field.value)',
      'return dict((name, found if len(found) > 1 else found[0]) for name, found in values.items())',
    ],
  );
}

/** As Apache reads the header (server/protocol.c, ap_get_basic_auth_pw): what is no Base64 ends the text. */
export function credentialsFunction({ names }: Support): readonly string[] {
  return definition(
    names.credentials,
    'environ',
    'Return the user and the password that the browser sent, None for both where it sent none.',
    [
      "scheme, _, code = environ.get('HTTP_AUTHORIZATION', '').partition(' ')",
      "if scheme.lower() != 'basic':",
      '\treturn None, None',
      '# Apache stops at what is no Base64, and misses no padding',
      "code = re.match('[A-Za-z0-9+/]*', code.strip()).group()",
      "code = code[:-1] if len(code) % 4 == 1 else code + '=' * (-len(code) % 4)",
      'text = base64.b64decode(code)',
      'if not isinstance(text, str):  # Python 3',
      "\ttext = text.decode('latin-1')",
      '# to Apache, a zero byte is the end',
      "user, _, password = text.split('\\0')[0].partition(':')",
      'return user, password',
    ],
  );
}

/** By the rules of Apache (server/core.c, ap_construct_url), whose choice of name and port is in environ. */
export function urlFunction({ names }: Support): readonly string[] {
  return definition(names.url, 'environ, path', 'Return the whole address of a path on this server.', [
    "scheme, host, port = environ['wsgi.url_scheme'], environ['SERVER_NAME'], environ['SERVER_PORT']",
    "if (scheme, port) not in [('http', '80'), ('https', '443')]:",
    "\thost += ':' + port",
    "return scheme + '://' + host + path",
  ]);
}
