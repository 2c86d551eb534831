/**
 * Turns the configuration of an installed site into one that tells what Apache does with each request, without changing
 * which sections apply or who answers:
 *
 * - every section (server, virtual host, Directory, .htaccess …) adds its own place to the header X-Layer, so that the
 *   header lists them in the order in which Apache merged them;
 * - every handler and filter of mod_python is replaced by one of probe.py, which reports its name and what it was told;
 * - ErrorDocument goes, since its pages are other requests, and so does PythonImport.
 *
 * Nothing of the tool's own reader is used here: what is compared must not share its mistakes.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Instrumentation {
  /** The main configuration. */
  readonly configuration: string;
  /** The site: its .conf and .htaccess files are rewritten as well. */
  readonly folder: string;
  /** Folder of probe.py; undefined: a migrated site, which has no handlers of mod_python. */
  readonly probeFolder: string | undefined;
  /** Receives a line for each request. */
  readonly log: string;
}

const SECTION = /^\s*<(?:VirtualHost|(?:Directory|Location|Files)(?:Match)?|If)[\s~]/i;
const HANDLERS = /^(\s*)(Python\w*Handler)\s+([^|]*)(\|.*)?$/i;
const FILTER = /^(\s*)(Python(?:In|Out)putFilter)\s+(\S+)(.*)$/i;
const PYTHON_PATH = /^(\s*)PythonPath\s+"(.*)"\s*$/i;
const LOADS_PYTHON = /^\s*LoadModule\s+python_module\s/i;
const DROPPED = /^\s*(?:ErrorDocument|PythonImport)\b/i;

/** Rewrites the files in place; their lines are named by the numbers they had. */
export function instrument(facts: Instrumentation): void {
  const all = readdirSync(facts.folder, { recursive: true, encoding: 'utf8' });
  const others = all
    .filter((name) => name.endsWith('.conf') || isHtaccess(name))
    .map((name) => path.join(facts.folder, name));
  for (const file of [facts.configuration, ...others]) {
    const lines = logicalLines(readFileSync(file, 'latin1')).flatMap((line) => rewritten(line, file, facts));
    writeFileSync(file, [...headLines(file, facts), ...lines, ''].join('\n'), 'latin1');
  }
}

/** The names that the sites give such files (AccessFileName). */
function isHtaccess(file: string): boolean {
  return /^\.ht(?:access|site)$/.test(path.basename(file));
}

interface LogicalLine {
  /** 1-based, of its first physical line. */
  readonly number: number;
  /** Continuation lines joined. */
  readonly text: string;
}

function logicalLines(text: string): readonly LogicalLine[] {
  const found: { number: number; text: string }[] = [];
  let open = false;
  for (const [index, line] of text.split('\n').entries()) {
    const last = open ? found.at(-1) : undefined;
    open = line.endsWith('\\');
    const part = open ? line.slice(0, -1) : line;
    if (last === undefined) found.push({ number: index + 1, text: part });
    else last.text += part;
  }
  return found;
}

function headLines(file: string, facts: Instrumentation): readonly string[] {
  const marker = layerLine(`${file}:1`);
  if (isHtaccess(file)) return [marker];
  if (file !== facts.configuration) return [];
  return [
    marker,
    'Header always set X-Path-Info "expr=%{PATH_INFO}"',
    'LogFormat "%{X-Probe-Id}i|%<s|%<R|%<f|%v" probe',
    `CustomLog "${facts.log}" probe`,
  ];
}

function layerLine(place: string): string {
  return `Header always add X-Layer "${place}"`;
}

function pathLine(indent: string, expression: string, folder: string): string {
  return `${indent}PythonPath "['${folder}'] + (${expression})"`;
}

function rewritten({ number, text }: LogicalLine, file: string, facts: Instrumentation): readonly string[] {
  if (DROPPED.test(text)) return [];
  if (SECTION.test(text)) return [text, layerLine(`${file}:${number}`)];
  const { probeFolder } = facts;
  if (probeFolder === undefined) return [text];
  if (LOADS_PYTHON.test(text)) return [text, pathLine('', 'sys.path', probeFolder)];
  const handlers = HANDLERS.exec(text);
  if (handlers !== null) {
    const [, indent, directive = '', words = '', extensions = ''] = handlers;
    const probes = words
      .trim()
      .split(/\s+/)
      .map((word) => probe('handler', `${directive} ${word}`));
    return [`${indent}${directive} ${probes.join(' ')} ${extensions}`];
  }
  const filter = FILTER.exec(text);
  if (filter !== null) {
    const [, indent, directive, handler = '', rest = ''] = filter;
    const name = rest.trim() === '' ? ` ${handler}` : rest;
    return [`${indent}${directive} ${probe('filter', handler)}${name}`];
  }
  const [, indent = '', expression] = PYTHON_PATH.exec(text) ?? [];
  return [expression === undefined ? text : pathLine(indent, expression, probeFolder)];
}

/** An attribute of probe.py that carries its text in its name. */
function probe(kind: 'handler' | 'filter', text: string): string {
  return `explain_url_probe::called.${kind}_${Buffer.from(text, 'latin1').toString('hex')}`;
}

/** What PythonPath was before `instrument`; undefined: the site says nothing. */
export function originalPath(value: string, folder: string): string | undefined {
  const start = `['${folder}'] + (`;
  const expression = value.startsWith(start) ? value.slice(start.length, -1) : value;
  return expression === 'sys.path' ? undefined : expression;
}
