/**
 * Where packages and programs that install ask for mod_python: spec files, requirements, Dockerfiles, CI, shell scripts.
 * The files are reported and never edited: which package takes its place depends on the system and on the Python that the site runs.
 */
import { latin1 } from '../../httpd/syntax/bytes.js';
import { baseName } from '../paths.js';
import { placeOf, type SitePlace } from '../place.js';
import type { Site } from '../site.js';

/** Whose package it is: each has another name for mod_wsgi. */
export type PackageKind = 'debian' | 'enable' | 'rpm' | 'system' | 'pypi';

export interface PackageMention {
  readonly kind: PackageKind;
  /** As written: `libapache2-mod-python`, `a2enmod python`. */
  readonly what: string;
  readonly place: SitePlace;
}

/** How a file names packages. list: every word may be one; spec, script: where the line requires or installs something. */
type Reading = 'setup' | 'pypi' | 'list' | 'spec' | 'script';

const NAMES: readonly (readonly [RegExp, Reading])[] = [
  [/^setup\.py$/i, 'setup'],
  [
    /^(?:setup\.cfg|pyproject\.toml|pipfile|tox\.ini|[-\w.]*(?:requirements|constraints)[-\w.]*\.(?:txt|in|pip))$/i,
    'pypi',
  ],
  [/\.(?:ya?ml|pp|sls|ks|ebuild)$|^(?:pkgbuild|packages?(?:\.txt|\.list)?)$/i, 'list'],
  [/\.spec(?:\.in)?$/i, 'spec'],
  [
    /\.(?:k?sh|bash|mk|am|dockerfile|rb)$|^(?:docker|container|vagrant|jenkins|gnumake|make)file\b|^(?:rules|control(?:\.in)?|[-\w.]*(?:pre|post)(?:inst|rm)|configure(?:\.in|\.ac)?)$/i,
    'script',
  ],
];

const NAMED: readonly (readonly [PackageKind, RegExp])[] = [
  ['debian', /\blibapache2?-mod-python[\w.]*/],
  ['enable', /\ba2(?:en|dis)mod\b[^#;&|]*?\bpython\b/],
  [
    'system',
    /\bapache2?-mod_python\b|\bwww(?:-apache)?\/(?:ap\d+-)?mod_python\d*\b|\bap\d\d-mod_python\d*\b/,
  ],
];
/** The bare name as a word of its own: no file, no module of Python, no part of a longer name. */
const BARE = /(?<![\w./@-])mod[_-]python(?![\w/@-]|\.[a-z])/;
const REQUIREMENT = /(?<!__import__\(\s*['"])(?<=['"])mod[_-]python(?=\s*(?:[<>=!~(;[][^'"]*)?['"])/;
const INSTALLS =
  /\b(?:yum|dnf|microdnf|rpm|up2date|apt|apt-get|aptitude|zypper|urpmi|pacman|emerge|pkg|pkg_add|brew|conda|pip[\d.]*|easy_install|package)\b/;
const REQUIRES = /^(?:Build)?(?:Pre)?(?:Requires|Conflicts|Obsoletes|Provides|Recommends|Suggests)\b[^:]*:/i;
const PYTHON_INSTALLS = /\b(?:pip[\d.]*|easy_install|conda)\b/;

/** All mentions of a site, by file and place; each name once a line. */
export function packageMentions(site: Site): readonly PackageMention[] {
  return [...site.files.other, ...site.files.python].flatMap((path) => mentionsIn(site, path));
}

/** The mentions in one file; none in a file that packages nothing. */
export function mentionsIn(site: Site, path: string): readonly PackageMention[] {
  const node = site.tree.node(path);
  if (node?.kind !== 'file') return [];
  const text = latin1(node.bytes);
  const reading = readingOf(path, text);
  if (reading === undefined) return [];
  return [...mentions(text, reading)].map(({ kind, what, at }) => ({
    kind,
    what: what.replace(/\s+/g, ' '),
    place: placeOf(path, node.bytes, at, at + what.length),
  }));
}

/** By the name of the file, or by the program that runs it. */
function readingOf(path: string, text: string): Reading | undefined {
  const named = NAMES.find(([name]) => name.test(baseName(path)))?.[1];
  return named ?? (/^#!.*\b(?:ba|da|k|z)?sh\b/.test(text) ? 'script' : undefined);
}

/** Whether a string of Python code names a package that setup.py requires, and no module. */
export function isRequirement(site: Site, path: string, { byteOffset, byteLength }: SitePlace): boolean {
  if (baseName(path) !== 'setup.py') return false;
  return mentionsIn(site, path).some(({ place }) => {
    const behind = place.byteOffset - byteOffset;
    return behind >= 0 && behind < byteLength;
  });
}

interface Mention {
  readonly kind: PackageKind;
  readonly what: string;
  readonly at: number;
}

function* mentions(text: string, reading: Reading): Generator<Mention> {
  let command = '';
  let at = 0;
  for (const line of text.split('\n')) {
    command += line;
    const isRemark = /^\s*(?:#|\/\/)/.test(line);
    const here = isRemark ? [] : mentionsOn(line, command, reading);
    for (const one of here) yield { ...one, at: at + one.at };
    at += line.length + 1;
    if (!/\\\r?$/.test(line)) command = '';
  }
}

/** @param command the line with those that it continues */
function mentionsOn(line: string, command: string, reading: Reading): readonly Mention[] {
  if (reading === 'setup') return found('pypi', REQUIREMENT, line);
  const named = NAMED.flatMap(([kind, pattern]) => found(kind, pattern, line));
  if (named.length > 0) return named;
  const asks = reading === 'spec' ? REQUIRES : INSTALLS;
  if ((reading === 'script' || reading === 'spec') && !asks.test(command)) return [];
  return found(reading === 'pypi' || PYTHON_INSTALLS.test(command) ? 'pypi' : 'rpm', BARE, line);
}

function found(kind: PackageKind, pattern: RegExp, line: string): readonly Mention[] {
  const match = pattern.exec(line);
  return match ? [{ kind, what: match[0], at: match.index }] : [];
}
