/**
 * The last net: `req.NAME` with the name of a member of mod_python's request, wherever the flow did not get to it. It may be
 * another object; it is reported as possible, because a use that nobody is told of is worse than one too many.
 */

import type { ApiMember } from '../../python/api/api-member.js';
import { apiMember } from '../../python/api/mod-python-api.js';
import type { ExactModule } from '../../python/reader.js';
import { descendants, isNode, isToken } from '../../python/tree.js';

export interface NamedRequest {
  readonly member: ApiMember;
  /** Text offsets of `req.NAME`. */
  readonly start: number;
  readonly end: number;
}

/** In source order. */
export function* namedRequests(module: ExactModule): Generator<NamedRequest> {
  for (const tree of descendants(module.tree)) {
    if (!isNode(tree, 'power')) continue;
    const [first, trailer] = tree.children;
    if (!isToken(first, 'req') || !isNode(trailer, 'trailer') || !isToken(trailer.children[0], '.')) continue;
    const [, name] = trailer.children;
    const member = name?.kind === 'leaf' ? apiMember('request', name.value) : undefined;
    if (member) yield { member, start: first.start, end: trailer.end };
  }
}
