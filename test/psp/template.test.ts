import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pageEntries, positionIn, readablePart, readPsp } from '../../src/psp/page.js';
import { type PspTranslation, translatePage } from '../../src/psp/template.js';
import { makeRequestFlow } from '../../src/python/request-flow.js';
import { numbers } from '../python/mutants.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/parse/psp/', import.meta.url));
const HERE = fileURLToPath(new URL('.', import.meta.url));
const RUNTIME = fileURLToPath(new URL('../../src/runtime', import.meta.url));
const PARTS = '<% %> <%= <%@ <%-- --%> : \n \r\n \r \t " \\n \\ x \xe9 # if\u00a0a: in'
  .split(' ')
  .concat(' ', '    ', 'else:');

const fixtures = readdirSync(FIXTURES).map((name) => ({
  name,
  bytes: new Uint8Array(readFileSync(join(FIXTURES, name))),
}));

function translate(bytes: Uint8Array): PspTranslation {
  return translatePage(bytes, (name) => {
    const found = fixtures.find((fixture) => fixture.name === name);
    return found && { path: name, bytes: found.bytes };
  });
}

function randomPages(count: number): readonly Uint8Array[] {
  const next = numbers(1618);
  return Array.from({ length: count }, () => {
    const parts = Array.from({ length: next(16) }, () => PARTS[next(PARTS.length)] as string);
    return new Uint8Array(Buffer.from(parts.join(''), 'latin1'));
  });
}

function ask(
  python: string,
  script: readonly string[],
  pages: readonly Uint8Array[],
  stream: 'stdout' | 'stderr',
) {
  const input = pages.map((page) => `${Buffer.from(page).toString('base64')}\n`).join('');
  const run = spawnSync(python, script, { input, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (run.status !== 0) throw new Error(run.stderr);
  return run[stream]
    .split('\n')
    .slice(0, -1)
    .map((line) => Buffer.from(line, 'base64').toString('latin1'));
}

/** A Python that can import mod_python's scanner, with the folder it is in. */
function modPython(): readonly [string, string] | undefined {
  const where = 'import importlib.util as u, os; print(os.path.dirname(u.find_spec("mod_python").origin))';
  for (const python of ['python3', '/usr/bin/python3']) {
    const run = spawnSync(python, ['-c', where], { encoding: 'utf8' });
    if (
      run.status === 0 &&
      spawnSync(python, [join(HERE, 'oracle.py'), run.stdout.trim()], { input: '' }).status === 0
    ) {
      return [python, run.stdout.trim()];
    }
  }
  return undefined;
}

describe('the Python of a page', () => {
  const complete = fixtures.filter(({ name }) => !name.startsWith('missing'));

  it('is what the compat package makes of it', () => {
    const pages = [...complete.map(({ bytes }) => bytes), ...randomPages(1500)];
    const theirs = ask('python3', [join(HERE, 'translate.py'), RUNTIME, FIXTURES], pages, 'stdout');
    expect(pages.map((page) => translate(page).python)).toEqual(theirs);
  });

  const real = modPython();
  it.runIf(real)("is what mod_python's own scanner makes of it", () => {
    const pages = randomPages(1500).filter((page) => page.length > 0 && page.every((byte) => byte < 0x80));
    const [python, folder] = real as readonly [string, string];
    const theirs = ask(python, [join(HERE, 'oracle.py'), folder], pages, 'stderr');
    expect(pages.map((page) => translate(page).python)).toEqual(theirs);
  });

  it('keeps text after an indented block inside the block', () => {
    const page = Buffer.from('<%\nfor x in y:\n%>a<%= x %>\n<%\n# end\n%>b');
    expect(translate(page).python).toBe(
      'req.write("""""",0);\nfor x in y:\n\treq.write("""a""",0); req.write(str( x ),0); req.write("""\n""",0);\n# end\nreq.write("""b""",0)\n',
    );
  });
});

describe('positions', () => {
  it('lead back to the same bytes, for every copied character', () => {
    const pages = [...fixtures.map(({ bytes }) => bytes), ...randomPages(300)];
    for (const page of pages) {
      const { python, map, files } = translate(page);
      for (let at = 0; at < python.length; at++) {
        const { file, offset, copied } = map.place(at);
        const byte = files[file]?.bytes[offset];
        if (copied) expect(String.fromCharCode(byte as number)).toBe(python[at]);
        expect(offset).toBeLessThanOrEqual(files[file]?.bytes.length ?? -1);
      }
    }
  });

  it('cover the page: pieces follow each other without a gap', () => {
    for (const page of [...fixtures.map(({ bytes }) => bytes), ...randomPages(300)]) {
      const { pieces, includes } = translate(page);
      if (includes.some((include) => include.target === undefined)) continue;
      let end = 0;
      for (const piece of pieces.filter((candidate) => candidate.file === 0)) {
        expect(piece.start).toBe(end);
        expect(piece.innerStart).toBeGreaterThanOrEqual(piece.start);
        end = piece.end;
      }
      expect(end).toBe(page.length);
    }
  });

  it('map a token of an island to its bytes, and nothing across islands', () => {
    const page = readPsp(
      Buffer.from('caf\xc3\xa9 <%= req.uri %>\r\n<%\r\nx = 1\r\ny = 2\r\n%>', 'latin1'),
      () => undefined,
    );
    if (page.kind !== 'exact') throw new Error(page.error.message);
    const { python, map, files } = page.translation;
    const uri = map.range(python.indexOf('req.uri'), python.indexOf('req.uri') + 7);
    expect(Buffer.from(files[0]?.bytes.subarray(uri?.start, uri?.end) as Uint8Array).toString()).toBe(
      'req.uri',
    );
    expect(positionIn(page.translation, 0, uri?.start as number)).toEqual({ line: 1, column: 10 });
    const two = map.range(python.indexOf('x = 1'), python.indexOf('y = 2') + 5);
    expect(Buffer.from(files[0]?.bytes.subarray(two?.start, two?.end) as Uint8Array).toString()).toBe(
      'x = 1\r\ny = 2',
    );
    expect(map.range(python.indexOf('req.uri'), python.indexOf('y = 2'))).toBeUndefined();
  });
});

describe('the request of a page', () => {
  it('is followed from the names that psp.py binds', () => {
    const page = readPsp(
      Buffer.from('<%= req.uri %><% x = form["a"] %>\n<% session.save() %>'),
      () => undefined,
    );
    if (page.kind !== 'exact') throw new Error(page.error.message);
    const flow = makeRequestFlow(new Map([['p.psp', page.module]]), () => undefined);
    const uses = pageEntries('p.psp').flatMap((entry) => {
      const followed = flow.follow(entry);
      return followed.kind === 'followed' ? followed.uses : [];
    });
    const shown = uses.map((use) => {
      const range = page.translation.map.range(use.start, use.end);
      const bytes = page.translation.files[0]?.bytes.subarray(range?.start, range?.end) as Uint8Array;
      return `${use.action} ${Buffer.from(bytes)}`;
    });
    // `req.write` is what the scanner itself puts in: it is nowhere in the page.
    expect(shown.filter((use) => /uri|form|session/.test(use) && use.length < 30)).toEqual([
      'load req.uri',
      'item-load form["a"]',
      'call session.save()',
    ]);
  });
});

describe('reading a page', () => {
  const include = (name: string) => {
    const found = fixtures.find((fixture) => fixture.name === name);
    return found && { path: name, bytes: found.bytes };
  };

  it.each(['blocks.psp', 'include.psp', 'bytes.psp', 'empty.psp'])('%s is Python', (name) => {
    expect(
      readPsp(fixtures.find((fixture) => fixture.name === name)?.bytes as Uint8Array, include).kind,
    ).toBe('exact');
  });

  it('says where in the page the Python is wrong', () => {
    const page = Buffer.from('<html>\n<% if x: %>a<% else: %>b<% %>');
    expect(readPsp(page, include)).toMatchObject({
      kind: 'broken',
      file: 0,
      error: { line: 2, message: 'invalid syntax' },
    });
    expect(readPsp(Buffer.from('<p>\n\n<%= 1 + %>'), include)).toMatchObject({
      error: { line: 3, column: 9 },
    });
  });

  it.each([
    ['a\n<%\nif req.args:\n    return\n%>b', 4, "'return' outside function"],
    ['<%\nclass A:\n    yield 1\n%>', 3, "'yield' outside function"],
    ['<%\nif 1: break\n%>', 2, "'break' outside loop"],
    ['<%\nfor i in a:\n    def f(): continue\n%>', 3, "'continue' not properly in loop"],
  ])('says what Python refuses outside of a function or a loop: %j', (text, line, message) => {
    const page = readPsp(Buffer.from(text), include);
    expect(page).toMatchObject({ kind: 'broken', file: 0, error: { line, message } });
    expect(readablePart(page)).toBeDefined();
  });

  it('knows functions and loops', () => {
    const text =
      '<%\nfor i in a:\n    if i: break\n    while 1:\n        continue\ndef f():\n    for x in y: yield x\n    return\ng = lambda: (yield)\n%>';
    expect(readPsp(Buffer.from(text), include).kind).toBe('exact');
  });

  it('says so in the included file', () => {
    const broken = (name: string) => ({ path: name, bytes: Buffer.from('ok\n<% 1 + %>') });
    expect(readPsp(Buffer.from('<%@ include file="x.psp" %>'), broken)).toMatchObject({
      file: 1,
      error: { line: 2, column: 8 },
    });
  });

  it('lists includes that are not there', () => {
    const page = Buffer.from('a<%@ include file="none.psp" %>b');
    expect(translatePage(page, () => undefined).includes).toEqual([
      { name: 'none.psp', file: 0, start: 19, end: 27, target: undefined },
    ]);
  });

  it('names the include that is missing, not the string that its absence leaves open', () => {
    expect(readPsp(Buffer.from('a\n<%@ include file="none.psp" %>'), () => undefined)).toMatchObject({
      kind: 'broken',
      error: { line: 2, column: 19, message: 'no file to include: none.psp' },
    });
  });

  it('reads the rest of a page whose include is missing', () => {
    const page = readPsp(Buffer.from('a<%@ include file="none.psp" %>b<%= req.uri %>'), () => undefined);
    expect(page.kind).toBe('broken');
    expect(readablePart(page)?.translation.python).toContain('req.uri');
  });

  it('stops at includes without end', () => {
    const self = (name: string) => ({ path: name, bytes: Buffer.from('<%@ include file="self.psp" %>') });
    const { includes } = translatePage(Buffer.from('<%@ include file="self.psp" %>'), self);
    expect(includes.at(-1)?.target).toBeUndefined();
  });
});
