import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PatchFile, renderPatch } from '../../src/report/patch.js';
import { plant, sandbox } from '../io/sandbox.js';

/** Applies a patch with the real git in a folder that holds the old files, and checks every new one. */
function gitApplies(files: readonly PatchFile[]): void {
  const folder = sandbox();
  for (const file of files) if (file.before) plant(folder, { [file.path]: file.before });
  const patch = renderPatch(files);
  execFileSync('git', ['apply', '--whitespace=nowarn', '-'], {
    cwd: folder,
    input: patch,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  for (const file of files) {
    const path = join(folder, file.path);
    expect(readFileSync(path).toString('latin1')).toBe(Buffer.from(file.after).toString('latin1'));
    if (!file.before)
      expect(statSync(path).mode & 0o111 ? 0o755 : 0o644).toBe((file.mode ?? 0o644) & 0o111 ? 0o755 : 0o644);
  }
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

describe('the patch', () => {
  it.each([
    ['a changed line', 'a\nb\nc\n', 'a\nB\nc\n'],
    ['an added final newline', 'a\nb', 'a\nb\n'],
    ['a removed final newline', 'a\nb\n', 'a\nb'],
    ['no final newline on both sides', 'a\nb', 'A\nb'],
    ['CRLF, and a lone CR', 'a\r\nb\rc\r\n', 'a\r\nB\rc\n'],
    ['CR CR LF', 'a\r\r\nb\n', 'a\r\nb\n'],
    ['latin-1 and broken UTF-8', 'caf\xe9\n\xff\xfe\n', 'caf\xe8\n\xff\xfe\n'],
    ['NUL and other controls', 'a\0b\n\x0c\x1b[0m\n', 'a\0c\n\x0c\x1b[0m\n'],
    ['NEL and the bytes of U+2028', 'a\x85b\n\xe2\x80\xa8\n', 'a\x85c\n\xe2\x80\xa8\n'],
    [
      'lines that look like a patch',
      '--- a/x\n+++ b/x\n@@ -1 +1 @@\n# MP1\n',
      '-- a/x\n+++ b/x\n@@ -1 +1 @@\n# MP2\n',
    ],
    ['everything removed', 'a\nb\n', ''],
    ['everything from nothing', '', 'a\nb\n'],
  ])('keeps %s', (_name, before, after) => {
    gitApplies([
      { path: 'site.conf', before: bytes(before), after: bytes(after), rules: ['MP101 python-handler'] },
    ]);
  });

  it.each([
    ['an ordinary file', 'x.wsgi', 'one\ntwo\n', 0o644],
    ['an executable one', 'bin/x', '#!/bin/sh\n', 0o755],
    ['an empty one', 'pkg/__init__.py', '', 0o644],
    ['an empty executable one', 'pkg/empty', '', 0o755],
    ['no final newline', 'a/b/c/d', 'x', 0o600],
  ])('creates %s', (_name, path, after, mode) => {
    gitApplies([
      { path, after: bytes(after), mode, rules: ['MP401 compat-package'] },
      { path: 'other', before: bytes('a\n'), after: bytes('b\n'), rules: [] },
    ]);
  });

  it.each([
    'with space',
    'quo"te',
    'back\\slash',
    'tab\there',
    'új/é.py',
    'a b/c\nd',
    ' leading',
    'b/a/b',
    '日本.py',
    "o'brien",
  ])('quotes the name %j', (path) => {
    gitApplies([{ path, before: bytes('a\n'), after: bytes('b\n'), rules: [] }]);
    gitApplies([{ path, after: bytes('b\n'), mode: 0o755, rules: [] }]);
  });

  it('stays quick for a file that changes nearly everywhere, and is still right', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);
    const before = bytes(`same\nsame\n${lines.join('\n')}\nsame\nlast`);
    const after = bytes(
      `same\nsame\n${lines.map((line) => (line.endsWith('7') ? line : `# ${line}`)).join('\n')}\nsame\nlast`,
    );
    const begun = performance.now();
    gitApplies([{ path: 'big', before, after, rules: [] }]);
    gitApplies([{ path: 'new', after, mode: 0o644, rules: [] }]);
    expect(performance.now() - begun).toBeLessThan(15_000);
  });

  it('is empty for an empty plan', () => {
    expect(renderPatch([])).toHaveLength(0);
  });

  it('gives the same tree as the plan for any bytes (property)', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '',
        'a',
        'b',
        '\r',
        '\t x',
        '+',
        '-',
        ' ',
        '\\',
        '@@ -1,1 +1,1 @@',
        'diff --git a/x b/x',
        '\0',
        '\xff',
      ),
      fc.uint8Array({ maxLength: 6 }).map((raw) => Buffer.from(raw).toString('latin1').replaceAll('\n', '')),
    );
    const text = fc
      .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
      .map(([lines, ended]) => bytes(lines.join('\n') + (ended ? '\n' : '')));
    const file = fc.record({
      before: fc.option(text, { nil: undefined }),
      after: text,
      mode: fc.constantFrom(0o644, 0o755),
    });
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 4 }), (drafts) => {
        const files = drafts
          .map((draft, index): PatchFile => {
            const { before, after, mode } = draft;
            return { path: `f${index}`, after, mode, rules: ['MP101 x'], ...(before ? { before } : {}) };
          })
          .filter((each) => !each.before || Buffer.compare(each.before, each.after) !== 0);
        if (files.length > 0) gitApplies(files);
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on umask or an existing mode', () => {
    const folder = sandbox();
    plant(folder, { run: 'a\n' });
    chmodSync(join(folder, 'run'), 0o755);
    const patch = renderPatch([{ path: 'run', before: bytes('a\n'), after: bytes('b\n'), rules: [] }]);
    execFileSync('git', ['apply', '-'], { cwd: folder, input: patch });
    expect(statSync(join(folder, 'run')).mode & 0o777).toBe(0o755);
    expect(existsSync(join(folder, '.git'))).toBe(false);
  });
});
