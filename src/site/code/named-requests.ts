/**
 * The last net: `req.NAME` with the name of a member of mod_python's request, wherever the flow did not get to it. It may be
 * another object; it is reported as possible, because a use that nobody is told of is worse than one too many.
 */

import type { ApiMember } from '../../python/api/api-member.js';
import { apiMember } from '../../python/api/mod-python-api.js';
import type { ExactModule } from '../../python/reader.js';
import { descendants, isNode, isToken, type Tree } from '../../python/tree.js';

export interface NamedRequest {
  readonly member: ApiMember;
  /** Text offsets of `req.NAME`. */
  readonly start: number;
  readonly end: number;
}

/** `req.NAME`, and `x.req.NAME` of filters and of a site's own classes. In source order. */
export function* namedRequests(module: ExactModule): Generator<NamedRequest> {
  for (const tree of descendants(module.tree)) {
    if (!isNode(tree, 'power')) continue;
    const [first, ...trailers] = tree.children;
    for (const [index, trailer] of trailers.entries()) {
      const owner = trailers[index - 1];
      const isRequest = owner === undefined ? isToken(first, 'req') : attributeOf(owner) === 'req';
      const name = isRequest ? attributeOf(trailer) : undefined;
      const member = name === undefined ? undefined : apiMember('request', name);
      if (member && first) yield { member, start: first.start, end: trailer.end };
    }
  }
}

/** NAME of a trailer `.NAME`. */
function attributeOf(trailer: Tree): string | undefined {
  if (!isNode(trailer, 'trailer') || !isToken(trailer.children[0], '.')) return undefined;
  const [, name] = trailer.children;
  return name?.kind === 'leaf' ? name.value : undefined;
}
