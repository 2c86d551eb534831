/** Several shapes on one server, before and after the migration. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../../support/apache.js';
import { send } from '../../support/exchange.js';
import type { ParityEnvironment } from '../../support/parity-environment.js';
import { GUARD } from './guard-code.js';
import { MAIN, type SiteFiles, serveAfter, serveBefore } from './served-site.js';
import type { Shape } from './shape.js';
import { DOORS, MARKED_PAGE, shapeFiles } from './shape-files.js';
import { judge, type Outcome, type Probe, probesOf } from './shape-probes.js';
import { folderOf, shapeLines } from './shape-text.js';

const HEAD = [
  'LoadModule python_module modules/mod_python.so',
  'LoadModule dav_module modules/mod_dav.so',
  'LoadModule dav_fs_module modules/mod_dav_fs.so',
  'LoadModule include_module modules/mod_include.so',
  'LoadModule asis_module modules/mod_asis.so',
  'LoadModule proxy_module modules/mod_proxy.so',
  'LoadModule proxy_http_module modules/mod_proxy_http.so',
  'LoadModule auth_digest_module modules/mod_auth_digest.so',
  'DavLockDB "@ROOT@/locks/db"',
  'DocumentRoot "@ROOT@/www"',
  `PythonPath "['@ROOT@/lib'] + sys.path"`,
  '<Directory "@ROOT@/www/open">',
  '    AllowOverride All',
  '</Directory>',
  '<VirtualHost *:@PORT@>',
  '    ServerName 127.0.0.1',
  '    DocumentRoot "@ROOT@/www"',
  '</VirtualHost>',
];

/** Requests on their way at one time. */
const AT_ONCE = 6;

/** What was found at one shape. */
export interface ShapeResult {
  readonly weaker: readonly string[];
  /** Stricter, and no finding says that a person must see to it. */
  readonly untold: readonly string[];
  readonly stricter: number;
}

/** The files of a site with these shapes that listens on a port. */
export function siteOf(shapes: readonly Shape[], port: number): SiteFiles {
  const files: Record<string, string> = {
    [MAIN]: [
      ...HEAD,
      ...shapes.flatMap((shape) => ['', `# ${shape.id}`, ...shapeLines(shape)]),
      '# end',
      '',
    ].join('\n'),
    'conf/users': 'fred:{SHA}rf7FdyrokyqhCJYDewd5vskVAVs=\n',
    'conf/groups': 'staff: ann bob\n',
    'lib/guard.py': GUARD,
    'lib/doors.py': DOORS,
    'lib/page.py': MARKED_PAGE,
    'locks/none': '',
    'www/index.txt': 'front\n',
    ...Object.assign({}, ...shapes.map(shapeFiles)),
  };
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, text.replaceAll('@PORT@', String(port))]),
  );
}

/** Asks both servers. @param named whether the version of mod_wsgi is named */
export async function askShapes(
  shapes: readonly Shape[],
  environment: ParityEnvironment,
  named: boolean,
): Promise<ReadonlyMap<Shape, ShapeResult>> {
  const outcomes: Outcome[] = [];
  const [oldPort, newPort] = [await freePort(), await freePort()];
  const ask = (shape: Shape) => async (probe: Probe) => {
    const [was, is] = await Promise.all([send(oldPort, probe.request), send(newPort, probe.request)]);
    return judge(shape, probe, was, is);
  };
  const before = await serveBefore(siteOf(shapes, oldPort), environment, oldPort);
  try {
    const options = named ? ['--mod-wsgi', '4.9'] : [];
    const after = await serveAfter(siteOf(shapes, newPort), environment, options, 'mod_wsgi-py27', newPort);
    try {
      for (const shape of shapes) {
        const probes = probesOf(shape);
        for (let start = 0; start < probes.length; start += AT_ONCE)
          outcomes.push(...(await Promise.all(probes.slice(start, start + AT_ONCE).map(ask(shape)))));
      }
      return new Map(shapes.map((shape) => [shape, resultOf(shape, outcomes, toldAbout(shape, after.root))]));
    } finally {
      await after.stop();
    }
  } finally {
    await before.stop();
  }
}

function resultOf(shape: Shape, outcomes: readonly Outcome[], told: boolean): ShapeResult {
  const own = outcomes.filter((outcome) => outcome.shape === shape);
  const text = (verdict: Outcome['verdict']) =>
    own
      .filter((outcome) => outcome.verdict === verdict)
      .map(({ visitor, request, was, is }) => `${visitor}: ${request}: ${was} -> ${is}`);
  const stricter = text('stricter');
  // mod_wsgi has no hook for these phases: a finding of severity error is all there can be.
  const hookless = told && /^(?:fixup|type|init|address|first)$/.test(shape.guard);
  // MP110 says in its sentence what the script refuses, and that Apache's Require lines come first.
  const said = shape.guard === 'access by file' || /rights/.test(shape.guard);
  return {
    weaker: hookless ? [] : text('weaker'),
    untold: told || said ? [] : stricter,
    stricter: stricter.length,
  };
}

/** Whether a comment in the shape's part of the configuration says that a person must see to something. */
function toldAbout(shape: Shape, root: string): boolean {
  const htaccess = path.join(root, folderOf(shape), '.htaccess');
  const parts = readFileSync(path.join(root, MAIN), 'latin1').split(/^# (?=s\d+$)/m);
  const own = parts.find((part) => part.startsWith(`${shape.id}\n`)) ?? '';
  return [own, existsSync(htaccess) ? readFileSync(htaccess, 'latin1') : ''].some((text) =>
    text.includes('migrate: by hand'),
  );
}
