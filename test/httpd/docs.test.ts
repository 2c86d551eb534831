/** The examples of docs/apache-conf-parser.md run, and print what the page says. */
import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as api from '../../src/httpd/public.js';

const page = readFileSync(new URL('../../docs/apache-conf-parser.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```js\n(import .*\n)\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)];

describe('docs/apache-conf-parser.md', () => {
  test('has examples', () => expect(examples.length).toBe(5));

  test.each(examples.map(([, head = '', code = '', expected = '']) => ({ head, code, expected })))(
    '$head',
    ({ head, code, expected }) => {
      const names = /\{ (.*) \}/.exec(head)?.[1]?.split(', ') ?? [];
      const printed: string[] = [];
      const console = { log: (...values: unknown[]) => printed.push(format(...values)) };
      const known = new Map<string, unknown>(Object.entries(api));
      new Function('console', ...names, code)(console, ...names.map((name) => known.get(name)));
      expect(`${printed.join('\n').trimEnd()}\n`).toBe(expected);
    },
  );

  test('names every function and class that the module exports', () => {
    const missing = Object.keys(api).filter((name) => !page.includes(name));
    expect(missing).toEqual([]);
  });
});
