import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../../test/support/parity-environment.js';
import { runCommand } from '../../conformance/run-command.js';

/** A site ready to be served: its main configuration, all paths absolute. */
export interface BenchSite {
  readonly configuration: string;
}

const HELLO = `from mod_python import apache


def handler(req):
    req.content_type = 'text/plain'
    req.write('Hello, world!\\n'FLUSH)
    return apache.OK
`;

const INDEX = `def hello(req, name='world'):
    return '<html><body>Hello, %s!</body></html>\\n' % name
`;

const PAGE = `<html><body><ul>
<%
for number in range(5):
    # an item
%><li>number <%= number %></li>
<%
# end of the list
%></ul></body></html>
`;

const SESSION = `from mod_python import Session, apache


def handler(req):
    session = req.session = Session.Session(req)
    session['hits'] = session.get('hits', 0) + 1
    session.save()
    req.content_type = 'text/plain'
    req.write('%d\\n' % session['hits'], 0)
    return apache.OK
`;

// A megabyte at a time: what is to be seen is the memory of the server, not that of a handler that holds it all.
const BODY = `from mod_python import apache, util

BLOCK = 'x' * 65536


def upload(req):
    form = util.FieldStorage(req)
    size = 0
    while True:
        block = form['file'].file.read(1 << 20)
        if not block:
            break
        size += len(block)
    req.content_type = 'text/plain'
    req.write('%d\\n' % size)
    return apache.OK


def download(req):
    req.content_type = 'application/octet-stream'
    for _ in range(int(req.args) // len(BLOCK)):
        req.write(BLOCK)
    return apache.OK
`;

/** What a person would have written without the bridge, in both manners of sending: what mod_wsgi itself costs. */
const BARE_BUFFERED = `def application(environ, start_response):
    body = b'Hello, world!\\n'
    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', str(len(body)))])
    return [body]


handle_request = application
`;

const BARE_FLUSHED = `def application(environ, start_response):
    write = start_response('200 OK', [('Content-Type', 'text/plain')])
    write(b'Hello, world!\\n')
    return []


handle_request = application
`;

const DIRECTORIES: readonly (readonly [name: string, ...lines: string[]])[] = [
  ['hello', 'SetHandler mod_python', 'PythonHandler hello'],
  ['buffered', 'SetHandler mod_python', 'PythonHandler buffered'],
  ['pub', 'SetHandler mod_python', 'PythonHandler mod_python.publisher'],
  ['psp', 'AddHandler mod_python .psp', 'PythonHandler mod_python.psp'],
  [
    'session',
    'SetHandler mod_python',
    'PythonHandler session',
    'PythonOption mod_python.session.session_type FileSession',
  ],
  ['up', 'SetHandler mod_python', 'PythonHandler body::upload'],
  ['down', 'SetHandler mod_python', 'PythonHandler body::download'],
];

/** Writes the mod_python site that is measured into the new folder `root`. */
export function writeSite(root: string): BenchSite {
  const file = (name: string, text: string): void => {
    const full = path.join(root, 'htdocs', name);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
  };
  file('hello/hello.py', HELLO.replace('FLUSH', ''));
  file('buffered/buffered.py', HELLO.replace('FLUSH', ', 0'));
  file('pub/index.py', INDEX);
  file('psp/page.psp', PAGE);
  file('session/session.py', SESSION);
  file('up/body.py', BODY);
  file('down/body.py', BODY);
  const sections = DIRECTORIES.map(
    ([name, ...lines]) =>
      `<Directory "${root}/htdocs/${name}">\n${lines.map((line) => `    ${line}\n`).join('')}</Directory>\n`,
  );
  return configure(
    root,
    `LoadModule python_module modules/mod_python.so\nDocumentRoot "${root}/htdocs"\n${sections.join('')}`,
  );
}

/** Writes the site into the new folder `root` and migrates it there with the tool itself; `options` go to `apply`. */
export async function writeMigratedSite(root: string, options: readonly string[]): Promise<BenchSite> {
  const site = writeSite(root);
  const command = [path.join(packageRoot, 'bin', 'migrate.js'), 'apply', '--allow-dirty', ...options];
  const result = await runCommand(
    process.execPath,
    [...command, '--server-config', site.configuration, root],
    120_000,
  );
  if (result.status !== 0) throw new Error(`apply ended with ${result.status}: ${result.stderr}`);
  return site;
}

/** Writes hello without mod_python or the bridge, for a daemon of one process or embedded: /hello and /buffered. */
export function writeBareSite(root: string, mode: 'daemon' | 'embedded'): BenchSite {
  const group = mode === 'daemon' ? ' process-group=bench' : '';
  const sections = Object.entries({ hello: BARE_FLUSHED, buffered: BARE_BUFFERED }).map(([name, script]) => {
    mkdirSync(path.join(root, 'htdocs', name), { recursive: true });
    writeFileSync(path.join(root, `${name}.wsgi`), script);
    return `WSGIHandlerScript ${name} ${root}/${name}.wsgi application-group=%{GLOBAL}${group}
<Directory "${root}/htdocs/${name}">
    SetHandler ${name}
</Directory>
`;
  });
  const daemon = mode === 'daemon' ? 'WSGIDaemonProcess bench threads=1\n' : '';
  return configure(
    root,
    `LoadModule wsgi_module modules/mod_wsgi.so\nDocumentRoot "${root}/htdocs"\n${daemon}${sections.join('')}`,
  );
}

function configure(root: string, text: string): BenchSite {
  const configuration = path.join(root, 'httpd.conf');
  writeFileSync(configuration, text);
  return { configuration };
}
