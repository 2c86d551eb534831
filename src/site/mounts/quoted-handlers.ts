/** Who a site's documentation says is its handler: `PythonHandler shop.web` in a README, with the section around it. */
import { fileText } from '../file-tree.js';
import type { Site } from '../site.js';
import { quotations } from '../surroundings/quotations.js';

export interface QuotedHandler {
  /** As written, dotted. */
  readonly module: string;
  /** The address of the `<Location>` around it, where that is a plain one. */
  readonly location: string | undefined;
  /** Tree path and line of the quotation. */
  readonly path: string;
  readonly line: number;
  /** What stands there: `<Location /shop> PythonHandler shop.web`. */
  readonly said: string;
}

/** A section is looked for so many lines above. */
const REACH = 15;

/** Directives that name the module, or the end of its dotted name, in the order of the files. @param directive of the phase */
export function quotedHandlers(site: Site, module: string, directive: string): readonly QuotedHandler[] {
  return quotations(site).flatMap(({ what, place }): readonly QuotedHandler[] => {
    if (what.toLowerCase() !== directive.toLowerCase()) return [];
    const lines = decoded(fileText(site.tree, place.path) ?? '').split(/\r?\n/);
    const text = (lines[place.line - 1] ?? '').trim();
    const named = text
      .slice(text.toLowerCase().indexOf(what.toLowerCase()) + what.length)
      .split(/[\s"']+/)
      .map((word) => word.split('::', 1)[0] ?? '')
      .find((word) => isSame(word, module));
    if (named === undefined) return [];
    const section = sectionAbove(lines, place.line - 1);
    const said = [section?.text, `${what} ${named}`].filter((part) => part !== undefined).join(' ');
    return [{ module: named, location: section?.location, path: place.path, line: place.line, said }];
  });
}

/** `trac.web.front` and `web.front`: where the outermost package begins depends on what of the tree is at hand. */
function isSame(word: string, module: string): boolean {
  return word !== '' && (word === module || word.endsWith(`.${module}`) || module.endsWith(`.${word}`));
}

function sectionAbove(
  lines: readonly string[],
  at: number,
): { readonly text: string; readonly location: string | undefined } | undefined {
  for (let index = at - 1; index >= Math.max(0, at - REACH); index--) {
    const line = (lines[index] ?? '').replace(/^[\s#*]+/, '');
    if (line.startsWith('</')) return undefined;
    const [, kind, argument = ''] =
      /^<(Location|Directory|Files)\s+("[^"]*"|[^\s>]+)[^>]*>/i.exec(line) ?? [];
    if (kind === undefined) continue;
    const address = argument.replaceAll('"', '');
    const plain = kind.toLowerCase() === 'location' && /^\/[\w./-]*$/.test(address);
    return { text: line.trim(), location: plain ? address : undefined };
  }
  return undefined;
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"');
}
