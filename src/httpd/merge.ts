/** The effective configuration of one request: which sections apply, what they say together, what answers. */
import { lowerAscii } from './bytes.js';
import { type Container, containerOf } from './containers.js';
import { type Walk, walkDirectories } from './directory-walk.js';
import type { EffectiveTree } from './effective.js';
import { perDirectoryOutcome } from './fixups.js';
import { chooseHandler, type HandlerChoice } from './handler.js';
import { fileLayers, ifLayers, layerFor, locationLayers } from './locations.js';
import {
  type Layer,
  placeOf,
  type RequestDisk,
  type RequestFacts,
  type RequestQuestion,
  type Undecided,
} from './request.js';
import type { Outcome, RequestConfiguration } from './request-configuration.js';
import { mergeLayers, type RequestSettings } from './settings.js';
import { decodePath } from './uri.js';
import { mapUrl, type UrlMapping } from './url-map.js';
import { compareNumbers } from './version.js';
import { chooseServer, type ServerChoice } from './vhosts.js';

/** One server's configuration, compiled once for many requests. */
export interface CompiledServer {
  readonly tree: EffectiveTree;
  readonly main: Container;
}

export function compileServer(tree: EffectiveTree): CompiledServer {
  return { tree, main: containerOf(tree.children) };
}

/**
 * Answers for one request what httpd would do, as far as the facts allow.
 * Order of merging: server, virtual host, Directory by depth with .htaccess, DirectoryMatch, Files, Location, If
 * (server/request.c; apache-config.md D3).
 * @param disk paths as the server sees them
 */
export function configurationFor(
  server: CompiledServer,
  question: RequestQuestion,
  disk: RequestDisk,
  facts: RequestFacts,
): RequestConfiguration {
  const dialect = isBefore24(facts.version) ? '2.2' : '2.4';
  const choice = chooseServer(server.tree, question, dialect);
  const decoded = decodePath(question.path);
  if (decoded.kind === 'error') {
    return unanswered(question.path, choice, [], {
      kind: 'error',
      status: decoded.status,
      why: decoded.why,
      by: undefined,
    });
  }
  return new RequestMerge(server, question, disk, facts, choice, decoded.path).run();
}

function isBefore24(version: string | 'unknown'): boolean {
  return version !== 'unknown' && compareNumbers(version, '2.3.0') < 0;
}

function unanswered(
  uri: string,
  server: ServerChoice,
  layers: readonly Layer[],
  outcome: Outcome,
): RequestConfiguration {
  const undecided = undecidedOf(server, layers);
  const settings = mergeLayers(layers);
  return {
    uri,
    server,
    filename: undefined,
    pathInfo: '',
    fileType: 'none',
    layers,
    settings,
    outcome,
    undecided,
  };
}

function undecidedOf(server: ServerChoice, layers: readonly Layer[]): readonly Undecided[] {
  const found: Undecided[] = layers
    .filter(({ match }) => match === 'unknown')
    .map(({ section, kind, path, why }) => ({
      what: section === undefined ? `${path}.htaccess` : `<${section.name} ${path}> at ${placeOf(section)}`,
      why: why ?? `unknown ${kind}`,
      at: section,
    }));
  if (server.certain) return found;
  return [{ what: 'the virtual host', why: server.why ?? 'unknown', at: server.vhost?.section }, ...found];
}

/** One request on its way through httpd's phases. */
class RequestMerge {
  private readonly host: Container;
  private readonly levels: readonly Layer[];
  private readonly locations: readonly Layer[];

  constructor(
    private readonly server: CompiledServer,
    private readonly question: RequestQuestion,
    private readonly disk: RequestDisk,
    private readonly facts: RequestFacts,
    private readonly choice: ServerChoice,
    private readonly uri: string,
  ) {
    const { main, tree } = server;
    const section = choice.vhost?.section;
    this.host = containerOf(section?.children ?? []);
    const top: Layer = {
      kind: 'server',
      section: undefined,
      path: '',
      match: true,
      why: undefined,
      directives: main.directives,
      nodes: tree.children,
    };
    const vhost =
      section === undefined ? [] : layerFor('vhost', section, choice.certain ? true : 'unknown', choice.why);
    this.levels = [top, ...vhost];
    this.locations = locationLayers([...main.locations, ...this.host.locations], uri);
  }

  run(): RequestConfiguration {
    const skip = this.locationSkipsStorage();
    const mapping = this.map();
    if (skip === true && (mapping.kind !== 'file' || !isAlias(mapping))) return this.withoutStorage();
    if (mapping.kind !== 'file')
      return unanswered(this.uri, this.choice, [...this.levels, ...this.locations], mapping);
    const walk = this.walk(mapping);
    const doubtful = skip !== false;
    const storage = doubtful ? walk.layers.map(doubtByLocation) : walk.layers;
    const files = this.filesOf(storage, walk.filename);
    const before = [...this.levels, ...storage, ...files, ...this.locations];
    const layers = [
      ...before,
      ...ifLayers(before.flatMap(({ nodes, kind }) => (kind === 'if' ? [] : containerOf(nodes).ifs))),
    ];
    const { filename, pathInfo, type: fileType } = walk;
    const settings = mergeLayers(layers);
    const handler = chooseHandler(settings, filename, fileType === 'directory', aliasHandler(mapping));
    const outcome = this.outcome({ ...walk, layers, settings, handler });
    const undecided = [...undecidedOf(this.choice, layers), ...undecidedHandler(handler)];
    return {
      uri: this.uri,
      server: this.choice,
      filename,
      pathInfo,
      fileType,
      layers,
      settings,
      outcome,
      undecided,
    };
  }

  private map(): UrlMapping {
    const { state } = this.server.tree;
    return mapUrl(this.uri, {
      host: this.host.directives,
      main: this.server.main.directives,
      serverRoot: state.serverRoot,
      question: this.question,
      disk: this.disk,
    });
  }

  private walk(mapping: UrlMapping & { kind: 'file' }): Walk {
    const { main } = this.server;
    const { script } = mapping;
    const disk: RequestDisk =
      script === undefined
        ? this.disk
        : {
            ...this.disk,
            stat: (path) =>
              path === script && this.disk.stat(path) === 'unknown' ? 'file' : this.disk.stat(path),
            htaccess: (path) => this.disk.htaccess(path),
          };
    return walkDirectories(mapping.path, {
      sections: [...main.directories, ...this.host.directories],
      directives: [...main.directives, ...this.host.directives],
      disk,
      version: this.facts.version,
    });
  }

  private filesOf(storage: readonly Layer[], filename: string): readonly Layer[] {
    return fileLayers(
      [...this.levels, ...storage].flatMap(({ nodes }) => containerOf(nodes).files),
      filename,
    );
  }

  /** The last Location with a Python directive decides (mod_python.c, PythonMapToStorageHandler). */
  private locationSkipsStorage(): boolean | 'unknown' {
    if (this.facts.modPython !== 'since-3.4.1') return false;
    const python = this.locations.filter(({ directives }) =>
      directives.some(({ name }) => /^python/i.test(name)),
    );
    const last = python.at(-1);
    if (last === undefined) return false;
    const handles = last.directives.some(({ name }) => /^python\w*handler$/i.test(name));
    return last.match === true ? handles : 'unknown';
  }

  private withoutStorage(): RequestConfiguration {
    const layers = [
      ...this.levels,
      ...this.locations,
      ...ifLayers([...this.server.main.ifs, ...this.host.ifs]),
    ];
    const settings = mergeLayers(layers);
    const handler = chooseHandler(settings, undefined, false, undefined);
    return unanswered(this.uri, this.choice, layers, { kind: 'handler', handler });
  }

  private outcome(
    found: Walk & { layers: readonly Layer[]; settings: RequestSettings; handler: HandlerChoice },
  ): Outcome {
    if (found.refused !== undefined)
      return { kind: 'error', status: 500, why: found.refused.why, by: found.refused.by };
    return perDirectoryOutcome({
      ...found,
      uri: this.uri,
      question: this.question,
      disk: this.disk,
      before24: isBefore24(this.facts.version),
      ask: (path) => configurationFor(this.server, { ...this.question, path }, this.disk, this.facts),
    });
  }
}

function isAlias({ by }: UrlMapping & { kind: 'file' }): boolean {
  return by !== undefined && lowerAscii(by.name).includes('alias');
}

/** mod_alias and mod_python run in an order that depends on how they were loaded. */
function doubtByLocation(layer: Layer): Layer {
  const why = 'mod_python 3.4.1 and later skip it for a handler in a Location, unless an alias comes first';
  return { ...layer, match: 'unknown', why };
}

function aliasHandler({ handler, by }: UrlMapping & { kind: 'file' }) {
  return handler === undefined || by === undefined ? undefined : { name: handler, by };
}

function undecidedHandler(handler: HandlerChoice): readonly Undecided[] {
  if (handler.certain) return [];
  return [
    {
      what: `the handler ${handler.name ?? 'of httpd itself'}`,
      why: 'it depends on something unknown',
      at: handler.from[0],
    },
  ];
}
