import { describe, expect, it } from 'vitest';
import { readPythonAs } from '../../src/python/reader.js';
import { mangle } from '../../src/python/scopes/mangle.js';
import type { Scope } from '../../src/python/scopes/scope.js';
import { allScopes, ownerOf, scopeOfName, scopeOfNode } from '../../src/python/scopes/scopes.js';
import { descendants, isNode, leaves } from '../../src/python/tree.js';

function scopesOf(text: string, version: '2.7' | '3' = '2.7'): Scope {
  const reading = readPythonAs(new TextEncoder().encode(text), version);
  if (reading.kind !== 'exact') throw new Error(reading.error.message);
  return reading.scopes();
}

function scopeNamed(root: Scope, name: string): Scope {
  return [...allScopes(root)].find((scope) => scope.name === name) as Scope;
}

function resolution(scope: Scope, name: string): string | undefined {
  return scope.bindings.get(name)?.resolution;
}

describe('2.7 blocks', () => {
  it('a list comprehension leaks its target, a generator expression does not', () => {
    const root = scopesOf('[a for a in x]\n(b for b in y)\n');
    expect(resolution(root, 'a')).toBe('local');
    expect(resolution(root, 'b')).toBeUndefined();
    expect(root.children.map((scope) => scope.kind)).toEqual(['genexpr']);
    expect(root.children[0]?.bindings.has('y')).toBe(false);
  });

  it('methods do not see names of their class', () => {
    const root = scopesOf('class C:\n  req = 1\n  def m(self): return req\n');
    expect(resolution(scopeNamed(root, 'm'), 'req')).toBe('global-implicit');
    expect(ownerOf(scopeNamed(root, 'm'), 'req')).toBeUndefined();
  });

  it('closures see the nearest function through classes', () => {
    const root = scopesOf('def f(req):\n  class C:\n    def m(self): return req\n');
    expect(resolution(scopeNamed(root, 'f'), 'req')).toBe('cell');
    expect(resolution(scopeNamed(root, 'm'), 'req')).toBe('free');
    expect(ownerOf(scopeNamed(root, 'm'), 'req')).toBe(scopeNamed(root, 'f'));
  });

  it('a global of one function is owned by the module', () => {
    const root = scopesOf('def set():\n  global req\n  req = 1\ndef get(): return req\n');
    expect(ownerOf(scopeNamed(root, 'get'), 'req')).toBe(root);
    expect(ownerOf(scopeNamed(root, 'get'), 'missing')).toBeUndefined();
  });

  it('defaults, decorators and bases belong outside', () => {
    const root = scopesOf('@deco(a)\ndef f(x=b): pass\nclass C(c): pass\n');
    expect([...root.bindings.keys()].sort()).toEqual(['C', 'a', 'b', 'c', 'deco', 'f']);
  });

  it('mangles private names', () => {
    const root = scopesOf('class _C:\n  def m(self, __x): return __x, __y__, self.__z\n');
    expect([...scopeNamed(root, 'm').bindings.keys()]).toEqual(['self', '_C__x', '__y__']);
    expect([
      mangle('__z', '_C'),
      mangle('__z', '__'),
      mangle('__z__', 'C'),
      mangle('__z', undefined),
    ]).toEqual(['_C__z', '__z', '__z__', '__z']);
  });

  it('tells what a bare exec and a star import make unknowable', () => {
    const root = scopesOf(
      'def f():\n  exec "x = 1"\ndef g():\n  exec "x = 1" in {}\ndef h():\n  exec ("x", {})\n',
    );
    expect(root.children.map((scope) => scope.dynamic)).toEqual([true, false, false]);
    expect(scopesOf('from x import *\n').dynamic).toBe(true);
  });

  it('reports what the symbol table of CPython refuses', () => {
    const errors = (text: string) => [...allScopes(scopesOf(text))].flatMap((scope) => scope.errors);
    expect(errors('def f(a, a): pass\n')).toMatchObject([
      { line: 1, column: 10, message: /duplicate argument 'a'/ },
    ]);
    expect(errors('def f(a):\n  global a\n')).toMatchObject([{ message: "name 'a' is local and global" }]);
    expect(errors('def f():\n  yield 1\n  return 2\n')).toMatchObject([
      { line: 3, message: /inside generator/ },
    ]);
    expect(errors('def f(a):\n  exec "b"\n  return lambda: a\n')).toMatchObject([
      { message: /unqualified exec/ },
    ]);
  });
});

describe('Python 3 blocks', () => {
  it('has list comprehensions of their own, nonlocal and the walrus', () => {
    const root = scopesOf(
      'def f():\n  y = 1\n  def g():\n    nonlocal y\n    y = [z for x in y if (z := x)]\n',
      '3',
    );
    const inner = scopeNamed(root, 'g');
    expect(resolution(inner, 'y')).toBe('free');
    expect(resolution(inner, 'z')).toBe('cell');
    expect(resolution(inner, 'x')).toBeUndefined();
    expect(scopeNamed(root, 'listcomp').kind).toBe('listcomp');
  });
});

describe('f-strings', () => {
  it.each([
    ['f"{a} {b!r:>{c}} {{d}} {e=}"', ['a', 'b', 'c', 'e']],
    ["rf'{a[\"b\"]}' f'{x != y}{z == 1 }'", ['a', 'x', 'y', 'z']],
    ['f"\\N{BULLET} {a}"', ['a']],
    ["f'''{\n a\n}{(lambda q: b)(1):%Y{c}}'''", ['a', 'c', 'b']],
    ['"{a}"', []],
    ['f"{", f"}"', []],
  ])('%s', (text, names) => {
    const root = scopesOf(`${text}\n`, '3');
    expect(
      [...allScopes(root)].flatMap((scope) => [...scope.bindings.keys()]).filter((name) => name !== 'q'),
    ).toEqual(names);
  });

  it('gives places in the file', () => {
    const text = 'x = f"é {req.uri}"\n';
    const root = scopesOf(text, '3');
    const leaf = root.bindings.get('req')?.uses[0]?.leaf;
    expect(text.slice(leaf?.start, leaf?.end)).toBe('req');
  });
});

describe('look-up by place', () => {
  const text = 'def f(req, other=req):\n  req.x = lambda: req\n';
  const root = scopesOf(text);

  it('finds the scope of a name, by who evaluates it', () => {
    const names = [...leaves(root.node)].filter((leaf) => leaf.value === 'req');
    expect(names.map((leaf) => scopeOfName(root, leaf)?.name)).toEqual(['f', 'top', 'f', 'lambda']);
  });

  it('knows attributes are no variables', () => {
    const attribute = [...leaves(root.node)].find((leaf) => leaf.value === 'x');
    expect(attribute && scopeOfName(root, attribute)).toBeUndefined();
  });

  it('finds the scope of a definition', () => {
    const lambda = [...descendants(root.node)].find((tree) => isNode(tree, 'lambdef'));
    expect(lambda?.kind === 'node' && scopeOfNode(root, lambda)?.kind).toBe('lambda');
  });
});
