/** WSGIMapHEADToGET: code that can tell HEAD from GET goes on seeing HEAD, where the chosen mod_wsgi knows the directive. */
import { describe, expect, it } from 'vitest';
import { migrate } from './support/migrate.js';

const CONF = `DocumentRoot /srv/www/htdocs
<Directory /srv/app>
    SetHandler mod_python
    PythonHandler pages
</Directory>
`;
const OFF = /SetHandler app\n {4}#.*\n {4}WSGIMapHEADToGET Off\n<\/Directory>/;

const pages = (expression: string) => ({
  '/srv/app/pages.py': `from mod_python import apache


def handler(req):
    other(req)
    if ${expression}:
        return apache.OK
    req.write('page')
    return apache.OK
`,
});

describe('WSGIMapHEADToGET', () => {
  it.each(['4.9', '5', '6'] as const)('keeps HEAD what it is with mod_wsgi %s', (modWsgi) => {
    expect(migrate(CONF, pages('req.header_only'), { modWsgi }).conf).toMatch(OFF);
    expect(migrate(CONF, pages("req.method == 'GET'"), { modWsgi }).conf).toMatch(OFF);
  });

  it.each(['any', '3.4'] as const)('is not written for mod_wsgi %s, which may not know it', (modWsgi) => {
    expect(migrate(CONF, pages('req.header_only'), { modWsgi }).conf).not.toContain('WSGIMapHEADToGET');
  });

  it.each(["req.method == 'POST'", 'req.method_number == apache.M_GET'])(
    'is not needed for %s, which is the same for HEAD and GET',
    (expression) => {
      const { conf } = migrate(CONF, pages(expression), { modWsgi: '6' });
      expect(conf).not.toContain('WSGIMapHEADToGET');
    },
  );

  it('holds for a handler that becomes plain WSGI, too', () => {
    const native = {
      '/srv/app/pages.py': `from mod_python import apache


def handler(req):
    req.content_type = 'text/plain'
    req.write('as %s' % req.method)
    return apache.OK
`,
    };
    const { conf, files } = migrate(CONF, native, { modWsgi: '5' });
    expect(files['/srv/app/pages.py']).toContain("environ['REQUEST_METHOD']");
    expect(conf).toMatch(OFF);
  });

  it('is told where no version was chosen', () => {
    const said = (modWsgi: 'any' | '6') =>
      migrate(CONF, pages('req.header_only'), { modWsgi })
        .uses('MP204')
        .map(({ message }) => message)
        .join('\n');
    expect(said('any')).toMatch(/req\.header_only works .* mod_wsgi 6 shows HEAD as GET/);
    expect(said('6')).not.toContain('mod_wsgi 6');
  });
});

describe('an internal redirect', () => {
  const code = {
    '/srv/app/pages.py': `from mod_python import apache


def handler(req):
    req.internal_redirect('/other')
    return apache.OK
`,
  };
  const state = (mode: 'daemon' | 'embedded') =>
    migrate(CONF, code, { mode })
      .uses('MP204')
      .map((use) => use.state);

  it('is work for a person in embedded mode, where nothing can do it', () => {
    expect(state('embedded')).toEqual(['manual']);
    expect(state('daemon')).toEqual(['bridged']);
  });
});
