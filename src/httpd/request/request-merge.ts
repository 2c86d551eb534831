/** One request on its way through httpd's phases (server/request.c, ap_process_request_internal). */

import { type Container, containerOf } from '../reading/containers.js';
import type { EffectiveTree } from '../reading/effective.js';
import { lowerAscii } from '../syntax/bytes.js';
import { type Walk, walkDirectories } from './directory-walk.js';
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
import { mergeLayers } from './settings.js';
import { mapUrl } from './url-map.js';
import type { UrlMapping } from './url-mapping.js';
import type { ServerChoice } from './vhosts.js';

export interface MergeInput {
  readonly tree: EffectiveTree;
  readonly main: Container;
  /** Of the virtual host; empty for the main server. */
  readonly host: Container;
  readonly question: RequestQuestion;
  readonly disk: RequestDisk;
  readonly facts: RequestFacts;
  readonly before24: boolean;
  readonly choice: ServerChoice;
  /** Decoded path. */
  readonly uri: string;
  /** The walk for the directory, if this request is for its index file. */
  readonly from: Walk | undefined;
}

type FileMapping = UrlMapping & { readonly kind: 'file' };

export function mergeRequest(input: MergeInput): RequestConfiguration {
  const { uri, choice } = input;
  const locations = locationsOf(input, uri);
  const skips = locationSkipsStorage(locations, input.facts);
  const mapping = mapUrl(uri, {
    ...input,
    host: input.host.directives,
    main: input.main.directives,
    serverRoot: input.tree.state.serverRoot,
  });
  if (skips === true && (mapping.kind !== 'file' || !isAlias(mapping)))
    return withoutStorage(input, locations);
  if (mapping.kind !== 'file') return unanswered(uri, choice, [...levelsOf(input), ...locations], mapping);
  return withStorage(
    mapping.uri === undefined ? input : { ...input, uri: mapping.uri },
    mapping,
    skips !== false,
  );
}

/** @param doubtful mod_python may have switched the sections of the file system off */
function withStorage(input: MergeInput, mapping: FileMapping, doubtful: boolean): RequestConfiguration {
  const { uri, choice: server } = input;
  const walk = walkFor(input, mapping);
  const storage = doubtful ? walk.layers.map(doubtByLocation) : walk.layers;
  const outer = [...levelsOf(input), ...storage];
  const files = fileLayers(
    outer.flatMap(({ nodes }) => containerOf(nodes).files),
    walk.filename,
  );
  const layers = withIfs([...outer, ...files, ...locationsOf(input, uri)]);
  const { filename, pathInfo, type: fileType, refused } = walk;
  const settings = mergeLayers(layers);
  const handler = chooseHandler(settings, filename, fileType === 'directory', aliasHandler(mapping));
  const outcome: Outcome =
    refused === undefined
      ? perDirectoryOutcome({
          ...input,
          filename,
          pathInfo,
          type: fileType,
          layers,
          settings,
          handler,
          ask: (path) => askIndex(input, path, walk),
        })
      : { kind: 'error', status: 500, why: refused.why, by: refused.by };
  const undecided = [...undecidedOf(server, layers), ...undecidedHandler(handler)];
  return { uri, server, filename, pathInfo, fileType, layers, settings, outcome, undecided };
}

/** mod_python ≥ 3.4.1 in a Location: no file is looked for. */
function withoutStorage(input: MergeInput, locations: readonly Layer[]): RequestConfiguration {
  const layers = withIfs([...levelsOf(input), ...locations]);
  const handler = chooseHandler(mergeLayers(layers), undefined, false, undefined);
  return unanswered(input.uri, input.choice, layers, { kind: 'handler', handler });
}

/** A request that does not get as far as a file. */
export function unanswered(
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

function levelsOf({ main, tree, choice }: MergeInput): readonly Layer[] {
  const { directives } = main;
  const top = {
    kind: 'server',
    section: undefined,
    path: '',
    match: true,
    why: undefined,
    directives,
    nodes: tree.children,
  } as const;
  const section = choice.vhost?.section;
  if (section === undefined) return [top];
  return [top, ...layerFor('vhost', section, choice.certain ? true : 'unknown', choice.why)];
}

function locationsOf({ main, host }: MergeInput, uri: string): readonly Layer[] {
  return locationLayers([...main.locations, ...host.locations], uri);
}

function withIfs(layers: readonly Layer[]): readonly Layer[] {
  return [...layers, ...ifLayers(layers.flatMap(({ nodes }) => containerOf(nodes).ifs))];
}

function walkFor(input: MergeInput, { path, script }: FileMapping): Walk {
  const { main, host, facts, from } = input;
  const walk = walkDirectories(path, {
    sections: [...main.directories, ...host.directories],
    directives: [...main.directives, ...host.directives],
    disk: script === undefined ? input.disk : withScript(input.disk, script),
    version: facts.version,
  });
  // httpd remembers its walk: for an index file, DirectoryMatch is not asked again.
  const remembered = from !== undefined && walk.type === 'file' && isIn(walk.filename, from.filename);
  return remembered ? { ...walk, layers: from.layers } : walk;
}

/** The target of WSGIScriptAlias is a file, even if nobody can look. */
function withScript(disk: RequestDisk, script: string): RequestDisk {
  return {
    stat: (path) => {
      const kind = disk.stat(path);
      return kind === 'unknown' && path === script ? 'file' : kind;
    },
    htaccess: (path) => disk.htaccess(path),
  };
}

function isIn(file: string, directory: string): boolean {
  return file.slice(0, file.lastIndexOf('/')) === directory.replace(/\/$/, '');
}

function askIndex(input: MergeInput, uri: string, from: Walk): RequestConfiguration {
  return mergeRequest({ ...input, uri, from });
}

/** The last Location with a Python directive decides (mod_python.c, PythonMapToStorageHandler). */
function locationSkipsStorage(locations: readonly Layer[], { modPython }: RequestFacts): boolean | 'unknown' {
  if (modPython !== 'since-3.4.1') return false;
  const last = locations.findLast(({ directives }) => directives.some(({ name }) => /^python/i.test(name)));
  if (last === undefined) return false;
  const handles = last.directives.some(({ name }) => /^python\w*handler$/i.test(name));
  return last.match === true ? handles : 'unknown';
}

function isAlias({ by }: FileMapping): boolean {
  return by !== undefined && lowerAscii(by.name).includes('alias');
}

/** mod_alias and mod_python run in an order that depends on how they were loaded. */
function doubtByLocation(layer: Layer): Layer {
  const why = 'mod_python 3.4.1 and later skip it for a handler in a Location, unless an alias comes first';
  return { ...layer, match: 'unknown', why };
}

function aliasHandler({ handler, by }: FileMapping) {
  return handler === undefined || by === undefined ? undefined : { name: handler, by };
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

function undecidedHandler(handler: HandlerChoice): readonly Undecided[] {
  if (handler.certain) return [];
  const what = `the handler ${handler.name ?? 'of httpd itself'}`;
  return [{ what, why: 'it depends on something unknown', at: handler.from[0] }];
}
