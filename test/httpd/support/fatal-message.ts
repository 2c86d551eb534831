/** The first fatal problem in httpd's words, with a prefix for each Include on the way. */
import type { EffectiveTree } from '../../../src/httpd/reading/effective.js';

export function fatalMessage(tree: EffectiveTree): string | undefined {
  const problem = tree.problems.find(({ level, active }) => level === 'fatal' && active === true);
  if (problem === undefined) return undefined;
  const places = problem.includes.map(
    ({ file, node }) => `Syntax error on line ${node.line.lastLine} of ${file.path}: `,
  );
  return `${places.join('')}Syntax error on line ${problem.line} of ${problem.file}: ${problem.message}`;
}

/** httpd escapes what it logs. */
export function unescapeLog(message: string): string {
  return message.replace(/\\([nt\\])/g, (_whole, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? letter);
}
