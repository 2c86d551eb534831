"""Where sessions are kept: files, DBM files, memory; and how expired ones are removed."""
from __future__ import absolute_import

import os
import pickle
import time
import unittest

from modpython_wsgi import Session, basesession, dbmsession, filesession

from lib.sessions import SessionTest, put
from lib.support import returned


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
                b'\x85q\x07\x81q\x08}q\x09(U\x05valueq\x0aU\x03Annq\x0bU\x04nameq\x0cU\x04userq\x0dubs'
                b'U\x08_timeoutq\x0eM\x08\x07U\x08_createdq\x0fGA\xd2\x00\x00\x00\x00\x00\x00U\x09_accessedq\x10')
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
        self._chance, Session.CLEANUP_CHANCE = Session.CLEANUP_CHANCE, 1

    def tearDown(self):
        Session.CLEANUP_CHANCE = self._chance
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
        Session.CLEANUP_CHANCE = 10 ** 9
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

    def test_damaged_record(self):
        sid = '0123456789abcdef' * 2
        db = dbmsession.anydbm.open(self.path('mp_sess.dbm'), 'c')
        db[sid.encode('ascii')] = b'rubbish'
        db.close()
        self.cookies = 'pysid=' + sid
        self.assertEqual(self.open(put, 'DbmSession'), 1)
        self.assertIn('Error while loading a session', self.answer.log)

    def test_own_type(self):
        class Type(object):
            opened = []

            @classmethod
            def open(cls, path, flag, mode):
                cls.opened.append(path)
                return dbmsession.anydbm.open(path, flag, mode)
        returned(lambda req: Session.DbmSession(req, self.path('x'), dbmtype=Type).save())
        self.assertEqual(set(Type.opened), set([self.path('x')]))


if __name__ == '__main__':
    unittest.main()
