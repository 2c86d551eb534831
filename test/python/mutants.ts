/** Deterministic damaged Python: most mutants are no longer valid, which is the point. */

const SNIPPETS: readonly string[] = [
  ...'( ) [ ] { } : ; , . ... = == <> != -> := += **= // ** >> << @ ` ~ $ ? ! \\ # \' " """ \'\'\''.split(
    ' ',
  ),
  ...'if else elif for while try except finally with as lambda yield return raise print exec in is not and or'.split(
    ' ',
  ),
  ...'def class pass global import from del assert None True async await nonlocal x self req __x _ __ N'.split(
    ' ',
  ),
  ..."0 1 07 08 0777L 0x 0xFFL 0b1 0b2 0o7 1e 1e5 1e+ 1.5j .5 1.e3 09.5 1_000 ur'' br'a' b\"\" u'\\\\' f''".split(
    ' ',
  ),
  ...[
    ' ',
    '\t',
    '\f',
    '\n',
    '\r\n',
    '\r',
    '\\\n',
    '    ',
    '\t\t',
    '        ',
    '\n\t',
    '\n    ',
    '#\n',
    '# vim:ts=4\n',
    '\xe9',
  ],
  ...[
    'print >>f, x',
    'except E, e:',
    'raise E, v, tb',
    '`x`',
    '[i for i in 1, 2]',
    '(i for i in x)',
    '{k: v for k in v}',
  ],
  ...[
    'exec "x" in d',
    'exec (a, b)',
    'from x import *',
    'from . import (a, b)',
    'global x',
    'def f((a, b)=c): pass',
  ],
  ...[
    'from __future__ import print_function\n',
    'x if y else z',
    'lambda (a, b), *c: a',
    '@a.b(c)\n',
    'with a as b, c: pass',
  ],
];

/** A generator of numbers in [0, limit), the same for the same seed (mulberry32). */
export function numbers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  };
}

/** @param sources whole files @returns `count` mutants of passages of them */
export function mutantsOf(
  sources: readonly Uint8Array[],
  seed: number,
  count: number,
): readonly Uint8Array[] {
  const next = numbers(seed);
  return Array.from({ length: count }, () => {
    let text = passage(Buffer.from(sources[next(sources.length)] as Uint8Array).toString('latin1'), next);
    for (let step = 1 + next(2); step > 0; step--) text = mutate(text, next);
    return new Uint8Array(Buffer.from(text, 'latin1'));
  });
}

/** Up to thirty lines that begin at a top-level statement, so that unharmed they would mostly parse. */
function passage(text: string, next: (limit: number) => number): string {
  const lines = text.split(/(?<=\n)/);
  const starts = lines.flatMap((line, index) =>
    /^(def|class|if|for|try|import|from|[a-zA-Z_]+ *=)/.test(line) ? [index] : [],
  );
  const start = starts[next(Math.max(1, starts.length))] ?? 0;
  return lines.slice(start, start + 1 + next(30)).join('');
}

function mutate(text: string, next: (limit: number) => number): string {
  const at = next(text.length + 1);
  const word = /^(\w+|\s+|[^\w\s]+)/.exec(text.slice(at, at + 40))?.[0] ?? '';
  const snippet = SNIPPETS[next(SNIPPETS.length)] as string;
  const put = (deleted: number, inserted: string): string =>
    text.slice(0, at) + inserted + text.slice(at + deleted);
  switch (next(8)) {
    case 0:
      return put(word.length, '');
    case 1:
      return put(word.length, snippet);
    case 2:
      return put(0, snippet);
    case 3:
      return put(0, ` ${snippet} `);
    case 4:
      return put(0, word);
    case 5:
      return text.slice(0, at);
    case 6:
      return text.replaceAll('\n', ['\r\n', '\r', '\n\n', '\n '][next(4)] as string);
    default:
      return (
        text.slice(0, at) +
        text.slice(at).replace(/\n[ \t]*/, `\n${['', ' ', '\t', '    ', '    \t', '\t    '][next(6)]}`)
      );
  }
}
