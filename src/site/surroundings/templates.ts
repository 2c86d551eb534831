/**
 * Configuration that a program fills in before Apache reads it: `@ROOT@` of autoconf, `%(root)s` of Python and buildout,
 * `{{ root }}` of Jinja and Ansible, `<%= @root %>` of ERB, `$root` of shells. What stands there is not known here.
 */
import { latin1 } from '../../httpd/syntax/bytes.js';
import { baseName } from '../paths.js';
import { placeOf, type SitePlace } from '../place.js';
import { remember } from '../remember.js';
import type { Site } from '../site.js';

export interface Template {
  /** Tree path. */
  readonly path: string;
  /** The first placeholder. */
  readonly place: SitePlace;
  /** As they are written, each once, in order. */
  readonly placeholders: readonly string[];
  /**
   * Whether words and lines are not what they look like: conditions and loops, or placeholders with spaces in them, which
   * httpd's grammar splits. Nothing can be proven about such a file, and it is not edited.
   */
  readonly opaque: boolean;
}

/** Endings that say that the file is filled in; `.dist` and `.example` are mostly copied as they are. */
const TEMPLATE_NAME = /\.(?:in|template|tmpl|tpl|tmpl_cfg|j2|jinja2?|erb|epp|mako|m4)$/i;
/** They mean nothing to httpd, wherever they stand. */
const FOREIGN = [
  String.raw`@[A-Za-z_]\w*@`,
  String.raw`%\([A-Za-z_][\w.]*\)s`,
  String.raw`\{\{[^{}\r\n]*\}\}`,
  String.raw`\{%[^\r\n]*?%\}`,
  String.raw`<%[^\r\n]*?%>`,
];
/** Ambiguous: httpd has variables, patterns have `$`. Only where the name of the file says that it is a template. */
const SHELL = String.raw`\$\{[A-Za-z_][\w.:]*\}|\$[A-Za-z_]\w*`;

const EVERYWHERE = new RegExp(FOREIGN.join('|'), 'g');
const IN_TEMPLATES = new RegExp([...FOREIGN, SHELL].join('|'), 'g');

/** The templates among the configuration files, by tree path. Asked several times in a run. */
export const templates = remember((site: Site): ReadonlyMap<string, Template> => {
  const found = new Map<string, Template>();
  for (const { path, syntax } of site.configFiles) {
    const template = found.has(path) ? undefined : templateOf(path, syntax.bytes);
    if (template) found.set(path, template);
  }
  return found;
});

/** @param bytes of a configuration file */
export function templateOf(path: string, bytes: Uint8Array): Template | undefined {
  const text = latin1(bytes);
  const hits = [...placeholdersIn(path, text, ownNames(text))];
  const [first] = hits;
  if (!first) return undefined;
  const placeholders = [...new Set(hits.map(([word]) => word))];
  const place = placeOf(path, bytes, first.index, first.index + first[0].length);
  return { path, place, placeholders, opaque: placeholders.some((word) => /\s|^\{%|^<%/.test(word)) };
}

/** Whether a piece of a file holds a placeholder. */
export function holdsPlaceholder({ placeholders }: Template, text: string): boolean {
  return placeholders.some((word) => text.includes(word));
}

function* placeholdersIn(path: string, text: string, own: ReadonlySet<string>): Generator<RegExpExecArray> {
  for (const hit of text.matchAll(TEMPLATE_NAME.test(baseName(path)) ? IN_TEMPLATES : EVERYWHERE)) {
    if (own.has(hit[0]) || (isCommented(text, hit.index) && !hit[0].startsWith('{%'))) continue;
    yield hit;
  }
}

/** A value in a comment changes nothing; a condition there does: the comment hides it from httpd only. */
function isCommented(text: string, at: number): boolean {
  return /^[ \t]*#/.test(text.slice(text.lastIndexOf('\n', at) + 1, at));
}

/** Variables that the file defines for httpd, and parameters of its macros: `@name@` is a usual way to write these. */
function ownNames(text: string): ReadonlySet<string> {
  const defined = [...text.matchAll(/^[ \t]*Define[ \t]+(\w+)/gim)].map(([, name]) => `\${${name}}`);
  const parameters = [...text.matchAll(/^[ \t]*<Macro[ \t]+\S+([^>\r\n]*)>/gim)].flatMap(([, words = '']) =>
    words.split(/[ \t]+/),
  );
  return new Set([...defined, ...parameters]);
}
