"""Locks of sessions between threads and processes."""
from __future__ import absolute_import

import gc
import os
import subprocess
import sys
import threading
import time
import unittest

import modpython_wsgi
from modpython_wsgi import Session, sessionlock

from lib.sessions import SessionTest, options, put
from lib.support import call, returned


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

    def test_circles_are_freed(self):
        """Python 2 would keep them for ever if the session itself had a __del__."""
        def handler(req):
            req.session = Session.MemorySession(req)
            req.session.save()
        gc.collect()
        call(handler)
        gc.collect()
        self.assertEqual(gc.garbage, [])


if __name__ == '__main__':
    unittest.main()
