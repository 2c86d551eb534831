import { expect, it } from 'vitest';
import { isStandardHandler } from '../../src/site/configuration/handler-args.js';

it.each([
  ['mod_python.psp', true],
  ['mod_python.psp::handler', true],
  ['mod_python.psp::', true],
  ['mod_python.psp::run_psp', false],
  ['mod_python.publisher', false],
  ['own.psp', false],
])('%s runs pages: %s', (handler, runs) => {
  expect(isStandardHandler(handler, 'psp')).toBe(runs);
});
