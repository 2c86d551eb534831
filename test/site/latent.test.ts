/** Notes on bugs that stood there before the migration: what they say must be so. */
import { describe, expect, it } from 'vitest';
import { migrate } from './support/migrate.js';

const HANDLER =
  '<Directory /srv/www/htdocs/app>\n    SetHandler mod_python\n    PythonHandler app\n</Directory>\n';
const PUBLISHER = HANDLER.replace('PythonHandler app', 'PythonHandler mod_python.publisher');
const FOLDER = '/srv/www/htdocs/app';

function notes(code: string, conf: string, files: Readonly<Record<string, string>>) {
  return migrate(conf, files).plan.findings.filter((finding) => finding.code === code);
}

describe('the environment of the process', () => {
  const found = (body: string) =>
    notes('MP223', HANDLER, {
      [`${FOLDER}/app.py`]: `import os\ndef handler(req):\n${body}    return 0\n`,
    }).map(({ place, message }) => [place.line, /is set/.test(message)]);

  it('has nothing of a request', () => {
    expect(found("    os.environ.get('REMOTE_USER')\n")).toEqual([[3, false]]);
  });

  // nav-2006 puts REMOTE_USER there, looks for it and takes it away again.
  it('has what the code puts there, for all requests', () => {
    const body =
      "    os.environ['REMOTE_USER'] = req.user\n    os.environ.get('REMOTE_USER')\n    del os.environ['REMOTE_USER']\n";
    expect(found(body)).toEqual([[3, true]]);
  });
});

describe('attributes without effect', () => {
  // ivle has a request of its own, with a location that it obeys.
  it('are those of what is the request for sure', () => {
    const code =
      'def handler(req):\n    req.location = 1\n    return 0\ndef other(req):\n    req.location = 1\n';
    const lines = notes('MP222', HANDLER, { [`${FOLDER}/app.py`]: code }).map(({ place }) => place.line);
    expect(lines).toEqual([2]);
  });
});

describe('names that the publisher serves', () => {
  it('are told once for a module, without its classes and modules', () => {
    const found = notes('MP208', PUBLISHER, {
      [`${FOLDER}/index.py`]:
        'from shop import total, Basket\nfrom mailer import send as mail\ndef index(req):\n    return total\n',
      [`${FOLDER}/shop.py`]: 'from goods import sum as total\nclass Basket(object):\n    pass\n',
      [`${FOLDER}/goods.py`]: 'def sum(things):\n    return 1\n',
    });
    const here = found.filter(({ place }) => place.path.endsWith('/index.py'));
    expect(here.map(({ message, related }) => [message, related.map((one) => one.message)])).toEqual([
      [
        '2 imported names can be asked for by address, as in index.py/total',
        ['total from shop', 'mail from mailer (unless that is a module or a class)'],
      ],
    ]);
  });
});
