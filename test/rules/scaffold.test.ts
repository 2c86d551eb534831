import { describe, expect, it } from 'vitest';
import { readNewRule, scaffold } from '../../scripts/gen/scaffold.js';

const taken = new Set(['MP101', 'load-module']);

describe('a new rule', () => {
  it.each([
    [['MP199', 'server-signature', 'httpd']],
    [['MP299', 'old-raise', 'python']],
    [['MP399', 'page-include', 'psp']],
    [['MP499', 'wsgi-twin', 'site']],
  ])('%j may begin', (words) => {
    expect(readNewRule(words, taken)).toEqual({ code: words[0], name: words[1], target: words[2] });
  });

  it.each([
    [['MP199'], /^usage: /],
    [['MP199', 'a', 'httpd', 'more'], /^usage: /],
    [['MP199', 'a-b', 'apache'], /not one of httpd, python, psp, site/],
    [['MP299', 'a-b', 'httpd'], /looks like MP107, not MP299/],
    [['MP199', 'aB', 'httpd'], /not in kebab-case/],
    [['MP101', 'a-b', 'httpd'], /MP101 is taken/],
    [['MP199', 'load-module', 'httpd'], /load-module is taken/],
  ])('%j may not', (words, reason) => {
    expect(readNewRule(words, taken)).toMatch(reason);
  });

  it('starts with its file and the fixtures that every rule needs', () => {
    const files = scaffold({ code: 'MP299', name: 'old-raise', target: 'python' });
    expect([...files.keys()]).toEqual([
      'rules/python/old-raise.ts',
      'fixtures/rules/old-raise/first.before.py',
      'fixtures/rules/old-raise/skip-other.py',
      'fixtures/rules/old-raise/skip-commented-out.py',
    ]);
    expect(files.get('rules/python/old-raise.ts')).toContain(
      "code: 'MP299',\n  name: 'old-raise',\n  target: 'python',",
    );
  });
});
