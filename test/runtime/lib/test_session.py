"""Sessions: what is kept, expiry, cookies and ids."""
from __future__ import absolute_import

import sys
import time
import unittest

from modpython_wsgi import Session, apache, basesession, sessiondata, util

from lib.sessions import KINDS, SessionTest, options, put
from lib.support import PY2, call, returned


class Kinds(SessionTest):

    def test_data_is_kept_if_saved(self):
        for kind in KINDS:
            self.cookies = None
            self.assertEqual([self.open(put, kind), self.open(put, kind)], [1, 2], kind)
            self.open(lambda session: session.update(n=100), kind)
            self.assertEqual(self.open(put, kind), 3, kind)

    def test_new_and_id(self):
        for kind in KINDS:
            self.cookies = None
            first = self.open(lambda session: (session.is_new(), session.id(), session.save()), kind)
            second = self.open(lambda session: (session.is_new(), session.id(), session.save()), kind)
            self.assertEqual((first[0], second[0], first[1]), (True, False, second[1]))
            self.assertEqual(len(first[1]), 32)

    def test_invalidate(self):
        for kind in KINDS:
            self.cookies = None
            self.open(put, kind)
            old = self.cookies
            self.open(lambda session: session.invalidate() or session.save(), kind)
            self.assertTrue(self.answer.all('Set-Cookie')[-1].endswith('expires=Thu, 01-Jan-1970 00:00:00 GMT'))
            self.cookies = old
            self.assertEqual(self.open(lambda session: (session.is_new(), dict(session)), kind), (True, {}))

    def test_expiry(self):
        for kind in KINDS:
            self.cookies = None
            self.open(put, kind, timeout=1000)
            self.assertEqual(self.open(put, kind), 2)
            old, basesession.time.time = time.time, lambda: old() + 1001
            try:
                self.assertEqual(self.open(put, kind), 1)
            finally:
                basesession.time.time = old

    def test_times(self):
        before = time.time()
        found = self.open(lambda s: (s.created(), s.last_accessed(), s.timeout(), s.set_timeout(5), s.timeout(),
                                     s.save()))
        self.assertTrue(before <= found[0] <= found[1] <= time.time())
        self.assertEqual((found[2], found[4]), (1800, 5))
        self.assertEqual(self.open(lambda session: session.timeout()), 5)

    def test_any_object_is_stored(self):
        data = {'list': [1, u'\u4e00', None], 'text': 'caf\xe9'}
        for kind in KINDS:
            self.cookies = None
            self.open(lambda session: session.update(data) or session.save(), kind)
            self.assertEqual(self.open(dict, kind), data)

    def test_fields_of_forms_are_stored(self):
        def keep(req):
            session = Session.Session(req)
            session['name'] = util.FieldStorage(req)['name']
            session.save()
            self.cookies = req.headers_out['Set-Cookie'].partition(';')[0]
        call(keep, mount=options(), query='name=Ann')
        self.assertEqual(self.open(lambda session: session['name'].value), 'Ann')

    def test_unknown_kind(self):
        self.assertRaises(Exception, returned, Session.Session, mount={'options': {'session': 'RedisSession'}})

    def test_default_kind(self):
        threads = dict((code, apache.mpm_query(code)) for code in (apache.AP_MPMQ_IS_THREADED,))
        self.assertEqual(threads, {apache.AP_MPMQ_IS_THREADED: 0})
        self.assertIsInstance(returned(lambda req: Session.Session(req, lock=0)), Session.DbmSession)
        old, apache.mpm_query = apache.mpm_query, {apache.AP_MPMQ_IS_THREADED: 1, apache.AP_MPMQ_IS_FORKED: 1,
                                                   apache.AP_MPMQ_MAX_DAEMONS: 1}.get
        try:
            self.assertIsInstance(returned(lambda req: Session.Session(req, lock=0)), Session.MemorySession)
        finally:
            apache.mpm_query = old

    def test_a_kind_of_the_site(self):
        store = {}

        class Own(Session.BaseSession):
            def do_load(self):
                return store.get(self._sid)

            def do_save(self, dict):
                store[self._sid] = dict

            def do_delete(self):
                store.pop(self._sid, None)
        sid = returned(lambda req: (Own(req, None, None, 1, 60).save(), list(store)[0])[1])
        self.assertEqual(returned(lambda req: (lambda s: (s.is_new(), s.timeout()))(Own(req, sid))), (False, 60))


    def test_has_key(self):
        """Python 3 has taken it from dictionaries, not from old code."""
        self.assertEqual(self.open(lambda session: (put(session), session.has_key('n'), session.has_key('m'))[1:]),
                         (True, False))


class Cookies(SessionTest):

    def path_of(self, **arguments):
        cookie, = call(lambda req: Session.Session(req) and None, **arguments).all('Set-Cookie')
        return dict(part.split('=') for part in cookie.split('; ')).get('path')

    def test_format(self):
        self.open(put)
        self.assertRegex(self.answer.header('Set-Cookie'), r'^pysid=[0-9a-f]{32}; path=/$')
        self.assertEqual(self.answer.header('Cache-Control'), 'no-cache="set-cookie"')
        self.open(put)
        self.assertIsNone(self.answer.header('Set-Cookie'))

    if PY2:
        assertRegex = unittest.TestCase.assertRegexpMatches

    def test_path(self):
        mount = options()
        mount['directory'] = '/srv/htdocs/admin/'
        site = {'document_root': '/srv/htdocs', 'path': '/admin/x'}
        self.assertEqual(self.path_of(mount=mount, **site), '/admin/')
        self.assertEqual(self.path_of(mount=mount, document_root='/srv/htdocs', path='/alias/x'), '/')
        self.assertEqual(self.path_of(mount=dict(options(), location='/admin'), **site), '/')
        self.assertEqual(self.path_of(mount=dict(options(ApplicationPath='/old'), directory='/srv'), **site), '/old')
        self.assertEqual(self.path_of(mount=options(mod_python__session__application_path='/new',
                                                    ApplicationPath='/old')), '/new')

    def test_name_and_domain(self):
        answer = call(lambda req: Session.Session(req) and None, mount=options(
            mod_python__session__cookie_name='shop', mod_python__session__application_domain='.example.org'))
        self.assertIn('; path=/; domain=.example.org', answer.header('Set-Cookie'))
        self.assertTrue(answer.header('Set-Cookie').startswith('shop='))
        answer = call(lambda req: Session.Session(req) and None, mount=options(session_cookie_name='old'))
        self.assertTrue(answer.header('Set-Cookie').startswith('old='))

    def test_signed(self):
        self.assertEqual(self.open(put, secret='s'), 1)
        self.assertEqual(len(self.cookies), len('pysid=') + 64)
        self.assertEqual(self.open(put, secret='s'), 2)
        self.assertEqual(self.open(put, secret='other'), 1)

    def test_forged_ids_get_a_new_session(self):
        for sid in '0123456789abcdef' * 2, '../../etc/passwd', '', 'x' * 32, '0' * 31, '0' * 32 + '\n', 'A' * 32:
            self.cookies = 'pysid=' + sid
            self.assertTrue(self.open(lambda session: session.is_new()))
            self.assertNotEqual(self.cookies, 'pysid=' + sid)

    def test_ids_given_by_the_site(self):
        sid = self.open(lambda session: session.save() or session.id())
        self.cookies = None
        self.assertEqual(self.open(lambda session: (session.id(), session.is_new()), sid=sid), (sid, False))
        self.assertRaises(ValueError, returned, lambda req: Session.Session(req, sid='../x'), mount=options())


class Data(unittest.TestCase):

    def test_strings_of_python_2(self):
        data = b"(dp0\nS'a'\np1\nS'caf\\xc3\\xa9'\np2\nsS'b'\np3\nS'caf\\xe9'\np4\ns."
        found = sessiondata.loads(data)
        self.assertEqual(found['a'], 'caf\xc3\xa9' if PY2 else u'caf\xe9')
        self.assertEqual(found['b'] if PY2 else found['b'].encode('utf-8', 'surrogateescape'), b'caf\xe9')

    def test_dates_of_python_2(self):
        data = (b'\x80\x02cdatetime\ndatetime\nq\x00U\n\x07\xd9\x06\x0f\x0c\x00\x00\x00\x00\x00q\x01\x85q\x02Rq\x03.')
        try:
            found = sessiondata.loads(data)
        except TypeError:
            self.assertLess(sys.version_info, (3, 7))  # could not read them at all
        else:
            self.assertEqual(str(found), '2009-06-15 12:00:00')


class Settings(SessionTest):

    def test_constants_that_a_site_sets(self):
        before = Session.COOKIE_NAME, Session.DFT_TIMEOUT
        Session.COOKIE_NAME, Session.DFT_TIMEOUT = 'mine', 60
        try:
            answer = self.open(lambda session: session.timeout())
        finally:
            Session.COOKIE_NAME, Session.DFT_TIMEOUT = before
        self.assertEqual(answer, 60)
        self.assertTrue(self.cookies.startswith('mine='), self.cookies)


if __name__ == '__main__':
    unittest.main()
