/** Asks our merge about one path of a small server in memory. */
import { evaluate } from '../../../src/httpd/reading/evaluate.js';
import type { EvaluateHost } from '../../../src/httpd/reading/host.js';
import { contentChain } from '../../../src/httpd/request/handler.js';
import { compileServer, configurationFor } from '../../../src/httpd/request/merge.js';
import type { RequestFacts, RequestQuestion } from '../../../src/httpd/request/request.js';
import type { RequestConfiguration } from '../../../src/httpd/request/request-configuration.js';
import { memoryHost } from './memory-host.js';

const DISK = {
  '/w/index.html': '',
  '/w/a.py': '',
  '/w/sub/x.psp': '',
  '/w/sub/y.z.psp': '',
  '/w/sub/index.py': '',
  '/media/pic.png': '',
  '/app/site.wsgi': '',
};

export interface AskOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly facts?: Partial<RequestFacts>;
  readonly host?: Partial<EvaluateHost>;
  readonly question?: Partial<RequestQuestion>;
  readonly onlyConfiguration?: boolean;
}

/** Asks about one path with DocumentRoot /w. */
export function ask(configuration: string, path: string, options: AskOptions = {}): RequestConfiguration {
  const files = { ...DISK, ...options.files, '/srv/main.conf': `DocumentRoot /w\n${configuration}` };
  const host = memoryHost(files, options.host);
  const tree = evaluate('/srv/main.conf', host);
  const question = { path, host: 'www.example.com', port: 80, address: '10.0.0.1', ...options.question };
  const disk = {
    stat: (file: string) => (options.onlyConfiguration ? 'unknown' : host.stat(file)),
    htaccess: (file: string) =>
      host.stat(file) === 'file' ? evaluate(file, host, { htaccess: true }) : undefined,
  };
  return configurationFor(compileServer(tree), question, disk, { version: '2.4.62', ...options.facts });
}

export const option = (answer: RequestConfiguration, key: string): string | undefined =>
  answer.settings.options.get(key)?.value;
export const handlers = (answer: RequestConfiguration): readonly string[] | undefined =>
  contentChain(answer.settings, answer.filename)?.value.handlers;
export const handlerName = (answer: RequestConfiguration): string | undefined =>
  answer.outcome.kind === 'handler' ? answer.outcome.handler.name : `(${answer.outcome.kind})`;
