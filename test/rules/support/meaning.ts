/**
 * What a migrated configuration says, without what is free: order of lines, comments, quotes, the names of handlers and
 * groups, the places of scripts, and options of the daemon that our entry scripts take over (python-path).
 */
import { parseConfig } from '../../../src/httpd/syntax/syntax.js';
import type { SyntaxNode } from '../../../src/httpd/syntax/tree.js';
import { wordValues } from '../../../src/httpd/syntax/words.js';
import { fromLatin1 } from './memory-tree.js';

interface Statement {
  readonly name: string;
  readonly words: readonly string[];
  /** The sections around it, outermost first. */
  readonly around: string;
}

/** The statements of a configuration, sorted. Two configurations with the same list mean the same. */
export function meaning(text: string): readonly string[] {
  const read = statements(text);
  const folders = new Set(read.flatMap((one) => scriptOf(one)?.replace(/\/[^/]*$/, '') ?? []));
  const all = read.map((one) => ({ ...one, around: anonymous(one.around, folders) }));
  const handlers = declared(all, 'wsgihandlerscript');
  const groups = declared(all, 'wsgidaemonprocess');
  return all.map((one) => `${one.around}${said(one, handlers, groups)}`).sort();
}

function statements(text: string): readonly Statement[] {
  const found: Statement[] = [];
  const visit = (nodes: readonly SyntaxNode[], around: string): void => {
    for (const node of nodes) {
      if (node.kind === 'directive')
        found.push({ name: node.name.toLowerCase(), words: wordValues(node.args), around });
      if (node.kind === 'section') {
        const words = wordValues(node.args.replace(/>[^>]*$/, '')).map((word) =>
          word.replace(/(.)\/$/, '$1'),
        );
        visit(node.children, `${around}<${node.name.toLowerCase()} ${words.join(' ')}> `);
      }
    }
  };
  visit(parseConfig(fromLatin1(text)).children, '');
  return found;
}

/** The entry script that a line names. */
function scriptOf({ name, words }: Statement): string | undefined {
  return /^wsgi(?:handlerscript|scriptalias)$/.test(name) ? words[1] : undefined;
}

/** A folder of entry scripts under no particular name. */
function anonymous(around: string, folders: ReadonlySet<string>): string {
  return around.replace(/<directory ([^>]+)>/g, (whole, path: string) =>
    folders.has(path) ? '<directory #scripts>' : whole,
  );
}

/** Names in the order of their declarations, so that two configurations may call one thing by two names. */
function declared(all: readonly Statement[], name: string): readonly string[] {
  return all.filter((one) => one.name === name).flatMap((one) => one.words[0] ?? []);
}

function said(one: Statement, handlers: readonly string[], groups: readonly string[]): string {
  const { name, words } = one;
  const [first = '', ...rest] = words;
  const group = (word: string) => {
    const [, known = ''] = /^process-group=(.+)$/.exec(word) ?? [];
    return groups.includes(known) ? `process-group=#${groups.indexOf(known)}` : word;
  };
  const options = (list: readonly string[]) => [...list].map(group).sort().join(' ');
  switch (name) {
    case 'wsgidaemonprocess':
      return `daemon #${groups.indexOf(first)} ${options(rest.filter((word) => !word.startsWith('python-path=')))}`;
    case 'wsgihandlerscript':
      return `handler #${handlers.indexOf(first)} ${options(rest.slice(1))}`;
    case 'wsgiscriptalias':
      return `alias ${first} ${options(rest.slice(1))}`;
    case 'sethandler':
    case 'addhandler':
      return `${name} ${[handlers.includes(first) ? `#${handlers.indexOf(first)}` : first, ...rest].join(' ')}`;
    default:
      return `${name} ${words.join(' ')}`;
  }
}
