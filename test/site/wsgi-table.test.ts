/** Every line for mod_wsgi that a migration writes is one that the chosen mod_wsgi and Apache accept where it stands. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePlan, type PlanRequest } from '../../src/core/engine.js';
import { buildSite } from '../../src/site/build-site.js';
import { containerOf, type Scope } from '../../src/site/configuration/scopes.js';
import type { SiteOptions } from '../../src/site/site.js';
import { findCases, readTree } from '../rules/support/fixtures.js';
import { applied, file, type Image, memoryTree } from '../rules/support/memory-tree.js';
import { request } from '../rules/support/request.js';
import { packageRoot, sharedFolder } from '../support/parity-environment.js';
import { objection, type Statement, type Target, VERSIONS } from './support/wsgi-table.js';

interface Sample {
  readonly name: string;
  readonly image: Image;
  readonly options: Partial<PlanRequest>;
}

const SITES = ['sites', 'recorded-sites'].map((folder) => join(packageRoot, 'fixtures', folder));
const EXAMPLES = join(sharedFolder, 'examples/apache');

const rules: readonly Sample[] = findCases()
  .filter(({ kind, before }) => kind === 'change' && [...before.keys()].some(isConfiguration))
  .map(({ rule, name, before, options }) => ({ name: `${rule}/${name}`, image: before, options }));
const sites: readonly Sample[] = SITES.flatMap((folder) =>
  readdirSync(folder).map((name) => ({
    name,
    image: new Map(Object.entries(readTree(join(folder, name, 'before')))),
    options: {},
  })),
);
const examples: readonly Sample[] = (existsSync(EXAMPLES) ? readdirSync(EXAMPLES) : [])
  .filter((name) => name.endsWith('.before.conf') && !name.includes('htaccess'))
  .map((name) => ({
    name,
    image: new Map([
      ['/etc/httpd/conf/httpd.conf', file(new Uint8Array(readFileSync(join(EXAMPLES, name))))],
    ]),
    options: {},
  }));

/** A Red Hat server whose handler becomes plain WSGI, looks at the method and leaves errors to a page of Apache. */
const redHat: Sample = {
  name: 'Red Hat',
  image: new Map([
    ['/etc/httpd/run/httpd.pid', file('1\n')],
    ['/etc/httpd/conf.d/python.conf', file('LoadModule python_module modules/mod_python.so\n')],
    [
      '/etc/httpd/conf/httpd.conf',
      file(`ServerRoot /etc/httpd
Include conf.d/*.conf
DocumentRoot /srv/www/htdocs
ErrorDocument 404 /missing.html
<Directory /srv/app>
    SetHandler mod_python
    PythonHandler pages
</Directory>
`),
    ],
    [
      '/srv/app/pages.py',
      file(`from mod_python import apache


def handler(req):
    if req.method == 'HEAD':
        return apache.HTTP_NOT_FOUND
    req.content_type = 'text/plain'
    req.write('page')
    return apache.OK
`),
    ],
  ]),
  options: {},
};

function isConfiguration(path: string): boolean {
  return /(?:\.conf|\.htaccess|\.in)$/.test(path);
}

const TARGETS: readonly Target[] = VERSIONS.flatMap((modWsgi) =>
  (['2.2', '2.4'] as const).flatMap((apache) =>
    (['daemon', 'embedded'] as const).map((mode) => ({ modWsgi, apache, mode })),
  ),
);

function statements(image: Image, options: SiteOptions): readonly Statement[] {
  const { configured } = buildSite(memoryTree(image), options);
  return configured.flatMap(({ configuration }) =>
    configuration.scopes.flatMap((scope) =>
      scope.directives
        .filter(({ name }) => /^(?:wsgi|require$)/i.test(name))
        .map(({ name, argv }) => ({ name, argv, in: placeOf(scope) })),
    ),
  );
}

function placeOf(scope: Scope): Statement['in'] {
  const { kind } = containerOf(scope);
  if (kind === 'htaccess') return 'htaccess';
  for (let at: Scope | undefined = scope; at; at = at.parent)
    if (!['server', 'vhost', 'branch'].includes(at.kind)) return 'section';
  return kind === 'vhost' ? 'host' : 'server';
}

const OLD = new Map<Sample, ReadonlySet<string>>();

function statementsBefore(sample: Sample): ReadonlySet<string> {
  const { image, options } = sample;
  const old =
    OLD.get(sample) ?? new Set(statements(image, request(options)).map((one) => JSON.stringify(one)));
  OLD.set(sample, old);
  return old;
}

/** What the migration said for mod_wsgi: all of the result but for lines that were there before. */
function emitted(sample: Sample, target: Target): readonly Statement[] {
  const { image, options } = sample;
  const asked = request({ ...options, ...target });
  const old = statementsBefore(sample);
  const after = applied(image, makePlan(memoryTree(image), asked));
  return statements(after, asked).filter((one) => !old.has(JSON.stringify(one)));
}

function objections(samples: readonly Sample[], target: Target): readonly string[] {
  return samples.flatMap((sample) =>
    emitted(sample, target).flatMap((said) => {
      const why = objection(said, target);
      return why === undefined ? [] : [`${sample.name}: ${said.name} ${said.argv.join(' ')}: ${why}`];
    }),
  );
}

/** Cases whose results say something of their own to mod_wsgi; the others say the same again. */
const TELLING =
  /^(?:python-(?:import|autoreload)|assumed-mount|server-fragment)\/|^python-handler\/(?:debian|htaccess|include|trac)|^request-phase\/(?:groups|password|guard|whole|django|handed|htaccess)/;
const samples: readonly Sample[] = [
  redHat,
  ...sites,
  ...examples,
  ...rules.filter(({ name }) => TELLING.test(name)),
];

const SAMPLE_LINES: readonly (readonly [string, string, Statement['in'], string | undefined])[] = [
  ['WSGISocketPrefix', 'run/wsgi', 'host', 'is not allowed in host'],
  ['WSGIHandlerScript', 'a /a.wsgi application-group=a', 'htaccess', 'is not allowed in htaccess'],
  ['WSGIScriptAlias', '/a /a.wsgi', 'section', 'is not allowed in section'],
  ['WSGIAccessScript', '/a.wsgi', 'host', 'is not allowed in host'],
  ['WSGIAccessScript', '/a.wsgi application-group=a', 'htaccess', undefined],
  ['WSGIScriptAliasMatch', '^/a /a.wsgi application-group=a', 'host', 'has application-group= since 4.9'],
  ['WSGIMapHEADToGET', 'Off', 'section', 'came with 4.9'],
  ['WSGIDaemonProcess', 'a processes=1', 'server', 'says processes=1, which means several'],
  ['WSGIDaemonProcess', 'a request-timeout=5', 'server', 'has no option request-timeout='],
  ['WSGIUserAuthoritative', 'On', 'section', 'is in no table'],
  ['Require', 'wsgi-group a', 'section', 'wsgi-group does not work there'],
];

describe('lines for mod_wsgi', () => {
  it.each(TARGETS)('suit mod_wsgi $modWsgi, Apache $apache, $mode mode', (target) => {
    expect(objections(samples, target)).toEqual([]);
  });

  it('are of all the kinds that a migration writes', () => {
    const target: Target = { modWsgi: '6', apache: '2.4', mode: 'daemon' };
    const names = new Set(samples.flatMap((sample) => emitted(sample, target)).map(({ name }) => name));
    expect([...names].filter((name) => name.startsWith('WSGI')).sort()).toEqual([
      'WSGIAccessScript',
      'WSGIAuthGroupScript',
      'WSGIAuthUserScript',
      'WSGIDaemonProcess',
      'WSGIErrorOverride',
      'WSGIHandlerScript',
      'WSGIImportScript',
      'WSGIMapHEADToGET',
      'WSGIScriptAlias',
      'WSGIScriptReloading',
      'WSGISocketPrefix',
    ]);
  });

  it.each(SAMPLE_LINES)('the table judges %s %s in %s', (name, words, where, why) => {
    const said = { name, argv: words.split(' '), in: where };
    expect(objection(said, { modWsgi: '3.4', apache: '2.4', mode: 'daemon' })).toBe(why);
  });
});
