import { describe, expect, it } from 'vitest';
import {
  defaultObject,
  describeHandlerArgs,
  splitHandler,
} from '../../src/site/configuration/handler-args.js';

describe('arguments of Python*Handler', () => {
  it.each([
    ['app', ['app'], []],
    ['a b::c', ['a', 'b::c'], []],
    ['mod_python.psp | .psp .psp_', ['mod_python.psp'], ['.psp', '.psp_']],
    ['a|.b', ['a'], ['.b']],
    ['a | ', ['a'], []],
    ['"a b"', ['"a', 'b"'], []],
    ['a # b', ['a', '#', 'b'], []],
    ['', [], []],
  ])('%j', (args, handlers, extensions) => {
    expect(describeHandlerArgs(args)).toEqual({ handlers, extensions });
  });

  it('split at the first ::', () => {
    expect(splitHandler('a.b::C.m::x')).toEqual({ module: 'a.b', object: 'C.m::x' });
    expect(splitHandler('a.b')).toEqual({ module: 'a.b', object: '' });
  });

  it('leave the name of the function to the phase', () => {
    expect(defaultObject('PythonAuthenHandler')).toBe('authenhandler');
    expect(defaultObject('pythonhandler')).toBe('handler');
  });
});
