/** What one asks about a request, and what the answer is made of. */
import type {
  EffectiveDirective,
  EffectiveNode,
  EffectiveSection,
  EffectiveTree,
} from '../reading/effective.js';

export interface RequestQuestion {
  /** Path of the URL as sent, escaped, without the query. */
  readonly path: string;
  /** Host header, with or without port; undefined: none was sent. */
  readonly host: string | undefined;
  /** Port the request comes in on. */
  readonly port: number;
  /** Address of the server that the request comes in on; undefined: unknown. */
  readonly address?: string;
  readonly method?: string;
}

/** What may be asked about the server's disk. Nothing may throw. Paths are absolute. */
export interface RequestDisk {
  /** Follows symlinks. */
  stat(path: string): 'file' | 'directory' | 'missing' | 'unknown';
  /** The evaluated .htaccess file (or whatever AccessFileName says) at that path; undefined: there is none. */
  htaccess(path: string): EffectiveTree | undefined;
  /** Home directory of a user, for UserDir; undefined: unknown. */
  home?(user: string): string | undefined;
}

export interface RequestFacts {
  /** Such as '2.4.62' or '2.2.3'. */
  readonly version: string | 'unknown';
  /**
   * From 3.4.1 on, a handler in `<Location>` switches all `<Directory>`, .htaccess and `<Files>` sections off for the request.
   * Default 'before-3.4.1', which most surviving sites were written for.
   */
  readonly modPython?: 'before-3.4.1' | 'since-3.4.1';
}

export type LayerKind =
  | 'server'
  | 'vhost'
  | 'directory'
  | 'htaccess'
  | 'directoryMatch'
  | 'files'
  | 'location'
  | 'if';

/** One section (or .htaccess file) that applies to the request. */
export interface Layer {
  readonly kind: LayerKind;
  /** Undefined for the main server and for a .htaccess file. */
  readonly section: EffectiveSection | undefined;
  /** Directory of a .htaccess file with trailing slash; else the section's argument; '' for server and vhost. */
  readonly path: string;
  /** unknown: it may or may not apply, `why` says on what that depends. */
  readonly match: true | 'unknown';
  readonly why: string | undefined;
  readonly directives: readonly EffectiveDirective[];
  /** Everything in the section or file. */
  readonly nodes: readonly EffectiveNode[];
}

/** A value in force and where it came from. */
export interface Setting<T> {
  readonly value: T;
  /** The directives that made it, in order. */
  readonly from: readonly EffectiveDirective[];
  readonly layer: Layer;
  /** False: it depends on something undecided, and `otherwise` holds without it. */
  readonly certain: boolean;
  readonly otherwise: Setting<T> | undefined;
}

/** Something that could not be decided. */
export interface Undecided {
  readonly what: string;
  readonly why: string;
  readonly at: EffectiveNode | undefined;
}

/** `<Directory ~ "re">` → the words behind the tilde. */
export interface SectionPattern {
  readonly text: string;
  readonly regex: boolean;
}

export function sectionPattern(section: EffectiveSection): SectionPattern {
  const tilde = section.argv[0] === '~';
  const text = (tilde ? section.argv[1] : section.argv[0]) ?? '';
  return { text, regex: tilde || /match$/i.test(section.name) };
}

/** `file:line` as httpd would name it. */
export function placeOf(node: EffectiveNode): string {
  return `${node.file}:${node.line}`;
}
