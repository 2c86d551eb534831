import { describe, expect, it } from 'vitest';
import { acceptChanges } from '../../src/core/accept.js';
import type { FileEdit, Finding, NewFile } from '../../src/core/finding.js';
import { fromLatin1 } from '../rules/support/memory-tree.js';

const place = { path: '/a', line: 1, column: 1, endLine: 1, endColumn: 1, byteOffset: 0, byteLength: 0 };

function finding(code: string, edits: readonly FileEdit[], creates: readonly NewFile[] = []): Finding {
  return {
    kind: 'use',
    state: 'config',
    code,
    name: code.toLowerCase(),
    severity: 'error',
    place,
    message: '',
    todo: '',
    related: [],
    confidence: 'safe',
    change: { edits, creates },
  };
}

const edit = (path: string, at: number, del: number, ins = ''): FileEdit => ({
  path,
  at,
  del,
  ins: fromLatin1(ins),
});
const made = (path: string, text: string): NewFile => ({ path, bytes: fromLatin1(text), mode: 0o644 });

describe('the changes of one pass', () => {
  it('land together where they do not touch', () => {
    const accepted = acceptChanges([
      finding('MP1', [edit('/a', 0, 2)]),
      finding('MP2', [edit('/a', 2, 2), edit('/b', 0, 1)]),
    ]);
    expect(accepted.deferred).toBe(0);
    expect(accepted.edits.get('/a')).toHaveLength(2);
    expect([...(accepted.codes.get('/a') ?? [])]).toEqual(['MP1', 'MP2']);
    expect([...(accepted.codes.get('/b') ?? [])]).toEqual(['MP2']);
  });

  it('land whole or not at all: the later of two that overlap waits, with all its files', () => {
    const accepted = acceptChanges([
      finding('MP1', [edit('/a', 0, 5)]),
      finding('MP2', [edit('/a', 4, 2), edit('/b', 0, 1)], [made('/c', 'x')]),
    ]);
    expect(accepted.deferred).toBe(1);
    expect(accepted.edits.has('/b')).toBe(false);
    expect(accepted.creates.has('/c')).toBe(false);
  });

  it('agree when two ask for the very same edit or the same new file', () => {
    const same = [edit('/a', 1, 3, 'x')];
    const accepted = acceptChanges([
      finding('MP1', same, [made('/c', 'x')]),
      finding('MP2', same, [made('/c', 'x')]),
    ]);
    expect(accepted.deferred).toBe(0);
    expect(accepted.creates.size).toBe(1);
  });

  it('do not let two contents fight for one new file', () => {
    const accepted = acceptChanges([
      finding('MP1', [], [made('/c', 'x')]),
      finding('MP2', [], [made('/c', 'y')]),
    ]);
    expect(accepted.deferred).toBe(1);
    expect(accepted.creates.get('/c')?.bytes).toEqual(fromLatin1('x'));
  });

  it('may insert at one byte, and at the start of what is replaced', () => {
    const accepted = acceptChanges([
      finding('MP1', [edit('/a', 3, 0, 'x')]),
      finding('MP2', [edit('/a', 3, 0, 'y')]),
      finding('MP3', [edit('/a', 3, 2, 'z')]),
    ]);
    expect(accepted.deferred).toBe(0);
  });

  it('do not insert into the middle of what is replaced', () => {
    const accepted = acceptChanges([
      finding('MP1', [edit('/a', 3, 4)]),
      finding('MP2', [edit('/a', 5, 0, 'y')]),
    ]);
    expect(accepted.deferred).toBe(1);
  });
});
