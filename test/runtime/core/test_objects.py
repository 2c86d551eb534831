"""finfo, hlist, table of handlers, text, log, and the functions of mod_python.apache."""
from __future__ import absolute_import

import io
import os
import subprocess
import sys
import tempfile
import unittest

import modpython_wsgi
from modpython_wsgi import Unsupported, apache, text
from modpython_wsgi.entry import Mount
from modpython_wsgi.handlers import extension_of
from modpython_wsgi.request import Request

from .server import call, make_environ


class Finfo(unittest.TestCase):

    def setUp(self):
        handle, self.path = tempfile.mkstemp()
        os.write(handle, b'0123')
        os.close(handle)
        os.chmod(self.path, 0o640)
        os.utime(self.path, (1245067200, 1245067200))

    def tearDown(self):
        os.unlink(self.path)

    def test_of_a_file(self):
        finfo = apache.stat(self.path)
        self.assertEqual((finfo.filetype, finfo.size, finfo.mtime, finfo.fname),
                         (apache.APR_REG, 4, 1245067200, self.path))
        self.assertEqual((finfo[apache.FINFO_SIZE], finfo[apache.FINFO_MTIME], finfo[apache.FINFO_FNAME]),
                         (4, 1245067200, self.path))
        self.assertEqual((finfo.protection, finfo[apache.FINFO_MODE]), (0x640, 0x640))
        self.assertEqual((finfo.user, finfo.inode, finfo.name), (os.getuid(), os.stat(self.path).st_ino, None))
        self.assertEqual(finfo[apache.FINFO_FILETYPE], apache.APR_REG)
        self.assertRaises(IndexError, lambda: finfo[13])
        self.assertTrue(repr(finfo).startswith("{'fname': '"))

    def test_of_a_directory_and_a_link(self):
        link = self.path + '.link'
        os.symlink(self.path, link)
        try:
            self.assertEqual(apache.stat(os.path.dirname(self.path)).filetype, apache.APR_DIR)
            self.assertEqual(apache.stat(link).filetype, apache.APR_REG)
            self.assertEqual(apache.stat(link, apache.APR_FINFO_LINK).filetype, apache.APR_LNK)
        finally:
            os.unlink(link)

    def test_missing(self):
        gone = apache.stat(self.path + '.gone', apache.APR_FINFO_NORM)
        self.assertEqual((gone.filetype, gone.fname, gone.size), (apache.APR_NOFILE, None, None))
        self.assertRaises(OSError, apache.stat, self.path + '/below', apache.APR_FINFO_NORM)
        finfo = Request(Mount(handlers='x').configuration, make_environ('/none'), None).finfo
        self.assertEqual((finfo.filetype, finfo.size, finfo.mtime, finfo.valid), (apache.APR_NOFILE, None, None, None))
        self.assertEqual((apache.finfo().filetype, apache.finfo().fname), (0, None))


class HandlersByExtension(unittest.TestCase):

    def test_extension(self):
        for name, extension in (('/a/b.html', '.html'), ('/a/b.tar.gz', '.tar.gz'), ('/a.d/b', ''),
                                ('/a/.html', '.html'), ('/a/b..html', '.html'), ('/a/', ''), ('/a/b.', '')):
            self.assertEqual(extension_of(name), extension, name)

    def test_choice(self):
        def note(word):
            return [lambda req: req.write('%s %r' % (word, req.extension)) or apache.OK]
        mount = Mount(handlers={'': note('other'), '.html': note('html'), '.htm': note('html')})
        for path, answer in (('/a.html', "html '.html'"), ('/a.htm', "html '.htm'"), ('/a.txt', 'other None'),
                             ('/noext', "other ''"), ('/a.tar.html', 'other None'), ('/a.HTML', 'other None')):
            self.assertEqual(call(mount, path).text, answer)

    def test_without_a_plain_list(self):
        mount = Mount(handlers={'.html': [lambda req: req.write('html') or apache.OK]})
        self.assertEqual((call(mount, '/a.html').text, call(mount, '/a.txt').code), ('html', 404))


class MountArguments(unittest.TestCase):

    def test_words_and_lists(self):
        by_phase = Mount(handlers='a::b c', phases={'PythonLogHandler': ['x', ('y::z', '/other')]},
                         directory='/srv/www').configuration.by_phase
        content = by_phase['PythonHandler']['']
        self.assertEqual([(handler.module, handler.object, handler.directory) for handler in content],
                         [('a', 'b', '/srv/www/'), ('c', None, '/srv/www/')])
        self.assertEqual([(handler.text, handler.directory) for handler in by_phase['PythonLogHandler']['']],
                         [('x', '/srv/www/'), ('y::z', '/other/')])

    def test_unknown_phase(self):
        self.assertRaises(ValueError, Mount, phases={'PythonNothing': 'x'})

    def tearDown(self):
        sys.path[:] = [entry for entry in sys.path if entry not in ('/srv/www/', '/other/')]

    def test_nothing_is_imported_when_a_mount_is_made(self):
        Mount(handlers='no_such_module', phases={'PythonLogHandler': 'no_such_module'})


class Functions(unittest.TestCase):

    def with_main_server(self, **facts):
        Mount(handlers='x', main_server=facts)

    def tearDown(self):
        Mount(handlers='x')

    def test_what_the_script_tells(self):
        self.with_main_server(root='/etc/httpd', defines=['SSL'], config_tree=[['Listen', '80', '', 1]],
                              options={'a': '1'}, config={'PythonDebug': '1'})
        self.assertEqual((apache.server_root(), apache.exists_config_define('SSL'), apache.exists_config_define('X')),
                         ('/etc/httpd', True, False))
        self.assertEqual(apache.config_tree(), [['Listen', '80', '', 1]])
        self.assertEqual((apache.get_current_options()['a'], apache.get_current_config()['PythonDebug']), ('1', '1'))

    def test_what_it_does_not_tell(self):
        self.assertRaises(Unsupported, apache.server_root)
        self.assertRaises(Unsupported, apache.config_tree)
        self.assertEqual(apache.exists_config_define('SSL'), False)

    def test_mpm(self):
        self.assertEqual(apache.mpm_query(apache.AP_MPMQ_IS_THREADED), 0)
        self.assertEqual(apache.mpm_query(apache.AP_MPMQ_IS_FORKED), 1)
        self.assertEqual(apache.mpm_query(999), -1)

    def test_log_outside_of_a_request(self):
        stream, sys.stderr = sys.stderr, io.BytesIO() if text.PY2 else io.StringIO()
        try:
            apache.log_error('hello', apache.APLOG_WARNING)
            written = sys.stderr.getvalue()
        finally:
            sys.stderr = stream
        self.assertEqual(written, '[warn] hello\n')

    def test_options_of_the_running_handler(self):
        def handler(req):
            req.write(apache.get_current_options()['skin'])
            return apache.OK
        self.assertEqual(call(Mount(handlers=[handler], options={'skin': 'blue'})).text, 'blue')

    def test_options_with_the_name_of_a_variable(self):
        def handler(req):
            options = req.get_options()
            req.write('%s %s %s %s' % (options['SCRIPT_NAME'], options.get('mode'), options.get('Request_Method'),
                                       req.server.get_options()['SCRIPT_NAME']))
            req.write(' %s' % [name for name in req.subprocess_env if name.startswith('mod_python.')])
            return apache.OK
        names = ['mod_python.option.SCRIPT_NAME', 'mod_python.option.mode', 'mod_python.option.REQUEST_METHOD']
        mount = Mount(handlers=[handler], options=names, server_options={'mod_python.option.SCRIPT_NAME': None})
        answer = call(mount, environ={'MODE': 'of the site', 'mod_python.option.SCRIPT_NAME': '/app'})
        self.assertEqual(answer.text, '/app None None /app []')

    def test_versions(self):
        from modpython_wsgi import version
        self.assertEqual((version.version, modpython_wsgi.mp_version), ('3.3.1', '3.3.1'))

    def test_version_comes_with_the_package(self):
        code = 'import modpython_wsgi; print(modpython_wsgi.version.version)'
        shown = subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE,
                                 env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))).communicate()[0]
        self.assertEqual(shown.decode().strip(), '3.3.1')


class CgiObjects(unittest.TestCase):

    def test_a_program(self):
        def handler(req):
            saved = apache.setup_cgi(req)
            try:
                seen.append((os.environ['REQUEST_METHOD'], os.environ['SCRIPT_NAME'], sys.stdin.readline(),
                             sys.stdin.read()))
                sys.stdout.write('Content-type: text/plain\nStatus: 404 No\nX-A: 1\n')
                sys.stdout.write('\nbody')
                sys.stdout.write(' and more')
                seen.append(sys.stdout.tell())
            finally:
                apache.restore_nocgi(*saved)
            return apache.OK
        seen, before = [], (dict(os.environ), sys.stdin, sys.stdout, sys.argv)
        answer = call(Mount(handlers=[handler]), '/cgi', method='POST', body=b'one\ntwo')
        sys.argv = before[3]
        self.assertEqual((dict(os.environ), sys.stdin, sys.stdout), before[:3])
        self.assertEqual(seen[0], ('POST', '/cgi', 'one\n', 'two'))
        self.assertEqual((answer.status, answer.text, answer.header('Content-Type'), answer.header('X-A')),
                         ('404 Not Found', 'body and more', 'text/plain', '1'))

    def test_null(self):
        null = apache.NullIO()
        null.writelines(['a'])
        self.assertEqual((null.read(), null.readline(), null.readlines()), ('', '', []))
        self.assertEqual((null.tell(), null.isatty()), (0, 0))


class FileNames(unittest.TestCase):

    def test_a_name_beyond_ascii_can_be_opened(self):
        folder = tempfile.mkdtemp()
        name = b'caf\xc3\xa9.txt'
        path = os.path.join(folder.encode('ascii'), name)
        with open(path, 'wb') as handle:
            handle.write(b'found')
        given = '/' + (name if text.PY2 else name.decode('latin-1'))
        try:
            def handler(req):
                with open(req.filename, 'rb') as opened:
                    req.write(opened.read() + b' %d' % req.finfo.size)
                return apache.OK
            answer = call(Mount(handlers=[handler]), given, root=folder)
            self.assertEqual(answer.body, b'found 5', answer.log)
            guard = Mount(phases={'PythonFixupHandler': [lambda req: 0]})
            self.assertEqual(call(guard, given, root=folder).body, b'found')
        finally:
            os.unlink(path)
            os.rmdir(folder)


class Applications(unittest.TestCase):
    """A handler may run a WSGI application of its own."""

    def test_start_response(self):
        def application(environ, start_response):
            write = start_response('404 Gone Fishing', [('Content-Type', 'text/plain'), ('X-A', '1')])
            write(b'written ')
            return [environ['REQUEST_METHOD'].encode('ascii')]

        def handler(req):
            for block in application(req.build_wsgi_env(), req.wsgi_start_response):
                req.write(block)
            return apache.OK
        answer = call(Mount(handlers=[handler]))
        self.assertEqual((answer.status, answer.text, answer.header('X-A')), ('404 Gone Fishing', 'written GET', '1'))


if __name__ == '__main__':
    unittest.main()
