/** What counts as a use of mod_python, and what is said of places where the request is lost. */
import { describe, expect, it } from 'vitest';
import { migrate } from './support/migrate.js';

const APP =
  '<Directory /srv/www/htdocs/app>\n    SetHandler mod_python\n    PythonHandler app\n</Directory>\n';
const FILE = '/srv/www/htdocs/app/app.py';

function usesOf(text: string) {
  return migrate(APP, { [FILE]: text })
    .uses('MP204')
    .map(({ place, message }) => `${place.line} ${message.split(' ')[0]}`);
}

function lost(text: string) {
  return migrate(APP, { [FILE]: text })
    .plan.findings.filter(({ code }) => code === 'MP206')
    .map(({ message, place, related }) => [
      place.line,
      message.split(':')[0],
      related.map((one) => one.message),
    ]);
}

// 437 of the uses of ivle were strings, dictionaries and rows of a database.
describe('what may be the request', () => {
  const CALLED = 'def handler(req):\n    thing = {"req": req}\n    value = thing["name"]\n';

  it('is not one where nobody could do that with a request', () => {
    expect(usesOf(`${CALLED}    value.startswith("x")\n    value["k"]\n    return 0\n`)).toEqual([]);
  });

  it('is one where a request could do that', () => {
    expect(usesOf(`${CALLED}    value.write("x")\n    return 0\n`)).toEqual(['4 req.write']);
  });

  it('is one where the code itself gives requests that attribute', () => {
    expect(usesOf(`${CALLED}    req.owner = 1\n    value.owner\n    return 0\n`)).toEqual([
      '4 req.owner',
      '5 req.owner',
    ]);
  });
});

describe('where the request is lost', () => {
  it('is told once for a file, with the lines', () => {
    const text =
      'import other\ndef handler(req):\n    other.f(req)\n    other.g(req)\n    other.f(req)\n    return 0\n';
    expect(lost(text)).toEqual([
      [
        3,
        'at 3 places of this file the request, or what came from it, goes where it cannot be followed',
        [
          '`req` is passed to `other.f`, whose source was not read, also in line 5',
          '`req` is passed to `other.g`, whose source was not read',
        ],
      ],
    ]);
  });

  it('is not where it is kept and found again, nor where only text can go', () => {
    const text =
      'import os\nclass Page(object):\n    pass\ndef handler(req):\n    page = Page()\n    page.req = req\n' +
      '    os.path.join({"r": req}["r"], "x")\n    page.req.write("x")\n    return 0\n';
    expect(lost(text)).toEqual([]);
  });
});
