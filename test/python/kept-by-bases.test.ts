import { expect, it } from 'vitest';
import { type ExactModule, readPythonAs } from '../../src/python/reader.js';
import { makeRequestFlow } from '../../src/python/request-flow.js';

it('finds what a class of mod_python keeps in classes that derive from it', () => {
  const text = [
    'import mod_python',
    'from mod_python import Session',
    'class Own(Session.FileSession):',
    '  def make_cookie(self):',
    '    return self._req.is_https()',
    'class Page(mod_python.psp.PSP):',
    '  def show(self): self.req.write("")',
    'class Other(object):',
    '  def show(self): self._req.write("")',
  ];
  const module = readPythonAs(Buffer.from(text.join('\n')), '2.7') as ExactModule;
  const flows = makeRequestFlow(new Map([['m.py', module]]), () => undefined).guess([]);
  const uses = flows.flatMap((flow) => (flow.kind === 'followed' ? flow.uses : []));
  expect(uses.map((use) => [use.function?.name, use.member, use.certain])).toEqual([
    ['Own.make_cookie', 'is_https', false],
    ['Page.show', 'write', false],
  ]);
});
