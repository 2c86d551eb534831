/** How explain-url names files, lines and texts: as a person finds them, not as httpd reports them. */

import { hostPath } from '../../httpd/paths.js';
import type { EffectiveDirective, EffectiveNode } from '../../httpd/reading/effective.js';
import { placeOf } from '../../httpd/request/request.js';
import type { UrlLine, UrlPlace } from './result.js';

export interface Names {
  /** A file of the configuration, given as httpd has it (latin-1 view). */
  file(serverPath: string): string;
  /** A tree path. */
  tree(path: string): string;
  place(node: EffectiveNode): UrlPlace;
  line(node: EffectiveDirective): UrlLine;
  /** Text in which httpd's reader has named one of these nodes. */
  reason(text: string, at: EffectiveNode | undefined): string;
}

/**
 * @param find tree path of a server path, undefined where the tree does not hold it
 * @param name a tree path as reports show it
 */
export function makeNames(
  find: (serverPath: string) => string | undefined,
  name: (path: string) => string,
): Names {
  const file = (serverPath: string): string => {
    const path = find(serverPath);
    return path === undefined ? readable(serverPath) : name(path);
  };
  const place = (node: EffectiveNode): UrlPlace => {
    const { origin } = node;
    const use = origin.macros.at(-1);
    const via =
      use && `macro ${use.macro}, used at ${file(use.use.file.path)}:${use.use.node.line.firstLine}`;
    return { path: file(origin.file.path), line: origin.node.line.firstLine, via };
  };
  return {
    file,
    tree: name,
    place,
    line: (node) => ({ text: directiveText(node), at: place(node) }),
    reason: (text, at) => {
      if (at === undefined) return readable(text);
      const { path, line } = place(at);
      return readable(text).replaceAll(readable(placeOf(at)), `${path}:${line}`);
    },
  };
}

/** httpd's texts are latin-1 views of bytes; what is valid UTF-8 is shown as such. */
export function readable(text: string): string {
  return hostPath(text);
}

/** `Require valid-user`: the name as it is written, single blanks. */
function directiveText({ name: canonical, args, origin: { node } }: EffectiveDirective): string {
  const name = node.kind === 'directive' ? node.name : canonical;
  return readable(`${name} ${args.replace(/\s+/g, ' ').trim()}`.trim());
}
