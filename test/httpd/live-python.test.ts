/** The merge against a running mod_python: handler chains and options of random configurations (facts D4 and D5). */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { evaluate } from '../../src/httpd/reading/evaluate.js';
import { contentChain } from '../../src/httpd/request/handler.js';
import { compileServer, configurationFor } from '../../src/httpd/request/merge.js';
import type { RequestConfiguration } from '../../src/httpd/request/request-configuration.js';
import { startApache } from '../support/apache.js';
import { missingParity, readParityEnvironment } from '../support/parity-environment.js';
import { diskHost, requestDisk } from './support/disk.js';

const environment = readParityEnvironment();
const missing = missingParity(environment, 'mod_python');
const seed = Number(process.env.FUZZ_SEED ?? 6);
const count = Number(process.env.LIVE_RUNS ?? 4);

const HANDLERS = `import json
from mod_python import apache

def called(name):
    def handler(req):
        options = req.get_options()
        req.write(json.dumps([name, dict((key, options[key]) for key in options.keys()), req.filename]) + "\\n")
        return apache.OK
    return handler

one, two, three, four = [called(name) for name in ("one", "two", "three", "four")]
`;

const FILES: Readonly<Record<string, string>> = {
  'lib/who.py': HANDLERS,
  'htdocs/a.py': '',
  'htdocs/x.tar.py': '',
  'htdocs/sub/b.py': '',
  'htdocs/sub/c.psp': '',
  'htdocs/sub/.htaccess': 'PythonOption Ht sub\nPythonHandler who::four | .psp\n',
  'media/d.py': '',
};
const URLS = [
  '/a.py',
  '/x.tar.py',
  '/sub/b.py',
  '/sub/c.psp',
  '/sub/none.psp/more',
  '/media/d.py',
  '/loc/x.py',
];

const section = fc.constantFrom(
  '<Directory "@ROOT@/htdocs">',
  '<Directory "@ROOT@/htdocs/sub">',
  '<Directory "@ROOT@/media">',
  '<DirectoryMatch "htdocs/sub">',
  '<Files *.py>',
  '<FilesMatch "^[bc]">',
  '<Location /sub>',
  '<Location />',
  '<LocationMatch "^/(loc|a)">',
);
const line = fc.constantFrom(
  'PythonHandler who::one',
  'PythonHandler who::two who::three',
  'PythonHandler who::four | .psp .py',
  'PythonHandler who::three |.tar.py',
  'PythonOption A 1',
  'PythonOption a 2',
  'PythonOption A',
  'PythonOption B ""',
  'PythonOption b 3',
  'SetHandler None',
  'SetHandler python-program',
  'PythonDebug On',
);
const block = fc
  .tuple(section, fc.array(line, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([head, lines, open]) => {
    const close = /^<(\w+)/.exec(head)?.[1];
    const override = open && close === 'Directory' ? ['AllowOverride All'] : [];
    return [head, ...override, ...lines, `</${close}>`].join('\n');
  });
const configuration = fc
  .tuple(
    fc.array(fc.oneof({ weight: 3, arbitrary: block }, { weight: 1, arbitrary: line }), {
      minLength: 2,
      maxLength: 8,
    }),
  )
  .map(([parts]) =>
    [
      'LoadModule python_module modules/mod_python.so',
      'PythonPath "[\'@ROOT@/lib\'] + sys.path"',
      'SetHandler mod_python',
      'PythonHandler who::one',
      'Alias /media "@ROOT@/media"',
      ...parts,
      '',
    ].join('\n'),
  );

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function install(text: string): string {
  const root = mkdtempSync(path.join(tmpdir(), 'httpd-python-'));
  folders.push(root);
  chmodSync(root, 0o755);
  for (const [name, content] of Object.entries({ ...FILES, 'site.conf': text.replaceAll('@ROOT@', root) })) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
  return root;
}

type Call = readonly [name: string, options: Readonly<Record<string, string>>, filename: string | null];

/** Undefined: mod_python did not answer. */
function ask(port: number, url: string): Promise<readonly Call[] | undefined> {
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path: url, agent: false }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () =>
          resolve(
            body.startsWith('[')
              ? body
                  .trim()
                  .split('\n')
                  .map((row) => JSON.parse(row) as Call)
              : undefined,
          ),
        );
      })
      .once('error', reject);
  });
}

function ours(answer: RequestConfiguration): readonly Call[] | undefined {
  const handler = answer.outcome.kind === 'handler' ? answer.outcome.handler.name : undefined;
  if (handler !== 'mod_python' && handler !== 'python-program') return undefined;
  const options = [...answer.settings.options].flatMap(([key, { value }]) =>
    value === undefined ? [] : [[key, value]],
  );
  const names = contentChain(answer.settings, answer.filename)?.value.handlers ?? [];
  return names.map((name) => [
    name.replace('who::', ''),
    Object.fromEntries(options),
    answer.filename ?? null,
  ]);
}

/**
 * mod_python keeps the case of keys, and does not mind it. Of two unset options side by side it forgets to remove the
 * second (req_get_options unsets while it counts), which then shows as an empty value.
 */
const lowerKeys = ([name, options, filename]: Call): Call => {
  const set = Object.entries(options).filter(([, value]) => value !== '');
  return [name, Object.fromEntries(set.map(([key, value]) => [key.toLowerCase(), value])), filename];
};

describe.skipIf(missing !== undefined)(`against a running mod_python ${missing ?? ''}`, () => {
  const samples = fc.sample(configuration, { seed, numRuns: count });

  test.each(samples.map((text, index) => ({ index, text })))(
    `configuration $index (seed ${seed})`,
    { timeout: 60_000 },
    async ({ text }) => {
      if (environment === undefined) return;
      const root = install(text);
      const server = await startApache({
        environment,
        modules: 'mod_python',
        siteConfiguration: path.join(root, 'site.conf'),
        documentRoot: path.join(root, 'htdocs'),
      });
      try {
        const host = diskHost(server.folder);
        const tree = evaluate(path.join(server.folder, 'httpd.conf'), host);
        const compiled = compileServer(tree);
        const facts = { version: '2.4.71', modPython: 'since-3.4.1' } as const;
        for (const url of URLS) {
          const question = { path: url, host: '127.0.0.1', port: server.port, address: '127.0.0.1' };
          const answer = configurationFor(compiled, question, requestDisk(host, tree), facts);
          if (answer.undecided.length > 0) continue; // an alias and a handler in a Location: the order of modules decides
          expect(ours(answer), `${url} with\n${text}`).toEqual((await ask(server.port, url))?.map(lowerKeys));
        }
      } finally {
        await server.stop();
      }
    },
  );
});
