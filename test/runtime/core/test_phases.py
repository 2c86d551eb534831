"""The phases around the content handler, log handlers and cleanups."""
from __future__ import absolute_import

import gc
import os
import shutil
import tempfile
import unittest
import weakref

from modpython_wsgi import apache
from modpython_wsgi.configuration import PHASES
from modpython_wsgi.entry import Mount
from modpython_wsgi.hlist import parse_handler
from modpython_wsgi.server import Server

from .server import call, exchange, make_environ

ANN = {'Authorization': 'Basic YW5uOnB3'}
ORDER = ['PythonInitHandler', 'PythonPostReadRequestHandler', 'PythonTransHandler', 'PythonHeaderParserHandler',
         'PythonAccessHandler', 'PythonAuthenHandler', 'PythonAuthzHandler', 'PythonFixupHandler', 'PythonHandler',
         'PythonLogHandler', 'PythonCleanupHandler']


class Overlays(unittest.TestCase):

    def test_handlers_of_the_section_that_the_configuration_names(self):
        def page(text):
            return lambda req: req.write(text) or apache.OK
        mount = Mount(handlers=[page('own')], overlays={'report': [page('one '), page('two')]})
        for value, body in ((None, 'own'), ('other', 'own'), ('report', 'one two')):
            environ = {} if value is None else {'modpython_wsgi.handlers': value}
            self.assertEqual(call(mount, environ=environ).text, body)

    def test_handlers_do_not_see_the_variable(self):
        seen = []
        mount = Mount(handlers=[lambda req: seen.extend(req.subprocess_env.keys()) or apache.OK])
        call(mount, environ={'modpython_wsgi.handlers': 'x', 'site': 'blue'})
        self.assertEqual([key for key in seen if 'modpython' in key or key == 'site'], ['site'])


class Recorder(object):
    """A handler for every phase; `results` {phase: result}, `seen` the phases that ran."""

    def __init__(self, **results):
        self.results = dict(('Python%sHandler' % name, value) for name, value in results.items())
        self.seen = []

    def handler(self, req):
        phase = req.phase
        self.seen.append(phase)
        if phase == 'PythonAuthenHandler':
            req.get_basic_auth_pw()
        if phase == 'PythonHandler':
            req.write('content', 0)
        result = self.results.get(phase, apache.OK)
        if isinstance(result, Exception):
            raise result
        return result

    def mount(self, **settings):
        phases = dict((phase, [self.handler]) for phase in PHASES if phase != 'PythonHandler')
        return Mount(handlers=[self.handler], phases=phases, auth_type='Basic', auth_name='Here', **settings)

    def call(self, headers=ANN, **settings):
        return call(self.mount(**settings), '/x.txt', headers=headers)


class Order(unittest.TestCase):

    def test_all(self):
        recorder = Recorder()
        self.assertEqual(recorder.call().text, 'content')
        self.assertEqual(recorder.seen, ORDER)

    def test_early_phases_go_on_after_declined(self):
        names = ('Init', 'PostReadRequest', 'Trans', 'HeaderParser', 'Access', 'Authz', 'Fixup')
        recorder = Recorder(**dict((name, apache.DECLINED) for name in names))
        self.assertEqual(recorder.call().text, 'content')
        self.assertEqual(recorder.seen, ORDER)

    def test_a_code_ends_the_request_but_for_log_and_cleanup(self):
        for name in ('HeaderParser', 'Access', 'Authen', 'Authz', 'Fixup'):
            recorder = Recorder(**{name: 403})
            self.assertEqual(recorder.call().code, 403)
            end = ORDER.index('Python%sHandler' % name) + 1
            self.assertEqual(recorder.seen, ORDER[:end] + ['PythonLogHandler', 'PythonCleanupHandler'])

    def test_before_the_section_is_known_its_log_handlers_do_not_run(self):
        for name in ('Init', 'PostReadRequest', 'Trans'):
            recorder = Recorder(**{name: 403})
            self.assertEqual(recorder.call().code, 403)
            self.assertEqual(recorder.seen[-1], 'Python%sHandler' % name)

    def test_an_exception_is_a_500(self):
        for name in ('Access', 'Fixup', 'Init'):
            answer = Recorder(**{name: ValueError('broken')}).call()
            self.assertEqual(answer.code, 500)
            self.assertTrue('ValueError: broken' in answer.log)

    def test_done_ends_the_request_with_what_was_written(self):
        recorder = Recorder(HeaderParser=apache.DONE)
        answer = recorder.call()
        self.assertEqual((answer.code, answer.body), (200, b''))
        self.assertFalse('PythonHandler' in recorder.seen)

    def test_stacked_handlers_of_an_early_phase(self):
        seen = []

        def note(word, result):
            return lambda req: seen.append(word) or result

        def run(phase, *results):
            del seen[:]
            handlers = [note(number, result) for number, result in enumerate(results)]
            return call(Mount(handlers=[note('content', 0)], phases={phase: handlers})).code
        self.assertEqual((run('PythonAccessHandler', 0, -1, 0), seen), (200, [0, 1, 2, 'content']))
        self.assertEqual((run('PythonAccessHandler', 0, 403, 0), seen), (403, [0, 1]))
        self.assertEqual((run('PythonAuthzHandler', -1, 0, 403), seen), (200, [0, 1, 'content']))

    def test_what_the_request_knows_of_its_phase(self):
        def handler(req):
            seen.append((req.phase, req.hlist.directory, req.hlist.is_location, req.hlist.handler is handler,
                         req.hlist.silent))
            return apache.OK
        seen = []
        call(Mount(handlers=[handler], phases={'PythonFixupHandler': [handler]}, directory='/srv/www'))
        self.assertEqual(seen, [('PythonFixupHandler', '/srv/www/', 0, True, 0),
                         ('PythonHandler', '/srv/www/', 0, True, 0)])
        del seen[:]
        call(Mount(handlers=[handler], location='/wiki'))
        self.assertEqual(seen, [('PythonHandler', '/wiki', 1, True, 0)])

    def test_type_handlers_run_where_mod_mime_has_no_say(self):
        recorder = Recorder()
        for path, runs in (('/x', True), ('/x.unheard-of', True), ('/x.txt', False), ('/x.html.unheard-of', False)):
            del recorder.seen[:]
            call(recorder.mount(), path, headers=ANN)
            self.assertEqual('PythonTypeHandler' in recorder.seen, runs, path)

    def test_adding_a_handler_to_a_later_phase(self):
        seen = []

        def fixup(req):
            req.add_handler('PythonHandler', lambda req: seen.append('content') or apache.OK)
            req.add_handler('PythonLogHandler', lambda req: seen.append('log') or apache.OK)
            return apache.OK
        mount = Mount(phases={'PythonFixupHandler': [fixup]}, handlers=[lambda req: seen.append('first') or apache.OK])
        call(mount)
        self.assertEqual(seen, ['first', 'content', 'log'])

    def test_log_handlers_see_what_was_sent(self):
        def seen_after(result, status=200, flush=0):
            def content(req):
                req.content_type, req.status = 'text/plain', status
                req.headers_out['X-Out'], req.err_headers_out['X-Err'] = 'out', 'err'
                req.write('text', flush)
                return result

            def log(req):
                self.assertEqual(req.status, result or status)
                seen.append((req.content_type, req.status_line, req.headers_out.get('X-Out'),
                             req.headers_out.get('X-Err'), req.err_headers_out.get('X-Err')))
                return apache.OK
            seen = []
            call(Mount(handlers=[content], phases={'PythonLogHandler': [log]}))
            return seen[0]
        self.assertEqual(seen_after(apache.OK), ('text/plain', '200 OK', 'out', None, 'err'))
        page = 'text/html; charset=iso-8859-1'
        self.assertEqual(seen_after(403), (page, '403 Forbidden', None, 'err', None))
        self.assertEqual(seen_after(403, flush=1), (page, '200 OK', None, 'err', None))
        self.assertEqual(seen_after(apache.OK, 204)[:3], (None, '204 No Content', 'out'))

    def test_modules_of_mod_python_are_those_of_this_package(self):
        for name in ('mod_python.publisher', 'modpython_wsgi.publisher'):
            handler = parse_handler(name)
            self.assertEqual((handler.text, handler.module), ('mod_python.publisher', 'modpython_wsgi.publisher'))
        handler = parse_handler('mod_python.psp::handler')
        self.assertEqual((handler.text, handler.module, handler.object),
                         ('mod_python.psp::handler', 'modpython_wsgi.psp', 'handler'))
        self.assertEqual(parse_handler('mod_python').module, 'mod_python')

    def test_adding_to_no_phase(self):
        answer = call(Mount(handlers=[lambda req: req.add_handler('PythonNothing', 'x')]))
        self.assertTrue('IndexError: Invalid phase: PythonNothing' in answer.log)

    def test_a_fixup_handler_may_hand_the_request_on(self):
        def fixup(req):
            req.handler = None
            return apache.OK
        recorder = Recorder()
        mount = Mount(handlers=[recorder.handler], phases={'PythonFixupHandler': [fixup]})
        self.assertEqual((call(mount).code, recorder.seen), (404, []))


class Login(unittest.TestCase):

    def test_no_credentials(self):
        recorder = Recorder()
        answer = recorder.call(headers={})
        self.assertEqual((answer.code, answer.header('WWW-Authenticate')), (401, 'Basic realm="Here"'))
        self.assertFalse('PythonAuthenHandler' in recorder.seen)

    def test_refusal(self):
        answer = Recorder(Authen=401).call()
        self.assertEqual((answer.code, answer.header('WWW-Authenticate')), (401, 'Basic realm="Here"'))

    def test_nobody_can_tell(self):
        def authen(req):
            return apache.DECLINED
        self.assertEqual(call(Mount(handlers='x', phases={'PythonAuthenHandler': [authen]})).code, 500)

    def test_ok_without_a_user(self):
        answer = call(Mount(handlers='x', phases={'PythonAuthenHandler': [lambda req: apache.OK]}))
        self.assertEqual(answer.code, 500)
        self.assertTrue('req.user is None' in answer.log)

    def require(self, lines, user='ann', **phases):
        def authen(req):
            req.user = user
            return apache.OK
        phases['PythonAuthenHandler'] = [authen]
        return call(Mount(handlers=[lambda req: apache.OK], phases=phases, require=lines)).code

    def test_require(self):
        self.assertEqual(self.require(['user bob "ann"']), 200)
        self.assertEqual(self.require(['user "ann bob" \'x\'']), 401)
        self.assertEqual(self.require(['valid-user']), 200)
        self.assertEqual(self.require(['user bob ann']), 200)
        self.assertEqual(self.require(['user bob', 'user "ann"']), 200)
        self.assertEqual(self.require(['user bob']), 401)
        self.assertEqual(self.require(['group x']), 401)

    def test_an_authorisation_handler_decides_before_require(self):
        self.assertEqual(self.require(['user bob'], PythonAuthzHandler=[lambda req: apache.OK]), 200)
        self.assertEqual(self.require(['user bob'], PythonAuthzHandler=[lambda req: apache.DECLINED]), 401)

    def test_require_without_a_handler(self):
        made = Mount(handlers=[lambda req: apache.OK], require=['valid-user'])
        self.assertEqual(call(made).code, 401)
        self.assertEqual(call(made, environ={'REMOTE_USER': 'ann'}).code, 200)


class End(unittest.TestCase):

    def test_order_after_the_answer(self):
        seen = []

        def content(req):
            req.register_cleanup(seen.append, 'first registered')
            req.register_cleanup(seen.append, 'last registered')
            req.write('x')
            return apache.OK
        phases = {'PythonLogHandler': [lambda req: seen.append('log %d' % req.status) or apache.OK],
                  'PythonCleanupHandler': [lambda req: seen.append('cleanup') or apache.OK]}
        environ = make_environ('/x')
        iterable = Mount(handlers=[content], phases=phases)(environ, lambda status, headers: lambda data: None)
        self.assertEqual((list(iterable), seen), ([], []))
        iterable.close()
        self.assertEqual(seen, ['log 200', 'last registered', 'first registered', 'cleanup'])
        iterable.close()
        self.assertEqual(len(seen), 4)

    def test_the_log_handler_sees_the_status_of_errors(self):
        seen = []
        phases = {'PythonLogHandler': [lambda req: seen.append(req.status) or apache.OK]}
        call(Mount(handlers=[lambda req: 404], phases=phases))
        call(Mount(handlers=['no_such_module'], phases=phases))
        self.assertEqual(seen, [404, 500])

    def test_what_a_cleanup_handler_registers_runs_too(self):
        seen = []
        phases = {'PythonCleanupHandler': [lambda req: req.register_cleanup(seen.append, 'late') or apache.OK]}
        call(Mount(handlers=[lambda req: apache.OK], phases=phases))
        self.assertEqual(seen, ['late'])

    def test_a_request_goes_with_its_answer(self):
        """What hangs on it, like a form with an upload, must not wait for a garbage collection."""
        class Form(object):
            pass

        def handler(req):
            req.form = Form()
            seen.append(weakref.ref(req.form))
            self.assertEqual(req.connection.aborted, 0)
            req.write('x', req.method == 'GET')
            if req.method == 'GET':
                req.register_cleanup(lambda data: None)
            return apache.OK
        seen = []
        gc.disable()
        try:
            for method in 'GET', 'POST':
                call(Mount(handlers=[handler]), method=method)
        finally:
            gc.enable()
        self.assertEqual([form() for form in seen], [None, None])

    def test_data_of_a_cleanup(self):
        seen = []

        def content(req):
            req.register_cleanup(lambda *data: seen.append(data))
            req.register_cleanup(lambda *data: seen.append(data), ('a', 'b'))
            req.register_cleanup(lambda *data: seen.append(data), 'a')
            return apache.OK
        call(Mount(handlers=[content]))
        self.assertEqual(seen, [('a',), ('a', 'b'), (None,)])

    def test_a_cleanup_that_fails_is_logged_and_the_others_run(self):
        seen = []

        def content(req):
            req.register_cleanup(seen.append, 'ran')
            req.register_cleanup(lambda data: 1 / 0)
            return apache.OK
        environ = make_environ('/x')
        exchange(Mount(handlers=[content]), environ)
        self.assertEqual(seen, ['ran'])
        self.assertTrue('ZeroDivisionError' in environ['wsgi.errors'].text)

    def test_no_function(self):
        answer = call(Mount(handlers=[lambda req: req.register_cleanup('no function')]))
        self.assertTrue('ValueError: first argument must be a callable object' in answer.log)

    def test_cleanups_run_when_the_client_goes_away(self):
        seen = []

        def content(req):
            req.register_cleanup(seen.append, 'ran')
            req.write('a')
            req.write('b')
            return apache.OK
        call(Mount(handlers=[content]), fail_after=1)
        self.assertEqual(seen, ['ran'])

    def test_cleanups_run_when_the_server_refuses_the_answer(self):
        seen = []

        def content(req):
            req.register_cleanup(seen.append, 'ran')
            return apache.OK

        def start_response(status, headers):
            raise ValueError('bad header')
        self.assertRaises(ValueError, Mount(handlers=[content]), make_environ('/x'), start_response)
        self.assertEqual(seen, ['ran'])

    def test_the_current_request_is_the_one_that_ends(self):
        seen = []

        def content(req):
            req.mark = 'mine'
            req.register_cleanup(lambda data: seen.append(apache.get_current_options().get('a')))
            return apache.OK
        call(Mount(handlers=[content], options={'a': '1'}))
        self.assertEqual(seen, ['1'])

    def test_a_file_that_was_sent_is_closed(self):
        handles = []

        def content(req):
            req.sendfile(__file__.replace('.pyc', '.py'))
            handles.append(req.output._file.handle)
            req.register_cleanup(lambda data: handles.append(handles[0].closed))
            return apache.OK
        call(Mount(handlers=[content]))
        self.assertEqual(handles[1], True)


class HandlerModule(unittest.TestCase):
    """PythonHandlerModule, as documented; 3.5 is broken."""

    def test_missing_functions_are_skipped(self):
        import sys
        import types
        module = types.ModuleType('whole_site')
        module.handler = lambda req: req.write('content') or apache.OK
        module.accesshandler = lambda req: 403 if req.args else apache.OK
        sys.modules['whole_site'] = module
        try:
            mount = Mount(handler_module='whole_site')
            self.assertEqual(call(mount).text, 'content')
            self.assertEqual(call(mount, query='a').code, 403)
        finally:
            del sys.modules['whole_site']

    def test_whom_apache_has_let_in_needs_no_password(self):
        import sys
        import types
        module = types.ModuleType('whole_site')
        module.handler = lambda req: req.write(req.user) or apache.OK
        sys.modules['whole_site'] = module
        try:
            mount = Mount(handler_module='whole_site', auth_type='Basic', auth_name='Staff')
            self.assertEqual(call(mount, environ={'REMOTE_USER': 'ann', 'AUTH_TYPE': 'Basic'}).text, 'ann')
            self.assertEqual(call(mount).code, 401)
        finally:
            del sys.modules['whole_site']

    def test_in_a_section_it_comes_too_late_for_the_first_phases(self):
        def phases(**place):
            return set(Mount(handler_module='whole_site', **place).configuration.by_phase)
        first = set(['PythonInitHandler', 'PythonPostReadRequestHandler'])
        self.assertEqual(phases() - phases(directory='/srv/app'), first | set(['PythonTransHandler']))
        self.assertEqual(phases() - phases(location='/app'), first)


class SectionsThatApacheKnows(unittest.TestCase):

    def test_a_location_logs_what_ends_when_addresses_are_translated(self):
        for place, logged in ((dict(location='/app'), ['/x']), (dict(directory='/srv/'), [])):
            seen = []
            call(Mount(handlers=[lambda req: apache.OK], phases={
                'PythonTransHandler': [lambda req: apache.HTTP_FORBIDDEN],
                'PythonLogHandler': [lambda req: seen.append(req.uri) or apache.OK]}, **place), '/x')
            self.assertEqual(seen, logged)


class WritingAtTheEnd(unittest.TestCase):

    def test_reaches_no_client(self):
        def content(req):
            req.register_cleanup(req.write, 'later')
            req.write('content')
            return apache.OK
        end = [lambda req: req.write('too late') or apache.OK]
        answer = call(Mount(handlers=[content], phases={'PythonLogHandler': end, 'PythonCleanupHandler': end}), '/x')
        self.assertEqual(answer.text, 'content')

    def test_nor_does_the_page_of_an_error(self):
        def broken(req):
            raise ValueError('broken')
        for phase in ('PythonLogHandler', 'PythonCleanupHandler'):
            mount = Mount(handlers=[lambda req: req.write('content') or apache.OK], phases={phase: [broken]}, debug=True)
            answer = call(mount, '/x')
            self.assertEqual((answer.text, 'ValueError: broken' in answer.log), ('content', True))


class ChangedAddresses(unittest.TestCase):

    def setUp(self):
        self.root = tempfile.mkdtemp()
        os.mkdir(os.path.join(self.root, 'en'))

    def tearDown(self):
        shutil.rmtree(self.root)

    def files(self, early, **more):
        seen = []

        def content(req):
            seen.append((req.uri, req.filename, req.path_info))
            return apache.OK
        call(Mount(handlers=[content], phases=early, directory='/srv/www/'), '/en/a.txt', root=self.root, **more)
        return seen[0]

    def change(self, req):
        req.uri = req.uri.replace('/en/', '/')
        return apache.DECLINED

    def test_another_address_is_another_file(self):
        for phase in ('PythonPostReadRequestHandler', 'PythonTransHandler'):
            self.assertEqual(self.files({phase: [self.change]}), ('/a.txt', self.root + '/a.txt', ''))

    def test_a_handler_that_has_found_the_file_is_believed(self):
        def find(req):
            self.change(req)
            req.filename = '/srv/other'
            return apache.OK
        self.assertEqual(self.files({'PythonTransHandler': [find]})[:2], ('/a.txt', '/srv/other'))

    def test_where_the_file_is_not_below_the_document_root_it_stays(self):
        found = self.files({'PythonTransHandler': [self.change]}, filename='/srv/alias/a.txt')
        self.assertEqual(found, ('/a.txt', '/srv/alias/a.txt', ''))


class ServerCleanup(unittest.TestCase):

    def test_it_is_left_to_the_end_of_the_process(self):
        import atexit
        registered, original = [], atexit.register
        atexit.register = lambda *call: registered.append(call)
        try:
            call(Mount(handlers=[lambda req: req.server.register_cleanup(req, len, 'data') or apache.OK]))
            apache.register_cleanup(len, 'more')
        finally:
            atexit.register = original
        self.assertEqual([entry[1:] for entry in registered], [(len, 'data'), (len, 'more')])
        self.assertRaises(ValueError, apache.register_cleanup, 'no function')
        self.assertEqual(Server({}).port, 0)


if __name__ == '__main__':
    unittest.main()
