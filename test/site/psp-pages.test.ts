/** What is said of PSP pages. */
import { expect, it } from 'vitest';
import { migrate } from './support/migrate.js';

const PAGES = '<Location /app>\n    SetHandler mod_python\n    PythonHandler mod_python.psp\n</Location>\n';

// "line 2" was said of the page when it was line 2 of another file, and line 1 was shown whatever was wrong.
it('shows the line of a page that does not compile, and names the included file that it is in', () => {
  const result = migrate(PAGES, {
    '/srv/www/htdocs/app/bad.psp': '<p>\n<% x = 1 %>\n<% if x == %>\n',
    '/srv/www/htdocs/app/outer.psp': '<p>\n\n<%@ include file="inner.html" %>\n',
    '/srv/www/htdocs/app/inner.html': '<hr>\n<% if x == %>\n',
  });
  const broken = result.uses('MP301').filter(({ state }) => state === 'review');
  expect(broken.map(({ place, message }) => [place.line, /\((line [^:]*):/.exec(message)?.[1]])).toEqual([
    [3, 'line 3'],
    [1, 'line 2 of inner.html'],
  ]);
});
