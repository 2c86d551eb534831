/** Random lines of a configuration, by the place in which httpd allows them. */
import fc from 'fast-check';

const word = fc.constantFrom(
  'app',
  'shop.web',
  'site.pages::show',
  'mod_python.publisher',
  'forum',
  'a::B.c',
);
const flag = fc.constantFrom('On', 'Off', 'on', 'OFF');

const handler = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(word).map(([one]) => `PythonHandler ${one}`) },
  fc.tuple(word, word).map(([one, two]) => `PythonHandler ${one} ${two}`),
  fc
    .tuple(word, fc.constantFrom('.py', '.psp', '.py .html'))
    .map(([one, extension]) => `PythonHandler ${one} | ${extension}`),
);
const mapper = fc.constantFrom(
  'SetHandler mod_python',
  'SetHandler python-program',
  'AddHandler mod_python .py',
  'AddHandler python-program .py .html',
  'AddHandler mod_python .psp',
  'SetHandler None',
  'SetHandler default-handler',
  'SetHandler server-info',
  'RemoveHandler .py',
);
const setting = fc.oneof(
  fc.constantFrom(
    'PythonOption theme dark',
    'PythonOption Secret "pass word"',
    'PythonOption theme',
    'PythonOption mod_python.mutex_locks 8',
    'PythonPath "[\'/srv/lib\'] + sys.path"',
    "PythonPath sys.path+['/opt/x']",
    'PythonPath "[p for p in sys.path if p]"',
    'PythonInterpreter blue',
    'PythonInterpreter wholeinterpreter',
    'PythonHandlerModule site_phases',
  ),
  fc
    .tuple(
      fc.constantFrom('Debug', 'AutoReload', 'InterpPerDirectory', 'InterpPerDirective', 'EnablePdb'),
      flag,
    )
    .map(([directive, value]) => `Python${directive} ${value}`),
);
const phase = fc
  .tuple(
    fc.constantFrom('HeaderParser', 'Init', 'Access', 'Authen', 'Authz', 'Type', 'Fixup', 'Log', 'Cleanup'),
    word,
  )
  .map(([which, one]) => `Python${which}Handler ${one}`);
const neutral = fc.constantFrom(
  '# a comment about PythonHandler app',
  '#PythonDebug On',
  '',
  'Options FollowSymLinks',
  'SetEnv LANG C',
  'ErrorDocument 404 /missing.html',
  'AcceptPathInfo Off',
  'SetOutputFilter DEFLATE',
  'AddType text/x-python .py',
);
/** Who may come in. */
export const auth = fc.constantFrom(
  'AuthType Basic',
  'AuthName "Members"',
  'AuthBasicAuthoritative Off',
  'AuthUserFile /dev/null',
  'Require valid-user',
  'Require user ann "bob b"',
  'Require all granted',
  'Require group staff',
  'Satisfy any',
);
const serverOnly = fc.constantFrom(
  'DocumentRoot /srv/www/htdocs',
  'Alias /one /srv/app',
  'ScriptAlias /cgi-bin/ /srv/cgi/',
  'ServerName www.example.org',
  'PythonImport tables www.example.org',
  'PythonOptimize On',
  'PythonTransHandler gate',
  'PythonPostReadRequestHandler gate',
  'PythonConnectionHandler echo',
  'PythonOutputFilter shout SHOUT',
  'PythonInputFilter spy',
  'LoadModule python_module modules/mod_python.so',
  'ProxyPass /api http://127.0.0.1:9000/',
);
const sectionOnly = fc.constantFrom(
  'SetOutputFilter SHOUT',
  'AddOutputFilter SHOUT;DEFLATE .html',
  'SetInputFilter spy',
);

/** Lines of a section or a .htaccess. */
export const inSection = fc.oneof(
  { weight: 3, arbitrary: handler },
  { weight: 3, arbitrary: mapper },
  { weight: 3, arbitrary: setting },
  { weight: 2, arbitrary: phase },
  { weight: 2, arbitrary: neutral },
  { weight: 2, arbitrary: auth },
  sectionOnly,
);
/** Lines of the server or a virtual host. AuthType and its like are not allowed there. */
export const atServer = fc.oneof(
  { weight: 2, arbitrary: serverOnly },
  handler,
  mapper,
  setting,
  phase,
  neutral,
);
