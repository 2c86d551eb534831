/** The comparison with a live server notices every kind of difference: else its agreement would mean nothing. */
import { describe, expect, it, test } from 'vitest';
import type { HandlerCall, Observed } from '../../scripts/explain-url/ask.js';
import { compareLive } from '../../scripts/explain-url/compare.js';
import { compareRecorded } from '../../scripts/explain-url/recorded.js';
import { explain } from './explain.js';

const CONF = `LoadModule python_module modules/mod_python.so
ServerName www.example.org
DocumentRoot /srv/www
PythonAccessHandler guard
PythonOutputFilter shout SHOUT
<Directory /srv/www>
    AddHandler mod_python .py
    PythonHandler page
    PythonOption theme dark
    PythonPath "sys.path + ['/srv/lib']"
    SetOutputFilter SHOUT
</Directory>
`;
const { before, after } = explain(
  CONF,
  { path: '/page.py/info' },
  { '/srv/www/page.py': 'def handler(req): pass\n' },
);
const layers = (side: typeof before) => side.sections.map(({ at }) => `${at.path}:${at.line}`);
const CALL: HandlerCall = {
  handler: 'page',
  filename: '/srv/www/page.py',
  path_info: '/info',
  interpreter: 'www.example.org',
  options: { theme: 'dark' },
  path: "['/probes'] + (sys.path + ['/srv/lib'])",
  debug: null,
};
const SEEN: Observed = {
  status: 200,
  layers: layers(before),
  handler: 'mod_python',
  file: '/srv/www/page.py',
  pathInfo: '/info',
  location: undefined,
  body: '',
  calls: [CALL],
  phases: [['PythonAccessHandler', 'guard']],
  filters: ['shout'],
  wsgi: undefined,
};
const compare = (seen: Partial<Observed>) => compareLive(before, { ...SEEN, ...seen }, 'GET', '/probes');

describe('before', () => {
  it('agrees with what it says', () => {
    expect(compare({})).toEqual({ kind: 'agree', why: [] });
  });

  const others: readonly (readonly [string, Partial<Observed>])[] = [
    ['a section more', { layers: [...SEEN.layers, 'x:1'] }],
    ['another order', { layers: [...SEEN.layers].reverse() }],
    ['another file', { file: '/srv/www/other.py' }],
    ['another path_info', { pathInfo: '' }],
    ['nobody called', { calls: [] }],
    ['mod_wsgi called', { calls: [], wsgi: {} as never }],
    ['a phase more', { phases: [...SEEN.phases, ['PythonTransHandler', 't']] }],
    ['a phase less', { phases: [] }],
    ['no filter', { filters: [] }],
    ['another handler', { calls: [{ ...CALL, handler: 'other' }] }],
    ['two handlers', { calls: [CALL, CALL] }],
    ['another interpreter', { calls: [{ ...CALL, interpreter: 'x' }] }],
    ['another option', { calls: [{ ...CALL, options: { theme: 'light' } }] }],
    ['an option more', { calls: [{ ...CALL, options: { theme: 'dark', more: 'x' } }] }],
    ['another path', { calls: [{ ...CALL, path: null }] }],
    ['debugging', { calls: [{ ...CALL, debug: '1' }] }],
  ];
  test.each(others)('notices %s', (_name, seen) => {
    expect(compare(seen).kind).toBe('disagree');
  });
});

describe('after', () => {
  const wsgi = {
    script: after.wsgi?.script ?? '',
    SCRIPT_FILENAME: '/srv/www/page.py',
    PATH_INFO: '/info',
    'mod_wsgi.process_group': after.wsgi?.processGroup ?? '',
    'mod_wsgi.application_group': '',
  };
  const seen: Observed = { ...SEEN, layers: layers(after), calls: [], phases: [], filters: [], wsgi };
  const verdict = (more: Partial<typeof wsgi>) =>
    compareLive(after, { ...seen, wsgi: { ...wsgi, ...more } }, 'GET', '').kind;

  it('agrees with what it says, and notices another script, group or file', () => {
    expect(verdict({})).toBe('agree');
    expect(verdict({ script: '/x.wsgi' })).toBe('disagree');
    expect(verdict({ 'mod_wsgi.process_group': 'x' })).toBe('disagree');
    expect(verdict({ 'mod_wsgi.application_group': 'x' })).toBe('disagree');
    expect(verdict({ SCRIPT_FILENAME: '/x' })).toBe('disagree');
    expect(compareLive(after, { ...seen, wsgi: undefined }, 'GET', '').kind).toBe('disagree');
  });
});

describe('answers of Apache itself', () => {
  const side = (path: string) => explain('DocumentRoot /srv/www\nRedirect /old /new\n', { path }).before;
  const verdict = (path: string, status: number, location?: string) =>
    compareLive(
      side(path),
      {
        ...SEEN,
        status,
        location,
        layers: [],
        calls: [],
        phases: [],
        filters: [],
        file: '/srv/www/none',
        pathInfo: '',
      },
      'GET',
      '',
    ).kind;

  it('are compared by status and location', () => {
    expect(verdict('/none', 404)).toBe('agree');
    expect(verdict('/none', 200)).toBe('disagree');
    expect(verdict('/old', 302, 'http://127.0.0.1:81/new')).toBe('agree');
    expect(verdict('/old', 302, 'http://127.0.0.1:81/old')).toBe('disagree');
    expect(verdict('/old', 301, 'http://127.0.0.1:81/new')).toBe('disagree');
  });

  it('are compared with what was recorded', () => {
    const recorded = (path: string, status: number) =>
      compareRecorded(side(path), { status, headers: [] }).kind;
    expect([recorded('/none', 404), recorded('/none', 200), recorded('/old', 302)]).toEqual([
      'agree',
      'disagree',
      'agree',
    ]);
    expect(compareRecorded(before, { status: 500, headers: [] }).kind).toBe('not derivable');
    expect(compareRecorded(before, { status: 200, headers: [] }).kind).toBe('agree');
  });
});
