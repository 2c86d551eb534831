"""Sessions: cookies, expiry, stores, and locks between threads and processes."""
from __future__ import absolute_import

import fcntl
import os
import pickle
import subprocess
import sys
import threading
import time
import unittest

import modpython_wsgi
from modpython_wsgi import Cookie, Session, apache, basesession, dbmsession, filesession, sessiondata, sessionlock, util

from lib.support import FolderTest, PY2, call, returned

FILES = {'mod_python.session.session_type': 'FileSession'}
KINDS = ('FileSession', 'DbmSession', 'MemorySession')


def options(**more):
    """Keywords of `call` for a mount with file sessions and further options (dots as __)."""
    values = dict(FILES)
    values.update((name.replace('__', '.'), value) for name, value in more.items())
    return {'options': values}


class SessionTest(FolderTest):

    def setUp(self):
        FolderTest.setUp(self)
        self.cookies = None
        Session.MemorySession.sdict.clear()

    def open(self, function, kind='FileSession', mount=None, **arguments):
        """Call function(session) in a request of the same browser; returns what it returns."""
        values = {'mod_python.session.session_type': kind}
        values.update((mount or {}).pop('options', {}))
        result = []

        def handler(req):
            result.append(function(Session.Session(req, **arguments)))
        answer = call(handler, mount=dict(mount or {}, options=values), cookies=self.cookies)
        self.assertEqual(answer.status, 200, answer.log)
        for cookie in answer.all('Set-Cookie'):
            self.cookies = cookie.partition(';')[0]
        self.answer = answer
        return result[0]

    def locks(self):
        return locked_files(self.folder)

    def tearDown(self):
        self.assertEqual(self.locks(), [])
        FolderTest.tearDown(self)


def locked_files(folder):
    """Names of the lock files below a folder for temporary files that somebody has locked."""
    folder = os.path.join(folder, 'modpython_wsgi-locks-%d' % os.geteuid())
    return [name for name in (os.listdir(folder) if os.path.isdir(folder) else [])
            if is_locked(os.path.join(folder, name))]


def is_locked(path):
    with open(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
        except (IOError, OSError):
            return True


def put(session):
    session['n'] = session.get('n', 0) + 1
    session.save()
    return session['n']


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
        found = self.open(lambda s: (s.created(), s.last_accessed(), s.timeout(), s.set_timeout(5), s.timeout(), s.save()))
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


class Files(SessionTest):

    def file(self):
        sid = self.cookies.partition('=')[2]
        return self.path(os.path.join('mp_sess', sid[:2], sid))

    def test_place_and_mode(self):
        self.open(put)
        self.assertEqual(os.stat(self.file()).st_mode & 0o777, 0o600)
        self.assertEqual(os.stat(self.path('mp_sess')).st_mode & 0o777, 0o750)
        self.open(put, mount={'options': {'mod_python.session.database_directory': self.path('own')}})
        self.assertEqual(os.listdir(self.path('own/mp_sess')), [self.cookies[len('pysid='):][:2]])

    def test_files_of_mod_python_are_read(self):
        # pickle.dumps(..., 2) of Python 2.7; the value is a mod_python.util.StringField with its attributes
        data = (b'\x80\x02}q\x01(U\x05_dataq\x02}q\x03U\x04userq\x04cmod_python.util\nStringField\nq\x05U\x03Annq\x06'
                b'\x85q\x07\x81q\x08}q\x09(U\x05valueq\x0aU\x03Annq\x0bU\x04nameq\x0cU\x04userq\x0dubsU\x08_timeoutq\x0e'
                b'M\x08\x07U\x08_createdq\x0fGA\xd2\x00\x00\x00\x00\x00\x00U\x09_accessedq\x10')
        data += pickle.dumps(time.time(), 2)[2:-1] + b'u.'
        sid = '0123456789abcdef' * 2
        self.write('mp_sess/01/' + sid, data)
        self.cookies = 'pysid=' + sid
        self.assertEqual(self.open(lambda session: (session.is_new(), session['user'], session['user'].name)),
                         (False, 'Ann', 'user'))

    def test_damaged_file(self):
        self.open(put)
        with open(self.file(), 'wb') as file:
            file.write(b'rubbish')
        self.assertEqual(self.open(put), 1)
        self.assertIn('Error while loading a session', self.answer.log)

    def test_store_that_cannot_be_written(self):
        self.write('mp_sess', 'a file')
        self.assertEqual(self.open(put), 1)
        self.assertIn('Error while saving a session', self.answer.log)

    def test_folder_of_another_user(self):
        self.write('mp_sess/x', '')
        old, filesession.os.geteuid = os.geteuid, lambda: 12345
        status, filesession.os.lstat = os.lstat, lambda path: _Status(666 if path.endswith('mp_sess') else 12345)
        try:
            self.assertEqual(self.open(lambda session: session._sessdir, lock=0), self.path('mp_sess-12345'))
            filesession.os.lstat = lambda path: _Status(666)
            self.assertRaises(OSError, returned, lambda req: Session.FileSession(req, lock=0))
        finally:
            filesession.os.geteuid, filesession.os.lstat = old, status

    def test_reader_sees_whole_files_without_locks(self):
        self.open(lambda session: session.update(x='x' * 100000) or session.save(), lock=0)
        self.assertEqual(os.listdir(os.path.dirname(self.file())), [os.path.basename(self.file())])

    def test_options_of_the_cleanup(self):
        found = self.open(lambda s: (s._fast_cleanup, s._verify_cleanup, s._grace_period, s._cleanup_time_limit))
        self.assertEqual(found, (True, True, 240, 2))
        names = 'mod_python.file_session.'
        found = self.open(lambda s: (s._fast_cleanup, s._verify_cleanup, s._grace_period, s._cleanup_time_limit),
                          mount={'options': {names + 'enable_fast_cleanup': 'No', 'session_verify_cleanup': '0',
                                             names + 'cleanup_grace_period': '1', 'session_cleanup_time_limit': '7'}})
        self.assertEqual(found, (False, False, 1, 7))
        self.assertRaises(Exception, filesession.true_or_false, 'perhaps')


class _Status(object):

    def __init__(self, uid):
        self.st_uid = uid


class Cleanup(SessionTest):

    def setUp(self):
        SessionTest.setUp(self)
        self._chance, basesession.CLEANUP_CHANCE = basesession.CLEANUP_CHANCE, 1

    def tearDown(self):
        basesession.CLEANUP_CHANCE = self._chance
        SessionTest.tearDown(self)

    def sids(self, kind):
        """Make an expired and a fresh session; return their ids."""
        made = []
        for timeout in 1, 100000:
            self.cookies = None
            made.append(self.open(lambda session: session.save() or session.id(), kind, timeout=timeout))
        return made

    def expired(self, kind, exists):
        """After the cleanup of another request a day later the first is gone, the second is there."""
        first, second = self.sids(kind)
        old, basesession.time.time = time.time, lambda: old() + 86400
        try:
            self.cookies = None
            self.open(lambda session: session.save(), kind)
        finally:
            basesession.time.time = old
        self.assertEqual((exists(first), exists(second)), (False, True))

    def test_memory(self):
        self.expired('MemorySession', lambda sid: sid in Session.MemorySession.sdict)

    def test_dbm(self):
        def exists(sid):
            with dbmsession._Database(self.path('mp_sess.dbm'), dbmsession.anydbm) as db:
                return sid.encode('ascii') in db
        self.expired('DbmSession', exists)

    def exists(self, sid):
        return os.path.exists(self.path('mp_sess/%s/%s' % (sid[:2], sid)))

    def test_files(self):
        self.write('mp_sess/00/notes.txt', 'not a session', age=10 ** 6)
        self.expired('FileSession', self.exists)
        self.assertTrue(os.path.exists(self.path('mp_sess/00/notes.txt')))
        self.assertFalse(os.path.exists(self.path('mp_sess/.mp_sess.lck')))
        with open(self.path('mp_sess/fs_status.txt')) as file:
            self.assertEqual(file.read().split()[:4], ['MPFS_3.2', '0', '0', '0'])

    def clean(self, **more):
        data = {'req': self, 'sessdir': self.path('mp_sess'), 'fast_cleanup': True, 'verify_cleanup': True,
                'timeout': 10, 'grace_period': 10, 'cleanup_time_limit': 0}
        data.update(more)
        self.logged = []
        Session.filesession_cleanup(data)

    def log_error(self, message, level):
        self.logged.append(message)

    def test_fast_and_verified(self):
        basesession.CLEANUP_CHANCE = 10 ** 9
        sid = self.open(lambda session: session.save() or session.id(), timeout=100000)
        self.clean(fast_cleanup=False)
        self.assertTrue(self.exists(sid))
        self.clean()
        self.assertTrue(self.exists(sid))
        name = self.path('mp_sess/%s/%s' % (sid[:2], sid))
        os.utime(name, (0, 0))
        self.clean()  # looks into the file
        self.assertTrue(self.exists(sid))
        self.clean(verify_cleanup=False)
        self.assertFalse(self.exists(sid))

    def test_goes_on_where_the_last_one_stopped(self):
        self.write('mp_sess/x', '')
        self.clean(cleanup_time_limit=1e-9)
        self.assertIn('next cleanup will start at index 1', self.logged[-1])
        self.clean(cleanup_time_limit=1e-9)
        self.assertIn('next cleanup will start at index 2', self.logged[-1])
        self.clean()
        self.assertIn('deleted 0 of 0', self.logged[-1])

    def test_one_at_a_time(self):
        lock = self.write('mp_sess/.mp_sess.lck', '')
        self.clean()
        self.assertIn('another process is already running', self.logged[-1])
        self.write('mp_sess/.mp_sess.lck', '', age=4000)
        self.clean()
        self.assertIn('stale lockfile', self.logged[-1])
        self.assertFalse(os.path.exists(lock))
        self.clean()
        self.assertIn('deleted', self.logged[-1])


class Dbm(SessionTest):

    def test_file_names(self):
        for name, value, expected in (
                ('mod_python.dbm_session.database_filename', self.path('a.dbm'), 'a.dbm'),
                ('session_dbm', self.path('b.dbm'), 'b.dbm'),
                ('mod_python.dbm_session.database_directory', self.folder, 'mp_sess.dbm'),
                ('mod_python.session.database_directory', self.folder, 'mp_sess.dbm'),
                ('session_directory', self.folder, 'mp_sess.dbm')):
            found = self.open(lambda session: session._dbmfile, 'DbmSession', mount={'options': {name: value}})
            self.assertEqual(found, self.path(expected))

    def test_file_of_unknown_type_is_left_alone(self):
        self.write('mp_sess.dbm', b'not a database at all')
        self.assertEqual([self.open(put, 'DbmSession'), self.open(put, 'DbmSession')], [1, 2])
        self.assertIn('cannot read', self.answer.log)
        with open(self.path('mp_sess.dbm'), 'rb') as file:
            self.assertEqual(file.read(), b'not a database at all')

    def test_records_of_mod_python_are_read(self):
        sid = '0123456789abcdef' * 2
        data = pickle.dumps({'_data': {'n': 41}, '_created': 1.0, '_accessed': time.time(), '_timeout': 1800}, 0)
        db = dbmsession.anydbm.open(self.path('mp_sess.dbm'), 'c')
        db[sid.encode('ascii')] = data
        db.close()
        self.cookies = 'pysid=' + sid
        self.assertEqual(self.open(put, 'DbmSession'), 42)

    def test_own_type(self):
        class Type(object):
            opened = []

            @classmethod
            def open(cls, path, flag, mode):
                cls.opened.append(path)
                return dbmsession.anydbm.open(path, flag, mode)
        returned(lambda req: Session.DbmSession(req, self.path('x'), dbmtype=Type).save())
        self.assertEqual(set(Type.opened), set([self.path('x')]))


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


class Locks(SessionTest):

    def test_two_threads(self):
        self.overlap(lambda: threading.Thread(target=self.hold))

    def hold(self):
        lock = sessionlock.acquire('test', 'name')
        self.events.append('in')
        time.sleep(0.05)
        self.events.append('out')
        sessionlock.release(lock)

    def overlap(self, make):
        self.events = []
        threads = [make() for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.events, ['in', 'out'] * 4)

    def test_other_names_do_not_wait(self):
        first = sessionlock.acquire('test', 'one')
        second = sessionlock.acquire('test', 'two')
        sessionlock.release(first)
        sessionlock.release(second)

    def test_other_kinds_do_not_wait(self):
        session = sessionlock.acquire('session', 'x')
        thread = threading.Thread(target=lambda: sessionlock.release(sessionlock.acquire('dbm', 'x')))
        thread.start()
        thread.join(10)
        self.assertFalse(thread.is_alive())
        sessionlock.release(session)

    def test_child_processes_do_not_keep_locks(self):
        lock = sessionlock.acquire('test', 'name')
        child = subprocess.Popen([sys.executable, '-c', 'import sys; sys.stdin.read()'], stdin=subprocess.PIPE,
                                 close_fds=False)
        sessionlock.release(lock)
        self.assertEqual(self.locks(), [])
        child.communicate()

    def test_same_thread_does_not_wait(self):
        sessionlock.acquire('test', 'name')
        lock = sessionlock.acquire('test', 'name')
        sessionlock.release(lock)
        self.assertEqual(len(self.locks()), 1)
        sessionlock.release(lock)
        sessionlock.release(lock)
        self.assertEqual(self.locks(), [])

    def child(self, code):
        """Run code in another process, which imports what this one has and shares its temporary folder."""
        paths = [os.path.dirname(os.path.dirname(os.path.abspath(modpython_wsgi.__file__))),
                 os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
        code = ('import sys, tempfile, time; sys.path[:0] = %r; tempfile.tempdir = %r\n'
                'from modpython_wsgi import sessionlock\n' % (paths, self.folder) + code)
        return subprocess.Popen([sys.executable, '-B', '-c', code], stdout=subprocess.PIPE)

    def test_processes_count_together(self):
        path = self.write('count', '0')
        code = ('for i in range(50):\n'
                '    lock = sessionlock.acquire("test", "name")\n'
                '    n = int(open(%r).read()); f = open(%r, "w"); f.write(str(n + 1)); f.close()\n'
                '    sessionlock.release(lock)\n' % (path, path))
        children = [self.child(code) for _ in range(3)]
        for child in children:
            child.communicate()
            self.assertEqual(child.returncode, 0)
        with open(path) as file:
            self.assertEqual(file.read(), '150')

    def test_lock_of_a_killed_process_is_free(self):
        child = self.child('sessionlock.acquire("test", "name"); print("x"); sys.stdout.flush(); time.sleep(60)')
        child.stdout.read(1)
        child.kill()
        child.communicate()
        sessionlock.release(sessionlock.acquire('test', 'name'))

    def test_folder_that_is_not_private(self):
        folder = self.path('modpython_wsgi-locks-%d' % os.geteuid())
        os.mkdir(folder)
        os.chmod(folder, 0o777)
        self.assertRaises(OSError, sessionlock.acquire, 'test', 'name')
        os.rmdir(folder)
        os.symlink(self.folder, folder)
        self.assertRaises(OSError, sessionlock.acquire, 'test', 'name')
        os.unlink(folder)

    def test_requests_of_one_session_wait(self):
        self.open(put)
        self.events = []

        def handler(req):
            Session.Session(req)
            self.events.append('in')
            time.sleep(0.05)
            self.events.append('out')
        self.overlap(lambda: threading.Thread(target=call, args=(handler,),
                                              kwargs={'mount': options(), 'cookies': self.cookies}))

    def test_locked_until_cleanup(self):
        seen = []

        def handler(req):
            req.register_cleanup(lambda _: seen.append(self.locks()))  # runs last
            Session.Session(req)
            seen.append(len(self.locks()))
        call(handler, mount=options())
        self.assertEqual(seen, [1, []])

    def test_no_lock_stays_behind_an_error(self):
        def handler(req):
            Session.Session(req)
            raise KeyError('x')
        self.assertEqual(call(handler, mount=options()).status, 500)

    def test_twice_in_a_request(self):
        def handler(req):
            first = Session.Session(req)
            first['n'] = 1
            first.save()
            second = Session.Session(req, sid=first.id())
            return second['n']
        self.assertEqual(returned(handler, mount=options()), 1)

    def test_unlock_and_lock_by_hand(self):
        def handler(req):
            session = Session.Session(req)
            session.lock()
            session.unlock()
            found = [len(self.locks())]
            session.lock()
            return found + [len(self.locks())]
        self.assertEqual(returned(handler, mount=options()), [0, 1])

    def test_without_lock(self):
        self.assertEqual(self.open(lambda session: len(self.locks()), lock=0), 0)

    def test_forgotten_sessions_are_unlocked(self):
        def handler(req):
            session = Session.MemorySession(req)
            req.cleanups[:] = []
            del session
            return len(self.locks())
        self.assertEqual(returned(handler), 0)


class Names(unittest.TestCase):

    def test_names_sites_import(self):
        for name in ('Session', 'BaseSession', 'MemorySession', 'DbmSession', 'FileSession', 'COOKIE_NAME', 'DFT_TIMEOUT'):
            self.assertTrue(hasattr(Session, name))
        self.assertTrue(issubclass(Session.FileSession, dict))
        self.assertTrue(Cookie.Cookie)


if __name__ == '__main__':
    unittest.main()
