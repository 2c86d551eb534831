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

// 783 uses of qiime-webapp were not in the report: pages take form, session and Session from psp.py without an import.
// 1613 others were req.write calls that the text of the pages is turned into, and nobody wrote.
it('finds what a page does with the names that psp.py gives it', () => {
  const result = migrate(PAGES, {
    '/srv/www/htdocs/app/shop.psp': [
      "<%= form['item'] %>",
      "<% user = session.get('user')",
      'mine = Session.Session(req)',
      "mine['seen'] = 1",
      'apache.log_error(util.parse_qs(req.args))',
      '%>',
    ].join('\n'),
  });
  const found = [...result.uses('MP204'), ...result.uses('MP205')].map(
    ({ place, message }) => `${place.line} ${message.split(' ')[0]}`,
  );
  expect(found.sort()).toEqual([
    "1 form['item']",
    '2 session.get',
    '3 Session.Session',
    "4 session['seen']",
    '5 apache.log_error',
    '5 req.args',
    '5 util.parse_qs',
  ]);
});
