import { describe, expect, it } from 'vitest';
import { Meanings } from '../../src/python/flow/meaning.js';
import { Program, type ProgramModule } from '../../src/python/flow/program.js';
import { modPythonUses, unboundNames } from '../../src/python/mod-python-uses.js';
import { readPythonAs } from '../../src/python/reader.js';

function load(
  text: string,
  others: Readonly<Record<string, string>> = {},
): readonly [Meanings, ProgramModule] {
  const files = Object.entries({ m: text, ...others }).map(([path, source]) => {
    const reading = readPythonAs(new TextEncoder().encode(source), '2.7');
    if (reading.kind !== 'exact') throw new Error(reading.error.message);
    return [path, reading] as const;
  });
  const program = new Program(new Map(files), (_, name) => name);
  return [new Meanings(program), program.modules.get('m') as ProgramModule];
}

/** Uses as `kind target`, with what is special about them. */
function uses(text: string, others: Readonly<Record<string, string>> = {}): readonly string[] {
  return modPythonUses(...load(text, others)).map((use) => {
    const marks = [
      use.kind === 'name' && use.access !== 'load' ? use.access : '',
      use.kind === 'name' && !use.certain ? 'perhaps' : '',
      use.kind === 'name' && use.copied ? 'copied' : '',
      use.kind === 'import' && use.guarded ? 'guarded' : '',
    ];
    return [use.kind, use.target, ...marks].filter((part) => part !== '').join(' ');
  });
}

describe('imports', () => {
  it.each<[string, readonly string[]]>([
    ['from mod_python import apache\napache.OK', ['import apache', 'name apache.OK']],
    ['from mod_python import apache as a, util\na.OK', ['import apache', 'import util', 'name apache.OK']],
    ['import mod_python.apache as ap\nap.log_error(1)', ['import apache', 'name apache.log_error call']],
    ['import mod_python.apache\nmod_python.apache.OK', ['import apache', 'name apache.OK']],
    ['import mod_python\nmod_python.util.redirect(r, 1)', ['import', 'name util.redirect call']],
    [
      'from mod_python.util import (FieldStorage,\n redirect)\nredirect()',
      ['import util.FieldStorage', 'import util.redirect', 'name util.redirect call'],
    ],
    ['from mod_python import *\napache.OK', ['import *', 'name apache.OK']],
    ['from mod_python.apache import *\nOK', ['import apache.*', 'name apache.OK']],
    [
      'try:\n  from mod_python import apache\nexcept ImportError:\n  apache = None\napache.OK',
      ['import apache guarded', 'name apache.OK perhaps'],
    ],
    ['import _apache', ['import _apache']],
    [
      'def f():\n  from mod_python import apache\n  return apache.DONE',
      ['import apache', 'name apache.DONE'],
    ],
    ["x = __import__('mod_python.apache')", ['text apache']],
    ["import sys\nsys.modules['mod_python'] = 1", ['text']],
    [
      "from mod_python import apache\nm = apache.import_module('x')",
      ['import apache', 'name apache.import_module call'],
    ],
    [
      'from mod_python import apache\nOK = apache.OK\nOK',
      ['import apache', 'name apache.OK', 'name apache.OK copied'],
    ],
    ['from mod_python import apache\napache.log_error = 1', ['import apache', 'name apache.log_error store']],
    ['from mod_python import apache\ndef f(apache): apache.OK', ['import apache']],
  ])('%j', (text, expected) => {
    expect(uses(`${text}\n`)).toEqual(expected);
  });

  it('sees names that come through modules of the site', () => {
    expect(uses('from base import *\napache.OK\n', { base: 'from mod_python import apache\n' })).toEqual([
      'name apache.OK',
    ]);
    expect(
      uses('import base\nbase.apache.OK\nfrom base import apache\napache.DONE\n', {
        base: 'from mod_python import apache\n',
      }),
    ).toEqual(['name apache.OK', 'name apache.DONE']);
  });

  it('knows each name, or says that mod_python has none', () => {
    const found = modPythonUses(
      ...load('from mod_python import apache\napache.HTTP_NOT_FOUND\napache.nonsense\n'),
    );
    expect(found.map((use) => use.api?.class)).toEqual(['RUNTIME', 'EXACT', undefined]);
  });
});

describe('names that nothing binds', () => {
  it('finds the import that tutorials forget', () => {
    expect(uses('def handler(req):\n  return apache.OK\n')).toEqual(['unbound apache.OK']);
    expect(uses('def handler(req):\n  raise SERVER_RETURN, HTTP_FORBIDDEN\n')).toEqual([
      'unbound apache.SERVER_RETURN',
      'unbound apache.HTTP_FORBIDDEN',
    ]);
  });

  it('lists all of them, builtins left out', () => {
    const names = (text: string) => unboundNames(...load(text)).map((leaf) => leaf.value);
    expect(names('def f():\n  return missing, len, os\nimport os\n')).toEqual(['missing']);
    expect(names('from elsewhere import *\nmissing\n')).toEqual([]);
    expect(names('def f():\n  global g\n  g = 1\ndef h(): return g\n')).toEqual([]);
  });
});
