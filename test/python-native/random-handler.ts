/** Makes random handlers out of the things that handlers do: Python source, valid in 2.7 and 3. The same seed, the same source. */

/** Numbers from 0 to below `limit`: a linear congruential generator (Numerical Recipes). */
type Dice = (limit: number) => number;

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

interface Making {
  readonly roll: Dice;
  /** Statements left; every block ends when there are none. */
  left: number;
  readonly lines: string[];
}

const VALUES = [
  'req.uri',
  'req.method',
  '(req.args or "none")',
  'req.headers_in.get("X-Word", "nobody")',
  '"const"',
  'str(len(req.uri))',
  'req.get_remote_host()',
];
const TESTS = [
  'req.args',
  'req.args == "a"',
  'req.method == "POST"',
  'not req.headers_in.get("X-Word")',
  'len(req.uri) > 6',
  '"b" in (req.args or "")',
];
const CODES = ['HTTP_NOT_FOUND', 'HTTP_FORBIDDEN', 'HTTP_BAD_REQUEST', 'HTTP_GONE', 'OK', 'OK', 'DONE'];

/** What a helper does before anything else: nothing, or it ends the request for some words. */
const ENDS_IN_HELPER: readonly (readonly string[])[] = [
  [],
  ['    if len(word) > 9:', '        raise apache.SERVER_RETURN(apache.HTTP_GONE)'],
  ['    if word == "const":', '        util.redirect(req, "/moved?to=" + word, 1)'],
  [
    '    if not req.args:',
    '        req.err_headers_out["X-Helper"] = word',
    '        raise apache.SERVER_RETURN(apache.HTTP_FORBIDDEN)',
  ],
];

/** One module with the function `handler`. */
export function randomHandler(seed: number): string {
  const roll = dice(seed);
  const making: Making = { roll, left: 6 + roll(14), lines: [] };
  const helpers = roll(3) === 0;
  if (roll(4) > 0) making.lines.push('    req.content_type = "text/plain"');
  while (making.left > 0) statement(making, '    ', false, helpers);
  making.lines.push(`    ${ending(making)}`);
  const helper = [
    'def helper(req, word):',
    ...pick(roll, ENDS_IN_HELPER),
    '    req.write("[%s %s]" % (word, req.method), 0)',
    '    return len(word)',
    '',
    '',
  ];
  return [
    'from mod_python import apache, util',
    '',
    '',
    ...(helpers ? helper : []),
    'def handler(req):',
    ...making.lines,
    '',
  ].join('\n');
}

function pick<T>(roll: Dice, from: readonly T[]): T {
  return from[roll(from.length)] as T;
}

function ending({ roll }: Making): string {
  const code = pick(roll, CODES);
  if (roll(6) === 0) return `raise apache.SERVER_RETURN(apache.${code})`;
  return `return apache.${code}`;
}

type Compound = (making: Making, indent: string, loop: boolean, helpers: boolean) => void;

function statement(making: Making, indent: string, loop: boolean, helpers: boolean): void {
  making.left--;
  const compounds: readonly Compound[] = [branch, branch, cycle, attempt];
  const compound = compounds[making.roll(14)];
  if (compound) compound(making, indent, loop, helpers);
  else making.lines.push(indent + simple(making, loop, helpers));
}

function simple(making: Making, loop: boolean, helpers: boolean): string {
  const { roll } = making;
  const value = pick(roll, VALUES);
  const write = `req.write("%s\\n" % ${value}${roll(5) ? ', 0' : ''})`;
  const choices = [
    write,
    write,
    write,
    `req.headers_out["X-${pick(roll, ['One', 'Two', 'One-More'])}"] = ${value}`,
    'req.err_headers_out["X-Err"] = "kept"',
    `req.headers_out.add("Set-Cookie", "c=${roll(9)}")`,
    `req.content_type = "text/${pick(roll, ['html', 'plain', 'xml'])}"`,
    `req.status = apache.${pick(roll, ['HTTP_NOT_FOUND', 'HTTP_CREATED', 'HTTP_BAD_REQUEST'])}`,
    roll(3) === 0 ? `util.redirect(req, "/x/" + ${value})` : ending(making),
    loop ? pick(roll, ['break', 'continue']) : `word = ${value}`,
    ...(helpers ? [`helper(req, ${value})`, 'req.write("%d" % helper(req, "w"))'] : []),
  ];
  return pick(roll, choices);
}

function block(making: Making, indent: string, loop: boolean, helpers: boolean): void {
  const count = 1 + making.roll(3);
  for (let number = 0; number < count; number++) statement(making, indent, loop, helpers);
}

function branch(making: Making, indent: string, loop: boolean, helpers: boolean): void {
  const { roll, lines } = making;
  lines.push(`${indent}if ${pick(roll, TESTS)}:`);
  block(making, `${indent}    `, loop, helpers);
  if (roll(2)) return;
  lines.push(`${indent}else:`);
  block(making, `${indent}    `, loop, helpers);
}

function cycle(making: Making, indent: string, _loop: boolean, helpers: boolean): void {
  making.lines.push(`${indent}for word in ${pick(making.roll, VALUES)}[:2]:`);
  block(making, `${indent}    `, true, helpers);
}

const CAUGHT = ['ValueError', 'ValueError', 'apache.SERVER_RETURN', '(ValueError, IOError)', 'Exception'];

function attempt(making: Making, indent: string, loop: boolean, helpers: boolean): void {
  const { roll, lines } = making;
  lines.push(`${indent}try:`);
  block(making, `${indent}    `, loop, helpers);
  const caught = pick(roll, CAUGHT);
  // What nobody catches is a 500, with headers of err_headers_out or without: that is another matter.
  if (caught !== 'apache.SERVER_RETURN' && roll(2)) lines.push(`${indent}    int(${pick(roll, VALUES)})`);
  lines.push(`${indent}except ${caught}:`);
  block(making, `${indent}    `, loop, helpers);
}
