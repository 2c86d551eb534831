/** The effective configuration of one request: which sections apply, what they say together, what answers. */
import { type Container, containerOf } from '../reading/containers.js';
import type { EffectiveTree } from '../reading/effective.js';
import { compareNumbers } from '../reading/version.js';
import type { RequestDisk, RequestFacts, RequestQuestion } from './request.js';
import type { RequestConfiguration } from './request-configuration.js';
import { mergeRequest, unanswered } from './request-merge.js';
import { decodePath } from './uri.js';
import { chooseServer } from './vhosts.js';

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
  const before24 = facts.version !== 'unknown' && compareNumbers(facts.version, '2.3.0') < 0;
  const choice = chooseServer(server.tree, question, before24 ? '2.2' : '2.4');
  const decoded = decodePath(question.path);
  if (decoded.kind === 'error') {
    const { status, why } = decoded;
    return unanswered(question.path, choice, [], { kind: 'error', status, why, by: undefined });
  }
  const host = containerOf(choice.vhost?.section.children ?? []);
  const { tree, main } = server;
  return mergeRequest({
    tree,
    main,
    host,
    question,
    disk,
    facts,
    before24,
    choice,
    uri: decoded.path,
    from: undefined,
  });
}
