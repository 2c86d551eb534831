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

function statement(making: Making, indent: string, loop: boolean, helpers: boolean): void {
  const { roll, lines } = making;
  making.left--;
  const add = (text: string): void => void lines.push(indent + text);
  switch (roll(helpers ? 15 : 14)) {
    case 0:
    case 1:
    case 2:
      return add(`req.write("%s\\n" % ${pick(roll, VALUES)}${roll(5) ? ', 0' : ''})`);
    case 3:
      return add(`req.headers_out["X-${pick(roll, ['One', 'Two', 'One-More'])}"] = ${pick(roll, VALUES)}`);
    case 4:
      return add(`req.err_headers_out["X-Err"] = "kept"`);
    case 5:
      return add(`req.headers_out.add("Set-Cookie", "c=${roll(9)}")`);
    case 6:
      return add(`req.content_type = "text/${pick(roll, ['html', 'plain', 'xml'])}"`);
    case 7:
      return add(`req.status = apache.${pick(roll, ['HTTP_NOT_FOUND', 'HTTP_CREATED', 'HTTP_BAD_REQUEST'])}`);
    case 8:
    case 9:
      return branch(making, indent, loop, helpers);
    case 10:
      return cycle(making, indent, helpers);
    case 11:
      return attempt(making, indent, loop, helpers);
    case 12:
      return add(roll(3) === 0 ? `util.redirect(req, "/x/" + ${pick(roll, VALUES)})` : ending(making));
    case 13:
      return add(loop ? pick(roll, ['break', 'continue']) : `word = ${pick(roll, VALUES)}`);
    default:
      return add(roll(2) ? `helper(req, ${pick(roll, VALUES)})` : `req.write("%d" % helper(req, "w"))`);
  }
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

function cycle(making: Making, indent: string, helpers: boolean): void {
  making.lines.push(`${indent}for word in ${pick(making.roll, VALUES)}[:2]:`);
  block(making, `${indent}    `, true, helpers);
}

function attempt(making: Making, indent: string, loop: boolean, helpers: boolean): void {
  const { roll, lines } = making;
  lines.push(`${indent}try:`);
  block(making, `${indent}    `, loop, helpers);
  if (roll(2)) lines.push(`${indent}    int(${pick(roll, VALUES)})`);
  lines.push(`${indent}except ValueError:`);
  block(making, `${indent}    `, loop, helpers);
}
