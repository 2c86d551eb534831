import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding.js';
import { withoutIgnored } from '../../src/core/suppress.js';
import { file, memoryTree } from '../rules/support/memory-tree.js';

const PATH = '/site/file';

/** Is a finding on this line (counted from 1; 0: about the file as a whole) silenced? */
function silenced(text: string, line: number, code = 'MP204'): boolean {
  const tree = memoryTree(new Map([[PATH, file(text)]]));
  const whole = line === 0;
  const place = {
    path: PATH,
    line: whole ? 1 : line,
    column: 1,
    byteOffset: whole ? 0 : 9,
    byteLength: whole ? 0 : 3,
  };
  const finding = { code, name: 'request-use', place } as Finding;
  return withoutIgnored(tree, [finding]).ignored === 1;
}

describe('an inline ignore', () => {
  it('takes a code or a name, or several, and needs a reason', () => {
    expect(silenced('# migrate-ignore MP204: known\nreq.x\n', 2)).toBe(true);
    expect(silenced('#migrate-ignore request-use: known\nreq.x\n', 2)).toBe(true);
    expect(silenced('# migrate-ignore MP101 , MP204: known\nreq.x\n', 2)).toBe(true);
    expect(silenced('# migrate-ignore MP204\nreq.x\n', 2)).toBe(false);
    expect(silenced('# migrate-ignore MP204: \nreq.x\n', 2)).toBe(false);
    expect(silenced('# migrate-ignore: all of it\nreq.x\n', 2)).toBe(false);
    expect(silenced('# migrate-ignore MP205: another\nreq.x\n', 2)).toBe(false);
  });

  it('reaches the next line that is not an ignore, and no further', () => {
    expect(silenced('# migrate-ignore MP204: a\n# migrate-ignore MP205: b\nreq.x\n', 3)).toBe(true);
    expect(silenced('# migrate-ignore MP204: a\n# something else\nreq.x\n', 3)).toBe(false);
    expect(silenced('# migrate-ignore MP204: a\nreq.x\nreq.x\n', 3)).toBe(false);
    expect(silenced('# migrate-ignore MP204: a\r\nreq.x\r\n', 2)).toBe(true);
  });

  it('may end a line of Python, but not a directive, where a # is not a comment', () => {
    expect(silenced('req.x  # migrate-ignore MP204: a\nreq.x\n', 1)).toBe(true);
    expect(silenced('req.x  # migrate-ignore MP204: a\nreq.x\n', 2)).toBe(false);
    expect(silenced('PythonOption a "# migrate-ignore MP106: a"\n', 1, 'MP106')).toBe(false);
  });

  it('stands above the whole of a directive that is continued', () => {
    const text = '# migrate-ignore MP106: a\nPythonOption \\\n  a \\\n  b\nPythonOption c d\n';
    expect([2, 3, 4, 5].map((line) => silenced(text, line, 'MP106'))).toEqual([true, true, true, false]);
  });

  it('is a comment of its own in a page', () => {
    expect(silenced('<%-- migrate-ignore MP204: a --%>\n<% req.x %>\n', 2)).toBe(true);
    expect(silenced('<%-- migrate-ignore MP204: --%>\n<% req.x %>\n', 2)).toBe(false);
  });

  it('for a file as a whole stands among the comments at its top', () => {
    expect(silenced('#!/usr/bin/python\n# about\n\n# migrate-ignore MP204: a\nimport x\n', 0)).toBe(true);
    expect(silenced('\xef\xbb\xbf# migrate-ignore MP204: a\nimport x\n', 0)).toBe(true);
    expect(silenced('import x\n# migrate-ignore MP204: a\n', 0)).toBe(false);
  });
});
