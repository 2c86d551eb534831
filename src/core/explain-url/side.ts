/** One request under one configuration. */
import { configurationFor } from '../../httpd/request/merge.js';
import type { Layer, RequestFacts, RequestQuestion, sectionPattern } from '../../httpd/request/request.js';
import type { Outcome, RequestConfiguration } from '../../httpd/request/request-configuration.js';
import { decodePath } from '../../httpd/request/uri.js';
import { vhostsOf } from '../../httpd/request/vhosts.js';
import { accessFacts } from './access.js';
import { answersOf } from './answer.js';
import { type Names, readable } from './names.js';
import { pythonFacts } from './python.js';
import type { AccessFact, AppliedSection, ChosenServer, UrlSide } from './result.js';
import type { UrlServer } from './server.js';
import { guardFacts, wsgiFacts } from './wsgi.js';

/** @param names for the files of this configuration */
export function urlSide(
  server: UrlServer,
  question: RequestQuestion,
  facts: RequestFacts,
  names: Names,
): UrlSide {
  const asked = configurationFor(server.compiled, question, server.disk, facts);
  const { request, steps } = behindIndexes(asked);
  const handler = request.outcome.kind === 'handler' ? request.outcome.handler : undefined;
  const access = accessOf(asked, request, names);
  const answers = answersOf({ request, access, names });
  const group = { request, host: question.host, path: asked.uri };
  return {
    server: chosenServer(asked, server, names),
    sections: request.layers.map((layer) => section(layer, server, names)),
    rewritten: rewrittenPath(asked, question),
    index: steps.map(({ request: { uri }, by }) => ({ path: readable(uri), at: by && names.place(by) })),
    file: fileOf(request),
    ...answers,
    access,
    python: pythonFacts(request, answers.answer, names),
    wsgi: handler && wsgiFacts(handler, group, server, names),
    guards: guardFacts(request, names),
  };
}

type IndexStep = Extract<Outcome, { kind: 'index' }>;

/** DirectoryIndex leads to another request, which is the one that is answered. */
function behindIndexes(asked: RequestConfiguration): {
  readonly request: RequestConfiguration;
  readonly steps: readonly IndexStep[];
} {
  const steps: IndexStep[] = [];
  let request = asked;
  while (request.outcome.kind === 'index') {
    steps.push(request.outcome);
    request = request.outcome.request;
  }
  return { request, steps };
}

function rewrittenPath({ uri }: RequestConfiguration, { path }: RequestQuestion): string | undefined {
  const decoded = decodePath(path);
  return decoded.kind === 'path' && decoded.path !== uri ? readable(uri) : undefined;
}

/** The folder is asked about before its index file. */
function accessOf(asked: RequestConfiguration, request: RequestConfiguration, names: Names): AccessFact {
  const folder = accessFacts(asked.layers, names);
  return asked === request || folder.verdict === 'denied' ? folder : accessFacts(request.layers, names);
}

function chosenServer(
  { server }: RequestConfiguration,
  { path, compiled }: UrlServer,
  names: Names,
): ChosenServer {
  const { vhost, by, why } = server;
  const at =
    vhost === undefined ? { path: names.file(path), line: 1, via: undefined } : names.place(vhost.section);
  const title =
    vhost === undefined ? 'the main server' : readable(`<VirtualHost ${vhost.section.argv.join(' ')}>`);
  return {
    title: vhost?.name === undefined ? title : `${title} ${readable(vhost.name)}`,
    at,
    by: vhost === undefined && vhostsOf(compiled.tree).length === 0 ? 'alone' : by,
    unsure: server.certain ? undefined : names.reason(why ?? 'unknown', vhost?.section),
  };
}

function section(layer: Layer, server: UrlServer, names: Names): AppliedSection {
  const { kind, match, why } = layer;
  const unsure = match === true ? undefined : names.reason(why ?? 'unknown', layer.section);
  if (layer.section !== undefined)
    return { kind, title: sectionTitle(layer.section), at: names.place(layer.section), unsure };
  const file =
    kind === 'htaccess' ? (layer.nodes[0]?.origin.file.path ?? `${layer.path}.htaccess`) : server.path;
  const title = kind === 'htaccess' ? '.htaccess' : 'the main server';
  return { kind, title, at: { path: names.file(file), line: 1, via: undefined }, unsure };
}

/** `<Directory "/srv/www">`, `<Files ~ "\.py$">` */
function sectionTitle(node: Parameters<typeof sectionPattern>[0]): string {
  const words = node.argv.map((word) => (/^[\w./:*~%{}-]+$/.test(word) ? word : `"${word}"`));
  return readable(`<${[node.name, ...words].join(' ')}>`);
}

function fileOf({ filename, pathInfo, fileType }: RequestConfiguration): UrlSide['file'] {
  if (filename === undefined || fileType === 'none') return undefined;
  return { path: readable(filename), pathInfo: readable(pathInfo), type: fileType };
}
