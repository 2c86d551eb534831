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
  /** Cookies, functions for the end of the request, and output bit by bit besides. */
  readonly more: boolean;
  /** What stands in front of the helper's name. */
  readonly aid: string;
}

function someValue({ roll, more }: Making): string {
  return pick(roll, more && roll(2) ? COOKIE_VALUES : VALUES);
}

function someTest({ roll, more }: Making): string {
  return pick(roll, more && roll(2) ? COOKIE_TESTS : TESTS);
}

const VALUES = [
  'req.uri',
  'req.method',
  '(req.args or "none")',
  'req.headers_in.get("X-Word", "nobody")',
  '"const"',
  'str(len(req.uri))',
  'req.get_remote_host()',
  'req.content_type',
];
/** With cookies, which are read at the top. */
const COOKIE_VALUES = [
  '(one and one.value or "none")',
  '("c" in jar and jar["c"].value or "no c")',
  '",".join(sorted(jar.keys()))',
  '",".join(LOG)',
];
const COOKIE_TESTS = ['one', 'not one', 'one is None', '"c" in jar', 'jar', 'one and one.value == "1"'];
const TESTS = [
  'req.args',
  'req.args == "a"',
  'req.method == "POST"',
  'not req.headers_in.get("X-Word")',
  'len(req.uri) > 6',
  '"b" in (req.args or "")',
];
const CODES = [
  'HTTP_NOT_FOUND',
  'HTTP_FORBIDDEN',
  'HTTP_BAD_REQUEST',
  'HTTP_GONE',
  'HTTP_NO_CONTENT',
  'HTTP_NOT_MODIFIED',
  'OK',
  'OK',
  'DONE',
];

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

/** The same with a cookie that says what was asked for. */
const COOKIE_ENDS: readonly (readonly string[])[] = [
  [
    '    one = Cookie.get_cookie(req, "c", Cookie.Cookie)',
    '    if one is None or one.value != "1":',
    '        Cookie.add_cookie(req, "back", req.uri)',
    '        util.redirect(req, "/login")',
    '    word += one.value',
  ],
];

/** What a function without the request does before it gives its word back. */
const ENDS_OUTSIDE: readonly (readonly string[])[] = [
  [],
  ['    if len(word) > 12:', '        raise apache.SERVER_RETURN(apache.HTTP_GONE)'],
  ['    if word == "nobody":', '        raise apache.SERVER_RETURN(apache.HTTP_FORBIDDEN)'],
];

export interface RandomProgram {
  /** The module with the function `handler`. */
  readonly main: string;
  /** The module `aid<seed>` with its helpers; undefined where they are in the same one. */
  readonly aid: string | undefined;
}

export function randomProgram(seed: number): RandomProgram {
  const roll = dice(seed);
  const more = seed % 2 === 0;
  const making: Making = { roll, left: (more ? 3 : 6) + roll(more ? 10 : 14), lines: [], more, aid: '' };
  if (more) making.lines.push('    jar = Cookie.get_cookies(req)', '    one = Cookie.get_cookie(req, "c")');
  const helpers = roll(3) === 0;
  const apart = helpers && roll(2) === 0;
  const whole = { ...making, aid: apart ? `aid${seed}.` : '' };
  if (roll(4) > 0) making.lines.push('    req.content_type = "text/plain"');
  if (roll(3) === 0) making.lines.push('    out = req.write', '    out("out ", 0)');
  while (whole.left > 0) statement(whole, '    ', false, helpers);
  making.lines.push(...(more && roll(4) === 0 ? streaming(whole) : [`    ${ending(whole)}`]));
  const names = `from mod_python import ${more ? 'apache, Cookie, util' : 'apache, util'}`;
  const aid = helperLines(roll, more);
  const imports = [names, ...(apart ? [`import aid${seed}`] : []), ...(more ? ['', 'LOG = []'] : [])];
  return {
    main: [
      ...imports,
      '',
      '',
      ...(helpers && !apart ? aid : []),
      'def handler(req):',
      ...making.lines,
      '',
    ].join('\n'),
    aid: apart ? [names, '', '', ...aid].join('\n') : undefined,
  };
}

/** Functions that the handler calls: one that may end the request without being given it, one that gets it. */
function helperLines(roll: Dice, more: boolean): readonly string[] {
  return [
    'def checked(word):',
    ...pick(roll, ENDS_OUTSIDE),
    '    return word',
    '',
    '',
    'def helper(req, word):',
    ...pick(roll, more ? [...ENDS_IN_HELPER, ...COOKIE_ENDS] : ENDS_IN_HELPER),
    ...pick(roll, [[], [], ['    word = checked(word)']]),
    '    req.write("[%s %s]" % (word, req.method), 0)',
    ...pick(roll, [
      [],
      ['    req.headers_out["X-Length"] = str(len(word))'],
      ['    req.content_type = "text/xml"'],
    ]),
    '    return len(word)',
    '',
    '',
  ];
}

/** Output bit by bit, to the end. */
function streaming(making: Making): readonly string[] {
  const value = someValue(making);
  return [
    '    req.content_type = "text/plain"',
    `    for word in ${value}[:3]:`,
    '        if word == "x":',
    `            ${making.roll(2) ? 'continue' : 'return apache.OK'}`,
    '        req.write(word + "\\n")',
    '        req.flush()',
    ...(making.roll(2) ? [`    req.write(${someValue(making)})`] : []),
    '    return apache.OK',
  ];
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
  else
    making.lines.push(
      ...simple(making, loop, helpers)
        .split('\n')
        .map((line) => indent + line),
    );
}

function simple(making: Making, loop: boolean, helpers: boolean): string {
  const { roll } = making;
  const value = someValue(making);
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
    ...(making.more ? cookieStatements(making, value) : []),
    ...(helpers
      ? [`${making.aid}helper(req, ${value})`, `req.write("%d" % ${making.aid}helper(req, "w"))`]
      : []),
  ];
  return pick(roll, choices);
}

/** Statements of one line, or of several behind each other. */
function cookieStatements({ roll }: Making, value: string): readonly string[] {
  const attributes = pick(roll, ['', ', path="/"', ', max_age=60, httponly=True', ', expires=86400 * 3']);
  return [
    `Cookie.add_cookie(req, "n${roll(3)}", ${value}${attributes})`,
    `Cookie.add_cookie(req, Cookie.Cookie("m", ${value}${attributes}))`,
    `c = Cookie.Cookie("k", ${value})\nc.path = req.uri\nc.version = ${roll(2)}\nCookie.add_cookie(req, c)`,
    `req.register_cleanup(LOG.append, ${value})`,
    'req.flush()',
    'del LOG[:]',
  ];
}

function block(making: Making, indent: string, loop: boolean, helpers: boolean): void {
  const count = 1 + making.roll(3);
  for (let number = 0; number < count; number++) statement(making, indent, loop, helpers);
}

function branch(making: Making, indent: string, loop: boolean, helpers: boolean): void {
  const { roll, lines } = making;
  lines.push(`${indent}if ${someTest(making)}:`);
  block(making, `${indent}    `, loop, helpers);
  if (roll(2)) return;
  lines.push(`${indent}else:`);
  block(making, `${indent}    `, loop, helpers);
}

function cycle(making: Making, indent: string, _loop: boolean, helpers: boolean): void {
  making.lines.push(`${indent}for word in ${someValue(making)}[:2]:`);
  block(making, `${indent}    `, true, helpers);
}

const CAUGHT = ['ValueError', 'ValueError', 'apache.SERVER_RETURN', '(ValueError, IOError)', 'Exception'];

function attempt(making: Making, indent: string, loop: boolean, helpers: boolean): void {
  const { roll, lines } = making;
  lines.push(`${indent}try:`);
  block(making, `${indent}    `, loop, helpers);
  const caught = pick(roll, CAUGHT);
  // What nobody catches is a 500, with headers of err_headers_out or without: that is another matter.
  if (caught !== 'apache.SERVER_RETURN' && roll(2)) lines.push(`${indent}    int(${someValue(making)})`);
  lines.push(`${indent}except ${caught}:`);
  block(making, `${indent}    `, loop, helpers);
}
