import { describe, expect, it } from 'vitest';
import { pathStatements, pythonString, readPythonPath } from '../../src/site/configuration/python-path.js';

describe('the value of PythonPath', () => {
  it.each([
    ["['/a'] + sys.path", ['/a'], [], false],
    ["sys.path+['/a']", [], ['/a'], false],
    ["['/a', '/b'] + sys.path + ['/c']", ['/a', '/b'], ['/c'], false],
    ["['/a']+['/b']+sys.path", ['/a', '/b'], [], false],
    ["['/a']", ['/a'], [], true],
    ['sys.path', [], [], false],
    ['[]', [], [], true],
    ["['/a',] + sys.path[:]", ['/a'], [], false],
    ["  [ '/a' ]  +  sys . path  ", ['/a'], [], false],
    ["'/a:/b'.split(':') + sys.path", ['/a', '/b'], [], false],
    ["['/a' '/b'] + sys.path", ['/a/b'], [], false],
    ["[r'C:\\x'] + sys.path", ['C:\\x'], [], false],
    ["['it\\'s'] + sys.path", ["it's"], [], false],
    ['["/a"] + sys.path', ['/a'], [], false],
    ["['/caf\xe9'] + sys.path", ['/caf\xe9'], [], false],
  ])('%s is a list', (text, before, after, replaces) => {
    expect(readPythonPath(text)).toEqual({ kind: 'list', before, after, replaces });
  });

  it.each([
    "sys.path + [os.environ['HOME']]",
    '[p for p in sys.path] + ["/a"]',
    "sys.path.append('/a')",
    "sys.path[1:] + ['/a']",
    'sys.path + sys.path',
    "['/a'] * 2",
    "['/a'] if 1 else ['/b']",
    "['\\x41'] + sys.path",
    "u'/a'",
    "['/a' + sys.path",
    "'/a'.split('')",
    '',
  ])('%s is left to Python', (text) => {
    expect(readPythonPath(text)).toEqual({ kind: 'expression', text });
  });

  it('becomes statements that do the same to sys.path', () => {
    const statements = (text: string) => pathStatements(readPythonPath(text));
    expect(statements("['/a'] + sys.path + ['/b']")).toEqual([
      "sys.path[:0] = ['/a']",
      "sys.path.extend(['/b'])",
    ]);
    expect(statements("['/a']")).toEqual(["sys.path[:] = ['/a']"]);
    expect(statements('sys.path')).toEqual([]);
    expect(statements('list(sys.path)')).toEqual(['sys.path[:] = list(sys.path)']);
  });

  it('is written as a string that Python 2 and 3 read alike', () => {
    expect(pythonString("a'b\\c\n\xe9")).toBe("'a\\'b\\\\c\\x0a\\xe9'");
  });
});
