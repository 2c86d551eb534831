/** The configuration of a shape. */
import { asksUsers, type Shape } from './shape.js';

/** In everything that the guard of a shape keeps. */
export function markOf({ id }: Shape): string {
  return `KEPT-${id}-KEPT`;
}

/** Path of the shape's content below the site's folder. */
export function folderOf({ id, content }: Shape): string {
  return content === 'CGI by ScriptAlias' ? `scripts/${id}/cgi` : `www/${id}`;
}

/** Name of the file that is guarded, without an ending. */
export function fileOf({ id }: Shape): string {
  return `${id}_secret`;
}

const HANDLERS: Readonly<Record<Shape['guard'], readonly string[]>> = {
  access: ['PythonAccessHandler guard'],
  'access by address': ['PythonAccessHandler doors::by_address'],
  'access by file': ['PythonAccessHandler doors::by_file'],
  'access by method': ['PythonAccessHandler doors::by_method'],
  'access by query': ['PythonAccessHandler doors::by_query'],
  'access of a class': ['PythonAccessHandler doors::Door.check'],
  'access, two handlers': ['PythonAccessHandler doors::pass_on guard'],
  'header parser': ['PythonHeaderParserHandler guard::accesshandler'],
  password: ['PythonAuthenHandler guard'],
  rights: ['PythonAuthzHandler guard'],
  'password and rights': ['PythonAuthenHandler guard', 'PythonAuthzHandler guard'],
  'access and password': ['PythonAccessHandler guard', 'PythonAuthenHandler guard'],
  'access, password and rights': [
    'PythonAccessHandler guard',
    'PythonAuthenHandler guard',
    'PythonAuthzHandler guard',
  ],
  fixup: ['PythonFixupHandler guard::accesshandler'],
  type: ['PythonTypeHandler guard::accesshandler'],
  init: ['PythonInitHandler guard::accesshandler'],
  address: ['PythonTransHandler guard::accesshandler'],
  first: ['PythonPostReadRequestHandler guard::accesshandler'],
};

/** Who knows the users. */
function userLines({ users }: Shape): readonly string[] {
  const basic = ['AuthType Basic', 'AuthName "Guarded"'];
  const file = 'AuthUserFile "@ROOT@/conf/users"';
  switch (users) {
    case 'quiet':
      return [...basic, 'AuthUserFile /dev/null', 'AuthBasicAuthoritative Off'];
    case 'no file':
      return [...basic, 'AuthBasicAuthoritative Off'];
    case 'file first':
      return [...basic, file, 'AuthBasicAuthoritative Off'];
    case 'file only':
      return [...basic, file];
    case 'own type':
      return ['AuthType Own', 'AuthName "Guarded"'];
    case 'digest':
      return ['AuthType Digest', 'AuthName "Guarded"', file];
    case 'no type':
      return [];
  }
}

function requireLines({ require }: Shape): readonly string[] {
  switch (require) {
    case 'nothing':
    case 'below':
      return [];
    case 'valid-user':
      return ['Require valid-user'];
    case 'user':
      return ['Require user ann fred'];
    case 'users':
      return ['Require user ann', 'Require user eve'];
    case 'group':
      return ['AuthGroupFile "@ROOT@/conf/groups"', 'Require group staff'];
    case 'RequireAll':
      return ['<RequireAll>', '    Require valid-user', '    Require not user eve', '</RequireAll>'];
    case 'RequireAny':
      return [
        '<RequireAny>',
        '    Require user ann',
        "    Require expr %{HTTP:X-Inside} == 'yes'",
        '</RequireAny>',
      ];
    case 'two lines':
      return ['Require user ann', "Require expr %{HTTP:X-Inside} == 'yes'"];
    case 'Limit':
      return ['<Limit GET POST>', '    Require valid-user', '</Limit>'];
    case 'LimitExcept':
      return ['<LimitExcept OPTIONS>', '    Require valid-user', '</LimitExcept>'];
    case 'Satisfy any':
      return ['Satisfy any', 'Require valid-user'];
    case 'Satisfy any and Deny':
      return ['Satisfy any', 'Order deny,allow', 'Deny from all', 'Require valid-user'];
    case 'all granted':
      return ['Require all granted'];
    case 'all denied':
      return ['Require all denied'];
  }
}

function deeperLines({ deeper }: Shape): readonly string[] {
  switch (deeper) {
    case 'nothing':
      return [];
    case 'granted':
      return ['Require all granted'];
    case 'Satisfy any':
      return ['Satisfy any', 'Require all granted'];
    case 'user':
      return ['AuthType Basic', 'AuthName "Deep"', 'AuthUserFile "@ROOT@/conf/users"', 'Require user fred'];
    case 'no type':
      return ['AuthType None', 'Require all granted'];
    case 'other guard':
      return ['PythonAccessHandler doors::nobody'];
    case 'option':
      return ['PythonOption inside no'];
    case 'no handler':
      return ['SetHandler None'];
    case 'denied':
      return ['Require all denied'];
  }
}

function contentLines({ id, content }: Shape): readonly string[] {
  switch (content) {
    case 'index':
      return [`DirectoryIndex ${id}_secret.txt`];
    case 'listing':
      return ['Options +Indexes', 'DirectoryIndex disabled'];
    case 'CGI by extension':
      return ['Options +ExecCGI', 'AddHandler cgi-script .cgi'];
    case 'DAV':
      return ['Dav On'];
    case 'includes':
      return ['Options +Includes', 'AddType text/html .shtml', 'AddOutputFilter INCLUDES .shtml'];
    case 'as is':
      return ['AddHandler send-as-is .asis'];
    case 'variants':
      return ['Options +MultiViews'];
    case 'Python':
    case 'Python at an address':
      return ['SetHandler mod_python', `PythonHandler page`, `PythonOption mark KEPT-${id}-KEPT`];
    case 'Python by extension':
      return ['AddHandler mod_python .py', 'PythonHandler page', `PythonOption mark KEPT-${id}-KEPT`];
    case 'publisher':
      return ['SetHandler mod_python', 'PythonHandler mod_python.publisher'];
    default:
      return [];
  }
}

/** Lines at the level of the server or of the virtual host. */
function serverLines(shape: Shape): readonly string[] {
  const { id, content } = shape;
  const lines = [`Alias /alias/${id} "@ROOT@/${folderOf(shape)}"`];
  if (content === 'CGI by ScriptAlias') return [...lines, `ScriptAlias /${id} "@ROOT@/${folderOf(shape)}"`];
  if (content === 'proxy') return [...lines, `ProxyPass /${id} http://127.0.0.1:@PORT@/backend/${id}`];
  return lines;
}

/** A section around lines. */
export function block(opening: string, lines: readonly string[]): readonly string[] {
  const name = /^\w+/.exec(opening)?.[0] ?? '';
  return [`<${opening}>`, ...lines.map((line) => `    ${line}`), `</${name}>`];
}

/** The guard, and who may come in. */
export function guardLines(shape: Shape): readonly string[] {
  const handlers = HANDLERS[shape.guard];
  const who = [...(asksUsers(shape) ? userLines(shape) : []), ...requireLines(shape)];
  // Apache takes those only in a section.
  const lines =
    shape.section !== 'virtual host'
      ? [...handlers, ...who]
      : [...handlers, ...(who.length > 0 ? block(`Location "/${shape.id}"`, who) : [])];
  return shape.wrap === '' ? lines : block(shape.wrap, lines);
}

function guardSection(shape: Shape, lines: readonly string[]): readonly string[] {
  const { id, section } = shape;
  const folder = `@ROOT@/${folderOf(shape)}`;
  switch (section) {
    case 'Directory':
    case '.htaccess':
    case 'Files in .htaccess':
      return block(`Directory "${folder}"`, lines);
    case 'Directory wildcard':
      return block(`Directory "@ROOT@/*/${id}${folder.endsWith('/cgi') ? '/cgi' : ''}"`, lines);
    case 'Directory ~':
      return block(`Directory ~ "/${id}(/|$)"`, lines);
    case 'DirectoryMatch':
      return block(`DirectoryMatch "/${id}(/|$)"`, lines);
    case 'Files in Directory':
      return block(`Directory "${folder}"`, block(`Files "${id}_secret*"`, lines));
    case 'FilesMatch in Directory':
      return block(`Directory "${folder}"`, block(`FilesMatch "^${id}_secret"`, lines));
    case 'Files':
      return block(`Files "${id}_secret*"`, lines);
    case 'FilesMatch':
      return block(`FilesMatch "^${id}_secret"`, lines);
    case 'Location':
    case 'Location in virtual host':
      return block(`Location "/${id}"`, lines);
    case 'Location ~':
      return block(`Location ~ "^/${id}(/|$)"`, lines);
    case 'LocationMatch':
      return block(`LocationMatch "^/${id}(/|$)"`, lines);
    case 'virtual host':
      return lines;
    case 'If in Directory':
      return block(`Directory "${folder}"`, block(`If "%{REQUEST_METHOD} != 'NONE'"`, lines));
    case 'If':
      return block(`If "%{REQUEST_URI} =~ m#^/${id}(/|$)#"`, lines);
  }
}

function contentSection(shape: Shape, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  if (shape.content === 'Python at an address') return block(`Location "/${shape.id}"`, lines);
  return block(`Directory "@ROOT@/${folderOf(shape)}"`, lines);
}

function deeperSection(shape: Shape): readonly string[] {
  const inner = deeperLines(shape);
  const below = shape.require === 'below' ? ['Require valid-user'] : [];
  if (inner.length + below.length === 0) return [];
  const address = /Location|^virtual|^If$/.test(shape.section);
  const opening = address ? `Location "/${shape.id}/deep"` : `Directory "@ROOT@/${folderOf(shape)}/deep"`;
  return block(opening, [...inner, ...below]);
}

/** Whether the content's lines can stand beside the guard. */
function isTogether({ together, section, content }: Shape): boolean {
  return (
    together &&
    /^(?:Directory|Location)/.test(section) &&
    !(content === 'DAV' && /Match|~|wildcard/.test(section))
  );
}

/** Lines of the configuration. */
export function shapeLines(shape: Shape): readonly string[] {
  const { id, section } = shape;
  const content = contentLines(shape);
  const together = isTogether(shape);
  const htaccess = section.endsWith('.htaccess');
  const guard = htaccess ? ['AllowOverride All'] : [...(together ? content : []), ...guardLines(shape)];
  const lines = [
    ...serverLines(shape),
    ...(together ? [] : contentSection(shape, content)),
    ...guardSection(shape, guard),
    ...deeperSection(shape),
  ];
  if (!section.includes('virtual host')) return lines;
  return block('VirtualHost *:@PORT@', [`ServerName ${id}.example`, 'DocumentRoot "@ROOT@/www"', ...lines]);
}
