/** Uses that no flow reaches are told all the same. */
import { describe, expect, it } from 'vitest';
import { migrate } from './support/migrate.js';

const LOCATION = '<Location /app>\n    SetHandler mod_python\n    PythonHandler app\n</Location>\n';

describe('a request that is an attribute of something', () => {
  it('is told where nothing shows what holds it: a filter, an object of the site', () => {
    const code = [
      'from mod_python import apache',
      'def outputfilter(filter):',
      '    if filter.req.main: filter.pass_on()',
      'class Page:',
      '    def out(self): self.wiki.req.write(self.req.unknown_of_the_site)',
    ].join('\n');
    const found = migrate(LOCATION, { '/srv/lib/filters.py': `${code}\n` });
    expect(found.uses('MP204').map(({ place, message }) => `${place.line} ${message}`)).toEqual([
      expect.stringMatching(/^3 req\.main .*if this is the request/),
      expect.stringMatching(/^5 req\.write .*if this is the request/),
    ]);
  });
});

describe('a document', () => {
  it('is told by any directive of mod_python', () => {
    const { plan } = migrate(LOCATION, { '/srv/app/README': 'Put this in:\n  PythonAuthenHandler gate\n' });
    expect(plan.findings.filter(({ code }) => code === 'MP402')).toMatchObject([{ place: { line: 2 } }]);
  });
});

describe('an import in a docstring', () => {
  it('is a mention', () => {
    const text = '"""Old.\n\nfrom mod_python import apache\n"""\n';
    const { plan } = migrate(LOCATION, { '/srv/app/old.py': text });
    expect(plan.findings.filter(({ code }) => code === 'MP402')).toMatchObject([
      { kind: 'note', place: { line: 3 }, message: expect.stringContaining('is mentioned') },
    ]);
  });
});
