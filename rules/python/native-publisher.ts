import { defineRule } from '../../src/core/rule.js';
import type { NativeHandler } from '../../src/python/native/native-result.js';
import { PUBLISHER } from '../../src/python/native/publisher/convert.js';
import type { ExactModule } from '../../src/python/reader.js';
import { placeInPython } from '../../src/site/code/python-files.js';
import { conversionEdits } from '../../src/site/native/changed-files.js';
import { groupedReasons } from '../../src/site/native/grouped-reasons.js';
import { placeOf } from '../../src/site/place.js';

export default defineRule({
  code: 'MP210',
  name: 'native-publisher',
  target: 'python',
  severity: 'error',
  summary: 'Write the published functions as a WSGI application with a table of its pages',
  why: 'All that the publisher served of the module can be named, and each use of the request in it has an exact counterpart in WSGI: it needs no bridge.',
  todo: 'Name in a table what the publisher served, and look the name in the address up in it, or leave the module on the bridge.',
  effort: '2h',
  refs: ['https://peps.python.org/pep-3333/'],
  messages: {
    native: 'the pages of {file} become plain WSGI: a table names what the publisher served of it',
    served:
      'the publisher served {names} of {file} as well, which are no functions of its own: take out of the table what nobody should ask for',
    blocked: 'the pages of {file} stay on the bridge: {reason}',
  },
  example: {
    before: "def hello(req, name='nobody'):\n    return 'Hello %s' % name\n",
    after:
      "import cgi\nimport re\nfrom wsgiref.headers import Headers\n\ndef hello(name='nobody'):\n    return 'Hello %s' % name\n\n\nclass HTTPError(Exception):\n    \"\"\"Ends the request with an error: its status, and headers that go with it.\"\"\"\n\n\ndef read_form(environ):\n    \"\"\"Return the fields of the query string, followed by those of a posted form.\"\"\"\n    form = cgi.FieldStorage(environ=dict(environ, REQUEST_METHOD='GET'), keep_blank_values=True)\n    if environ['REQUEST_METHOD'] == 'POST':\n        if not environ.get('CONTENT_LENGTH'):\n            raise HTTPError('411 Length Required')\n        kind = environ.get('CONTENT_TYPE', 'application/x-www-form-urlencoded')\n        if not kind.startswith(('application/x-www-form-urlencoded', 'multipart/')):\n            raise HTTPError('501 Not Implemented', [('Allow', 'GET,HEAD,POST,TRACE')])\n        posted = cgi.FieldStorage(environ['wsgi.input'], environ=dict(environ, QUERY_STRING=''),\n                                  keep_blank_values=True)\n        form.list += posted.list\n    return form\n\n\nERROR_PAGE = ('<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\">\\n'\n              '<html><head>\\n<title>%s</title>\\n</head><body>\\n<h1>%s</h1>\\n<p>%s</p>\\n</body></html>\\n')\nERROR_TEXTS = {\n    '403 Forbidden': \"You don't have permission to access this resource.\",\n    '404 Not Found': 'The requested URL was not found on this server.',\n    '405 Method Not Allowed': 'The requested method is not allowed for this URL.',\n    '411 Length Required': 'A request of the requested method requires a valid Content-length.',\n    '501 Not Implemented': 'The requested method is not supported for current URL.',\n}\n\n\ndef respond(start_response, status, headers, body):\n    \"\"\"Send a whole answer, with its length.\"\"\"\n    page = b''.join(part if isinstance(part, bytes) else part.encode('utf-8')\n                    for part in body)\n    headers['Content-Length'] = str(len(page))\n    start_response(status, headers.items())\n    return [page]\n\n\ndef send_error(start_response, status, headers=()):\n    \"\"\"Send a page like the one that Apache makes for this status.\"\"\"\n    page = ERROR_PAGE % (status, status[4:], ERROR_TEXTS[status])\n    return respond(start_response, status,\n                   Headers([('Content-Type', 'text/html; charset=iso-8859-1')] + list(headers)),\n                   [page])\n\n\ndef answer_errors(application):\n    \"\"\"Decorate an application so that the exceptions that end a request are answered.\"\"\"\n    def answered(environ, start_response):\n        try:\n            return application(environ, start_response)\n        except HTTPError as error:\n            return send_error(start_response, *error.args)\n    return answered\n\n\n# What the publisher served: the name in the address, what answers, and what it takes of the request.\nPAGES = {\n    'hello': (hello, ['name']),\n}\n# Names of this module that it refused to serve.\nREFUSED = set([])\n\n\ndef form_values(environ):\n    \"\"\"Return the fields of the form by name: a text, an upload, or a list where a name came more than once.\"\"\"\n    values = {}\n    for field in read_form(environ).list:\n        values.setdefault(field.name, []).append(field if field.filename else field.value)\n    return dict((name, found if len(found) > 1 else found[0]) for name, found in values.items())\n\n\ndef page_name(environ):\n    \"\"\"Return the name of the page in the address, index where there is none.\"\"\"\n    path = environ.get('PATH_INFO', '')[1:]\n    if path.endswith('/'):\n        path = path[:-1]\n    return path.replace('/', '.') or 'index'\n\n\ndef page_text(result, headers):\n    \"\"\"Return the result of a page as text, and say which type it has where the page does not.\"\"\"\n    content_type, charset = headers['Content-Type'], ''\n    text = result if isinstance(result, (bytes, type(u''))) else str(result)\n    if isinstance(text, type(u'')):\n        named = re.search(r'charset\\s*=\\s*([^\\s;]+)', content_type or '', re.I)\n        charset = '' if named else '; charset=UTF8'  # as the publisher spelled it\n        text = text.encode(named.group(1) if named else 'utf-8')\n    if content_type is None:\n        content_type = 'text/html' if re.search(br'</html\\s*>\\s*$', text[-100:], re.I) else 'text/plain'\n    headers['Content-Type'] = content_type + charset\n    return text\n\n\n@answer_errors\ndef application(environ, start_response):\n    \"\"\"Answer with what the page returns that the address names.\"\"\"\n    if environ['REQUEST_METHOD'] not in ('GET', 'HEAD', 'POST'):\n        raise HTTPError('405 Method Not Allowed', [('Allow', 'GET,HEAD,POST,TRACE')])\n    name = page_name(environ)\n    if name not in PAGES:\n        first = name.split('.')[0]\n        refused = first.startswith('_') or first in PAGES or first in REFUSED\n        raise HTTPError('403 Forbidden' if refused else '404 Not Found')\n    page, takes = PAGES[name]\n    headers, body = Headers([]), []\n    values = form_values(environ)\n    result = page(**dict((name, values[name]) for name in takes if name in values))\n    if result is not None:\n        body.append(page_text(result, headers))\n    return respond(start_response, '200 OK', headers, body)\n",
    beside: {
      '/etc/httpd/conf/httpd.conf':
        '<Directory /srv/app>\n    SetHandler mod_python\n    PythonHandler mod_python.publisher\n</Directory>\n',
    },
  },

  *check(context) {
    const { site } = context;
    const changed = new Set<string>();
    for (const [path, conversion] of site.native) {
      const module = site.python(path);
      const result = conversion.handlers.get(PUBLISHER);
      if (module?.kind !== 'exact' || !result) continue;
      const file = path.split('/').at(-1) as string;
      if (result.kind === 'native') {
        const at = placeInPython(path, module, 0, 0);
        // Files that change together do so with the first of them: all, or none.
        const edits = changed.has(path) ? [] : conversionEdits(site, path);
        yield context.use({ at, message: 'native', data: { file }, state: 'native', edits });
        for (const edit of edits) changed.add(edit.path);
        const names = servedNames(result);
        if (names !== '')
          yield context.note({ at, message: 'served', data: { file, names }, severity: 'warning' });
      } else if (site.options.handlers === 'native') {
        for (const { first, text } of groupedReasons(result.reasons)) {
          const data = { file, reason: text };
          yield context.note({
            at: reasonPlace(path, module, first),
            message: 'blocked',
            data,
            severity: 'note',
          });
        }
      }
    }
  },
});

function servedNames({ serves = [] }: NativeHandler): string {
  return serves.map((name) => `\`${name}\``).join(', ');
}

function reasonPlace(path: string, module: ExactModule, { start, end }: { start: number; end: number }) {
  return placeOf(path, module.source.bytes, start, end);
}
