/** WSGIErrorOverride: where a handler that becomes plain WSGI returns errors that an ErrorDocument answers. */
import { describe, expect, it } from 'vitest';
import { migrate } from './support/migrate.js';

const CONF = `DocumentRoot /srv/www/htdocs
ErrorDocument 404 /missing.html
<Directory /srv/app>
    SetHandler mod_python
    PythonHandler pages
</Directory>
`;
const pages = (error: string) => ({
  '/srv/app/pages.py': `from mod_python import apache


def handler(req):
    if req.method == 'HEAD':
        return apache.${error}
    req.content_type = 'text/plain'
    req.write('page')
    return apache.OK
`,
});

describe('WSGIErrorOverride', () => {
  it('lets the ErrorDocument answer', () => {
    const { conf, files } = migrate(CONF, pages('HTTP_NOT_FOUND'));
    expect(conf).toMatch(/SetHandler app\n(?: *#.*\n) *WSGIErrorOverride On\n<\/Directory>/);
    expect(files['/srv/app/pages.py']).toContain('def application(environ, start_response)');
  });

  it('is not set for errors without an ErrorDocument', () => {
    expect(migrate(CONF, pages('HTTP_FORBIDDEN')).conf).not.toContain('WSGIErrorOverride');
  });

  it('has no effect in embedded mode, where the handler stays on the bridge', () => {
    const { conf, files } = migrate(CONF, pages('HTTP_NOT_FOUND'), { mode: 'embedded' });
    expect(conf).not.toContain('WSGIErrorOverride');
    expect(files['/srv/app/pages.py']).toContain('from modpython_wsgi import apache');
  });
});
