import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/core/engine.js';
import type { Place } from '../../src/core/finding.js';
import { appliedReport } from '../../src/report/applied.js';
import { PLAIN } from '../../src/report/colors.js';
import { frame } from '../../src/report/frame.js';
import { count, decode, printable, wrap } from '../../src/report/printable.js';
import { table } from '../../src/report/table.js';
import { scanReport } from '../../src/report/text.js';
import type { View } from '../../src/report/view.js';
import { bytes } from '../io/sandbox.js';
import { applied, file, memoryTree } from '../rules/support/memory-tree.js';
import { request } from '../rules/support/request.js';

/** The place of `word` in a text, as the readers give it. */
function placeOf(content: Uint8Array, word: string): Place {
  const byteOffset = Buffer.from(content).indexOf(Buffer.from(word, 'latin1'));
  const line = Buffer.from(content.subarray(0, byteOffset)).toString('latin1').split('\n').length;
  return { path: '/x', line, column: 1, endLine: line, endColumn: 1, byteOffset, byteLength: word.length };
}

describe('a frame', () => {
  it('shows two lines on each side and marks the place', () => {
    const content = bytes('one\ntwo\nthree\nfour HERE five\nsix\nseven\neight\n');
    expect(frame(content, placeOf(content, 'HERE'), PLAIN)).toEqual([
      '  2 | two',
      '  3 | three',
      '> 4 | four HERE five',
      '    |      ^^^^',
      '  5 | six',
      '  6 | seven',
    ]);
  });

  it.each([
    ['tabs', '\tHERE', '> 1 |     HERE', '    |     ^^^^'],
    ['UTF-8', '"\u00c3\u00a9" HERE', '> 1 | "é" HERE', '    |     ^^^^'],
    ['latin-1', '"\xe9" HERE', '> 1 | "é" HERE', '    |     ^^^^'],
    ['CRLF', 'HERE\r\n', '> 1 | HERE', '    | ^^^^'],
    ['escapes', '\x1b[0mHERE', '> 1 | \\x1b[0mHERE', '    |        ^^^^'],
  ])('puts the mark right after %s', (_name, text, line, mark) => {
    const content = bytes(text);
    expect(frame(content, placeOf(content, 'HERE'), PLAIN)).toEqual([line, mark]);
  });

  it('cuts a long line around the place', () => {
    const content = bytes(`${'x'.repeat(5000)}HERE${'y'.repeat(5000)}\n`);
    const [line = '', mark = ''] = frame(content, placeOf(content, 'HERE'), PLAIN);
    expect(line.length).toBeLessThan(180);
    expect(line.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1)).toBe('HERE');
  });

  it('is empty for a place outside of the file, and never fails (property)', () => {
    expect(frame(bytes('x\n'), { ...placeOf(bytes('x'), 'x'), line: 9 }, PLAIN)).toEqual([]);
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.nat(300),
        fc.nat(300),
        fc.nat(9),
        (content, byteOffset, byteLength, line) => {
          const place = { path: '/x', line, column: 1, endLine: 1, endColumn: 1, byteOffset, byteLength };
          for (const shown of frame(content, place, PLAIN)) expect(shown).toBe(printable(shown));
        },
      ),
    );
  });
});

describe('text', () => {
  it('is safe for a terminal', () => {
    expect(printable('a\x1b[31m\x07\x9b\u202eb é')).toBe('a\\x1b[31m\\x07\\x9b\\u202eb é');
    expect(decode(bytes('\xc3\xa9'))).toBe('é');
    expect(decode(bytes('\xe9'))).toBe('é');
  });

  it('counts', () => {
    expect([count(0, 'file'), count(1, 'file'), count(1234567, 'entry', 'entries')]).toEqual([
      '0 files',
      '1 file',
      '1,234,567 entries',
    ]);
  });

  it('wraps prose without losing a word (property)', () => {
    expect(wrap('  do   one two three', 14, '       ')).toEqual(['  do   one two', '       three']);
    const words = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, (list) => {
        const lines = wrap(list.join(' '), 20, '  ');
        expect(lines.join(' ').split(/ +/)).toEqual(list);
        for (const line of lines) expect(line.length <= 20 || !line.trim().includes(' ')).toBe(true);
      }),
    );
  });

  it('lines up in tables', () => {
    const columns = [
      { title: 'name', align: 'left' },
      { title: 'n', align: 'right' },
    ] as const;
    expect(
      table(columns, [
        ['a', '10'],
        ['long name', '5'],
      ]),
    ).toEqual(['name        n', 'a          10', 'long name   5']);
  });
});

describe('the report of scan', () => {
  it('shows warnings before what the tool settles itself', () => {
    const page = "def report(req):\n    __auth__ = {'ann': 'key'}\n    return req.uri\n";
    const conf =
      '<Directory "/srv/app">\n    SetHandler mod_python\n    PythonHandler mod_python.publisher\n</Directory>\n';
    const plan = makePlan(
      memoryTree(
        new Map([
          ['/etc/httpd/conf/httpd.conf', file(conf)],
          ['/srv/app/index.py', file(page)],
        ]),
      ),
      request(),
    );
    const view: View = {
      command: 'scan',
      plan,
      name: (path) => path,
      source: () => undefined,
      why: () => '',
    };
    const shown = scanReport(view, { paint: PLAIN, max: 1, verbose: false, quiet: false, width: 100 });
    expect(shown.join('\n')).toContain('MP209 inner-protection  [warning]');
  });
});

describe('the report of apply', () => {
  const handler =
    'from mod_python import apache\n\n\ndef handler(req):\n    req.proxyreq = 1\n    return apache.OK\n';
  const image = new Map([
    [
      '/srv/httpd.conf',
      file('Alias /x /srv/x\n<Location /x>\n    SetHandler mod_python\n    PythonHandler x\n</Location>\n'),
    ],
    ['/srv/lib/x.py', file(handler)],
  ]);
  const view: View = {
    command: 'apply',
    plan: makePlan(memoryTree(image), request()),
    name: (path) => path,
    source: () => undefined,
    why: () => '',
  };
  const said = (after: View) =>
    appliedReport({ view, after, files: [], quiet: false, paint: PLAIN }).join('\n');

  it('names what a person must do where the second plan no longer sees it', () => {
    expect(said({ ...view, plan: { ...view.plan, findings: [], changes: [], creates: [] } })).toMatch(
      /To be done by hand \(lines as they were before\), 1:\n {2}\/srv\/lib\/x\.py:5:5 {2}MP204 request-use: req\.proxyreq/,
    );
  });

  it('names what a comment stands for once, at the comment', () => {
    const conf =
      '<Directory /a>\n    PythonConnectionHandler x\n    PythonConnectionHandler y\n</Directory>\n';
    const before = new Map([['/srv/httpd.conf', file(`${conf}PythonConnectionHandler z\n`)]]);
    const plan = makePlan(memoryTree(before), request());
    const second = makePlan(memoryTree(applied(before, plan)), request());
    const lines = appliedReport({
      view: { ...view, plan },
      after: { ...view, plan: second },
      files: [],
      quiet: false,
      paint: PLAIN,
    });
    const places = lines.filter((line) => /MP1\d\d /.test(line)).map((line) => line.replace(/:.* MP/, ' MP'));
    const comments = lines.filter((line) => line.includes('MP112'));
    expect([places.length, comments.length]).toEqual([3, 0]);
    expect(lines.join('\n')).toMatch(/Left for you, 3:/);
    expect(lines.join('\n')).not.toContain('lines as they were before');
  });

  it('names it once where the second plan says it again', () => {
    const lines = said({ ...view, plan: { ...view.plan, changes: [], creates: [] } });
    expect(lines).not.toContain('To be done by hand');
    expect(lines.split('req.proxyreq')).toHaveLength(2);
  });
});
