/** What stands around handlers that register functions for the end of the request, where that end goes wrong. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findPython27 } from '../python/python27.js';
import { packageRoot } from '../support/parity-environment.js';

const AFTER = path.join(packageRoot, 'fixtures', 'native', 'cleanups', 'after.py');

const PROGRAM = `
import sys
names = {'__name__': 'after'}
with open(sys.argv[1]) as module:
    exec(module.read(), names)
called = []


class Errors(object):
    def write(self, text):
        pass


def pages(environ, start_response, cleanups):
    def failing(word):
        called.append(word)
        raise ValueError(word)
    cleanups.append((called.append, 'first'))
    cleanups.append((failing, 'second'))

    def parts():
        try:
            yield b'one'
            yield b'two'
        finally:
            raise KeyError('the end of the answer')
    return parts()


answer = names['with_cleanups'](pages)({'wsgi.errors': Errors()}, None)
next(iter(answer))
try:
    answer.close()
except KeyError:
    called.append('raised')
answer.close()
print(' '.join(called))
`;

const pythons = [['Python 3', 'python3'] as const, ['Python 2.7', findPython27()] as const].flatMap(
  ([title, python]) => (python ? [[title, python] as const] : []),
);

test.each(pythons)('%s: each runs once, whatever the end of the answer raises', (_, python) => {
  const run = spawnSync(python, ['-B', '-c', PROGRAM, AFTER], { encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.stdout.trim()).toBe('second first raised');
});
