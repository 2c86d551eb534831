"""A site that uses everything a client can reach, and clients that mean no good.

No traceback reaches them, nothing of this package breaks, no file is made outside of the folders for sessions and locks,
and the time an answer takes grows with the request and not with its square.
"""
from __future__ import absolute_import

import os
import random
import re
import unittest

from modpython_wsgi import Cookie, Session, apache, util
from modpython_wsgi.entry import Mount

from lib.support import FORM, PY2, FolderTest, cpu_seconds, request

_KINDS = ('FileSession', 'DbmSession', 'MemorySession')
_SECRET = 'a secret'
_MULTIPART = 'multipart/form-data; boundary=XyZ'

_TEXTS = ['', 'a', 'b', 'sid', 'pysid', '=', ';', ',', '&', '+', '%', '%00', '%0a', '%2e%2e', '..', '/', '../', '//', '\0', '\r',
          '\n', '\r\n', '\t', ' ', '"', "'", '\\', '$Version', 'expires', 'domain', 'path', 'httponly', 'secure', '\xff',
          '\x80', '<script>', '-1', '0', '9' * 40, 'a' * 300, 'a[b]', '--XyZ', '--', ':', '; filename="', '"f"', '; name="x"',
          'Content-Disposition: form-data; name="a"', 'Content-Type: multipart/mixed; boundary=XyZ', 'application/json',
          _MULTIPART, 'multipart/form-data; boundary=', FORM, '0' * 32, 'f' * 32, 'e' * 32 + '/', 'bytes=', '0-1,', 'Basic ',
          'YTpi', 'W/"', '*', '(lp0', "cos\nsystem\n(S'x'\ntR."]


def use_everything(req):
    """Read what came, and send it back in every place there is."""
    form = util.FieldStorage(req, keep_blank_values=len(req.args or '') % 2)
    values = [field.value for field in form.list]
    cookies = [value.value for value in Cookie.get_cookies(req).values()]
    for kind in (Cookie.SignedCookie, Cookie.MarshalCookie):
        cookies += list(Cookie.get_cookies(req, kind, secret=_SECRET))
    session = Session.Session(req, lock=1)
    session['values'] = values
    session.save()
    text = repr((values, cookies, req.headers_in, req.path_info, req.parsed_uri, sorted(session.keys()), session.id()))
    for value in [value for value in values + cookies if _fits_header(value)][:1]:
        Cookie.add_cookie(req, 'echo', value)
        req.headers_out['X-Echo'] = value.replace('\n', ' ')
        if len(value) % 3 == 2:
            util.redirect(req, value)
    req.write(text, 0)
    return apache.OK


def _fits_header(value):
    """Bytes that are no UTF-8 become surrogates on Python 3; a header of them is a TypeError, as documented."""
    return isinstance(value, str) and (PY2 or '\udc7f' > max(value + ' '))


def as_bytes(text):
    return text if isinstance(text, bytes) else text.encode('latin-1')


class Client(object):
    """Makes requests out of pieces; the seed decides which."""

    def __init__(self, seed):
        self._source = random.Random(seed)
        self.sid = None

    def text(self, most=6):
        pieces = [self._source.choice(_TEXTS) for _ in range(self._source.randrange(most + 1))]
        return ''.join(pieces)

    def header(self, most=6):
        """As Apache lets it through: one line."""
        return re.sub('[\0\r\n]', '', self.text(most))

    def request(self):
        cookies = [self.header() for _ in range(self._source.randrange(4))]
        if self._source.random() < 0.6:
            cookies.append('pysid=' + (self.sid if self.sid and self._source.random() < 0.5 else self.header(3)))
        made = {'query': self.header(), 'cookies': '; '.join(cookies), 'path_info': '/' + self.text(4),
                'headers': dict((name, self.header(3)) for name in
                                self._source.sample(['Range', 'If-Range', 'Authorization', 'Host', 'Accept'], 2))}
        if self._source.random() < 0.6:
            made['body'] = as_bytes(self.text(25))
            made['content_type'] = self._source.choice([FORM, _MULTIPART, self.header(3)])
        return made


class WholeSite(FolderTest):

    def setUp(self):
        FolderTest.setUp(self)
        self.write('site/index.py', 'def index(req, a="", **more): return repr((a, sorted(more)))\n'
                                    'class C(object):\n    x = {"k": 1}\n    def m(self, b): return b\nc = C()\n'
                                    'def locked():\n    def __auth__(req, user, password): return user == "a"\n'
                                    '    return "in"\n')
        self.write('site/page.psp', '<%= [(key, form[key]) for key in form.keys()] %> <%= sorted(session.keys()) %>')
        self.folder_of_sessions = self.path('sessions')
        os.mkdir(self.folder_of_sessions)

    def mounts(self, kind):
        options = {'mod_python.session.session_type': kind,
                   'mod_python.session.database_directory': self.folder_of_sessions}
        site = self.path('site') + '/'
        return ((Mount(handlers=[use_everything], options=options), '/x', None),
                (Mount(handlers='modpython_wsgi.publisher', directory=site, options=options), '/index.py', site + 'index.py'),
                (Mount(handlers='modpython_wsgi.psp', directory=site, options=options), '/page.psp', site + 'page.psp'))

    def check(self, answer, made):
        self.assertNotIn('Traceback', answer.body.decode('latin-1'), made)
        self.assertIn(answer.status, (200, 206, 302, 400, 401, 403, 404, 405, 411, 413, 416, 500, 501), made)
        if answer.status == 500:
            self.assertTrue(_is_fault_of_the_site(answer.log), (made, answer.log))

    def test_any_request(self):
        for kind in _KINDS:
            client = Client(kind)
            for mount, path, filename in self.mounts(kind):
                for _ in range(80):
                    made = client.request()
                    answer = request(mount, path, filename=filename, document_root=self.path('site'), **made)
                    self.check(answer, made)
                    for cookie in answer.all('Set-Cookie'):
                        if cookie.startswith('pysid='):
                            client.sid = cookie[len('pysid='):].partition(';')[0]
        self.check_files()

    def check_files(self):
        """Sessions and locks, and nothing else, nowhere else."""
        found = [os.path.relpath(os.path.join(root, name), self.folder)
                 for root, _, names in os.walk(self.folder) for name in names]
        unexpected = [name for name in found if not re.match(
            r'site/|sessions/mp_sess/[0-9a-f]{2}/[0-9a-f]{32}\Z|sessions/mp_sess\.dbm|sessions/mp_sess/fs_status\.txt'
            r'|modpython_wsgi-locks-', name)]
        self.assertEqual(unexpected, [])


def _is_fault_of_the_site(log):
    """An exception that the site's own code has asked for, or a header that Apache refuses."""
    return 'invalid characters' in log or 'MarshalNotAllowed' in log or 'CookieError' in log


class Time(FolderTest):
    """Each took less than 0.1 s when it was written, and would take many seconds if its time were quadratic."""

    MOST = 1.0

    def test_large_requests(self):
        size = 100000
        head = '\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
        bodies = ['--XyZ' + head + filler * (size // len(filler)) + '\r\n--XyZ--\r\n'
                  for filler in ('a', '\r\n', '\r', '\r\n--Xy', '\r\n--XyZ', '--XyZ\r\n', head, '\r\n--XyZ' + head)]
        bodies += ['--XyZ\r\n' + filler * (size // len(filler)) for filler in
                   ('a', 'a: b\r\n', ' b\r\n', 'Content-Disposition: form-data; ', 'Content-Type: a; b="', '\\"', '; x')]
        for body in bodies:
            self.measure(body=as_bytes(body), content_type=_MULTIPART)
        for filler in ('a', '&', ';', '=', '%', '%4', '%41', '+', 'a=b&', 'a=b;', '&a', '\xff'):
            text = filler * (size // len(filler))
            self.measure(body=as_bytes(text))
            self.measure(query=text)
            self.measure(cookies=text)
            self.measure(path_info='/' + text)
            self.measure(headers={'Range': 'bytes=' + text, 'Authorization': 'Basic ' + text})
        for filler in ('a=b; ', '"', 'a="', '\\', '$a', 'a=b,', ' ', ';', 'pysid=', 'a=\\"'):
            self.measure(cookies=filler * (size // len(filler)))
        for filler in ('0-1,', '1-', '-1,', '-', '9'):
            self.measure(headers={'Range': 'bytes=' + filler * (size // len(filler)), 'If-Range': filler * size})

    def measure(self, **made):
        options = {'mod_python.session.session_type': 'MemorySession'}
        before = cpu_seconds()
        answer = request(Mount(handlers=[use_everything], options=options), **made)
        self.assertLess(cpu_seconds() - before, self.MOST, dict((key, made[key][:60]) for key in made if key != 'headers'))
        self.assertNotIn('Traceback', answer.body.decode('latin-1')[:1000])


if __name__ == '__main__':
    unittest.main()
