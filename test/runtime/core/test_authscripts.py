"""Scripts that guard: what they tell Apache, and that they let nobody in whom they cannot judge."""
from __future__ import absolute_import

import unittest

from modpython_wsgi import apache, authscripts, current, util

from .server import make_environ

#: What mod_wsgi 4.9.4 leaves out of the environ of such a script (mod_wsgi.c, Auth_environ).
ABSENT = ('SCRIPT_FILENAME', 'wsgi.version', 'wsgi.url_scheme', 'wsgi.multithread', 'wsgi.multiprocess', 'wsgi.run_once',
          'wsgi.input', 'wsgi.file_wrapper', 'mod_wsgi.handler_script', 'mod_wsgi.listener_port')


def auth_environ(path='/docs/a.txt', https=0, **request):
    environ = make_environ(path, **request)
    for key in ABSENT:
        del environ[key]
    environ.update({'mod_wsgi.process_group': '', 'mod_wsgi.version': (4, 9, 4), 'mod_ssl.is_https': lambda: https,
                    'mod_ssl.var_lookup': lambda name: {'SSL_PROTOCOL': 'TLSv1.3'}.get(name)})
    return environ


def access(handler, environ=None, **place):
    return authscripts.access_check([handler], **place)(environ or auth_environ(), '10.0.0.9')


def password(handler, user='ann', word='pw', environ=None, **place):
    return authscripts.password_check([handler], **place)(environ or auth_environ(), user, word)


def groups(handler, user='ann', require=(), environ=None, **place):
    check = authscripts.group_check([handler], 'granted', require, **place)
    return check(environ or auth_environ(), user)


def asks(expression):
    """A handler that lets everybody in after it has asked for something, whatever becomes of that."""
    def handler(req):
        try:
            eval(expression, {'req': req, 'util': util})
        except BaseException:
            pass
        return apache.OK
    return handler


def does(statement):
    """A handler that lets everybody in after it has done something."""
    def handler(req):
        try:
            exec(statement, {'req': req})
        except BaseException:
            pass
        return apache.OK
    return handler


def answers(result):
    def handler(req):
        if isinstance(result, BaseException):
            raise result
        return result
    return handler


def raises(*args):
    return answers(apache.SERVER_RETURN(*args))


REFUSALS = [401, 403, 404, 302, 500, 200, 206, apache.DONE, None, True, False, '', 'ok', 1, 0.0, ValueError('x'),
            SystemExit(0), KeyboardInterrupt(), apache.SERVER_RETURN(403), apache.SERVER_RETURN(302, 302)]


class Access(unittest.TestCase):

    def test_true_for_ok_and_declined_only(self):
        for result in (apache.OK, apache.DECLINED, apache.SERVER_RETURN(apache.OK)):
            self.assertTrue(access(answers(result)) is True, result)
        for result in REFUSALS:
            self.assertTrue(access(answers(result)) is False, result)

    def test_all_handlers_must_agree(self):
        for first, second, verdict in ((0, 0, True), (-1, 0, True), (0, 403, False), (403, 0, False)):
            check = authscripts.access_check([answers(first), answers(second)])
            self.assertTrue(check(auth_environ(), None) is verdict)

    def test_header_parser_comes_first(self):
        seen = []

        def first(req):
            req.mark = 'set by the header parser'
            seen.append(req.phase)
            return apache.OK

        def second(req):
            seen.append(req.mark)
            return apache.OK

        self.assertTrue(authscripts.access_check([second], header_parser=[first])(auth_environ()) is True)
        self.assertEqual(seen, ['PythonHeaderParserHandler', 'set by the header parser'])
        refused = authscripts.access_check([second], header_parser=[answers(403)])
        self.assertTrue(refused(auth_environ()) is False)
        self.assertEqual(len(seen), 2)

    def test_a_missing_module_refuses(self):
        environ = auth_environ()
        self.assertTrue(authscripts.access_check('no_such_module_here')(environ) is False)
        self.assertTrue('no_such_module_here' in environ['wsgi.errors'].text)

    def test_what_a_handler_sees(self):
        seen = {}

        def handler(req):
            for name in ('uri', 'path_info', 'method', 'args', 'hostname', 'user', 'filename', 'unparsed_uri', 'phase'):
                seen[name] = getattr(req, name)
            seen['cookie'] = req.headers_in['cookie']
            seen['absent'] = req.headers_in.get('x-absent')
            seen['option'] = req.get_options()['Realm']
            seen['address'] = req.connection.remote_ip
            seen['env'] = req.subprocess_env['REMOTE_ADDR']
            seen['url'] = req.construct_url('/x')
            seen['tls'] = req.is_https(), req.ssl_var_lookup('SSL_PROTOCOL')
            return apache.OK

        environ = auth_environ('/docs/a.txt/more', script_name='/docs/a.txt', query='q=1', headers={'Cookie': 'c=1'},
                               https=1, environ={'SERVER_PORT': '443'})
        place = dict(options={'Realm': 'staff'}, files=[('/docs', '/srv/docs'), ('', '/srv/www')])
        self.assertTrue(access(handler, environ, **place), environ['wsgi.errors'].text)
        self.assertEqual(seen, {
            'uri': '/docs/a.txt/more', 'path_info': '/more', 'method': 'GET', 'args': 'q=1',
            'hostname': 'www.example.org', 'user': None, 'filename': '/srv/docs/a.txt',
            'unparsed_uri': '/docs/a.txt/more?q=1', 'phase': 'PythonAccessHandler', 'cookie': 'c=1', 'absent': None,
            'option': 'staff', 'address': '10.0.0.9', 'env': '10.0.0.9', 'url': 'https://www.example.org/x',
            'tls': (1, 'TLSv1.3')})

    def test_what_cannot_be_known_refuses_even_if_the_handler_goes_on(self):
        for expression in ("req.headers_in['Authorization']", "req.headers_in.get('AUTHORIZATION')",
                           "'authorization' in req.headers_in", "req.headers_in.has_key('authorization')",
                           "req.headers_in.keys()", "[name for name in req.headers_in]", "len(req.headers_in)",
                           "dict(req.headers_in.items())", "req.headers_in == {}", "str(req.headers_in)",
                           "req.subprocess_env['HTTP_X']", "req.subprocess_env.get('BLOCKED')",
                           "req.subprocess_env.has_key('BLOCKED')", "req.filename", "req.finfo",
                           "req.canonical_filename", "hasattr(req, 'filename')", "getattr(req, 'handler', None)",
                           "req.requires()", "req.extension"):
            environ = auth_environ()
            self.assertTrue(access(asks(expression), environ) is False, expression)
            self.assertTrue('is refused' in environ['wsgi.errors'].text, expression)

    def test_variables_are_known_where_the_configuration_sets_none(self):
        self.assertTrue(access(asks("req.subprocess_env.get('BLOCKED')"), variables=[]) is True)
        self.assertTrue(access(asks("dict(req.subprocess_env.items())"), variables=[]) is True)
        self.assertTrue(access(asks("req.subprocess_env.get('BLOCKED')"), variables=['Blocked']) is False)
        self.assertTrue(access(asks("req.subprocess_env.get('OTHER')"), variables=['BLOCKED']) is True)
        self.assertTrue(access(asks("req.subprocess_env.keys()"), variables=['BLOCKED']) is False)
        self.assertTrue(access(does("req.subprocess_env['X'] = 'y'"), variables=[]) is False)
        seen = {}

        def handler(req):
            seen.update(req.subprocess_env)
            return apache.OK

        self.assertTrue(access(handler, variables=[]) is True)
        self.assertEqual(seen['REMOTE_ADDR'], '10.0.0.9')

    def test_a_password_cannot_be_known_in_the_access_phase(self):
        self.assertTrue(access(asks('req.get_basic_auth_pw()'), auth_type='Basic') is False)
        self.assertTrue(access(asks('req.get_basic_auth_pw()')) is True)    # without AuthType Basic it is None

    def test_the_body_cannot_be_read(self):
        for expression in ('req.read()', 'req.readline()', 'req.readlines()', 'util.FieldStorage(req)'):
            environ = auth_environ(method='POST', headers={'Content-Type': 'application/x-www-form-urlencoded',
                                                           'Content-Length': '3'})
            self.assertTrue(access(asks(expression), environ) is False, expression)
        self.assertTrue(access(asks("util.FieldStorage(req)['q']"), auth_environ(query='q=1')) is True)

    def test_what_would_be_lost_refuses(self):
        for statement in ("req.user = 'ann'", "req.filename = '/etc/passwd'", "req.uri = '/x'", "req.args = 'x'",
                          "req.handler = 'cgi-script'", "req.path_info = '/x'", "req.ap_auth_type = 'Basic'",
                          "req.subprocess_env['ROLE'] = 'guest'", "req.subprocess_env.add('ROLE', 'guest')",
                          "req.headers_in['X-User'] = 'ann'", "del req.headers_in['X-User']",
                          "req.headers_in.clear()", "req.add_handler('PythonHandler', 'x')",
                          "req.add_output_filter('x')", "req.internal_redirect('/x')"):
            environ = auth_environ()
            self.assertTrue(access(does(statement), environ) is False, statement)
            self.assertTrue('is refused' in environ['wsgi.errors'].text, statement)

    def test_what_is_said_to_the_client_does_not_matter(self):
        for statement in ("req.write('no')", "req.headers_out['X'] = 'y'", "req.err_headers_out['X'] = 'y'",
                          "req.content_type = 'text/html'", "req.status = 404", "req.own = 1", "req.user = None",
                          "req.notes['x'] = 'y'", "req.log_error('x')", "req.flush()", "req.allow_methods(['GET'])"):
            self.assertTrue(access(does(statement)) is True, statement)

    def test_cleanups_run_and_the_request_is_gone(self):
        done = []

        def handler(req):
            req.register_cleanup(done.append, 'clean')
            req.register_cleanup(int, 'broken')
            return apache.OK

        self.assertTrue(access(handler) is True)
        self.assertTrue('clean' in done)
        self.assertTrue(current.request() is None)


def ann(req):
    word = req.get_basic_auth_pw()
    return apache.OK if (req.user, word) == ('ann', 'pw') else apache.HTTP_UNAUTHORIZED


class Password(unittest.TestCase):

    def test_right_and_wrong(self):
        self.assertTrue(password(ann) is True)
        for user, word in (('ann', 'no'), ('bob', 'pw'), ('', ''), ('ann', ''), ('ann', 'pw:'), ('ANN', 'pw')):
            self.assertTrue(password(ann, user, word) is False, (user, word))

    def test_declined_is_left_to_the_next_provider(self):
        self.assertTrue(password(answers(apache.DECLINED)) is None)
        check = authscripts.password_check([answers(apache.DECLINED), ann])
        self.assertTrue(check(auth_environ(), 'ann', 'pw') is True)
        self.assertTrue(check(auth_environ(), 'ann', 'no') is False)

    def test_refusals(self):
        for result in (401, 403, 404, 302, apache.DONE, apache.SERVER_RETURN(403)):
            self.assertTrue(password(answers(result)) is False, result)

    def test_what_breaks_is_a_500(self):
        for result in (500, 503, None, True, '', ValueError('x'), SystemExit(0), apache.SERVER_RETURN(500)):
            self.assertRaises(authscripts.CheckFailed, password, answers(result))
        self.assertRaises(authscripts.CheckFailed, authscripts.password_check('no_such_module_here'), auth_environ(),
                          'ann', 'pw')

    def test_ok_without_a_user_refuses(self):
        for handler in (answers(apache.OK), does("req.get_basic_auth_pw(); req.user = ''"),
                        does('req.get_basic_auth_pw(); req.user = None')):
            self.assertTrue(password(handler) is False)

    def test_another_name_is_told_where_mod_wsgi_listens(self):
        def handler(req):
            req.get_basic_auth_pw()
            req.user = 'ann.smith'
            return apache.OK

        self.assertEqual(password(handler), 'ann.smith')
        environ = auth_environ()
        environ['mod_wsgi.version'] = (3, 4, 0)
        self.assertTrue(password(handler, environ=environ) is False)

    def test_the_header_is_there_again(self):
        seen = []

        def handler(req):
            seen.append(req.headers_in['Authorization'])
            return ann(req)

        self.assertTrue(password(handler) is True)
        self.assertEqual(seen, ['Basic YW5uOnB3'])
        self.assertTrue(type(seen[0]) is str)

    def test_what_cannot_be_known_refuses(self):
        def handler(req):
            getattr(req, 'filename', None)
            return ann(req)

        self.assertTrue(password(handler) is False)
        self.assertTrue(password(handler, files=[('', '/srv/www')]) is True)

    def test_realm(self):
        seen = []

        def handler(req):
            seen.append((req.auth_type(), req.auth_name()))
            return ann(req)

        self.assertTrue(password(handler, auth_name='Staff only') is True)
        self.assertEqual(seen, [('Basic', 'Staff only')])


class Groups(unittest.TestCase):

    def test_granted_for_ok_only(self):
        self.assertEqual(groups(answers(apache.OK)), ['granted'])
        for result in REFUSALS + [apache.DECLINED]:
            self.assertEqual(groups(answers(result)), [], result)

    def test_declined_leaves_it_to_the_require_lines(self):
        for lines, verdict in ((['valid-user'], ['granted']), (['user bob', 'user ann'], ['granted']),
                               (['user bob'], []), ([], []), (['group staff'], [])):
            self.assertEqual(groups(answers(apache.DECLINED), require=lines), verdict, lines)

    def test_the_user_is_known_and_fixed(self):
        def handler(req):
            return apache.OK if req.user == 'ann' else apache.HTTP_FORBIDDEN

        self.assertEqual(groups(handler), ['granted'])
        self.assertEqual(groups(handler, 'bob'), [])
        self.assertEqual(groups(does("req.user = 'bob'")), [])
        self.assertEqual(groups(does("req.user = 'ann'")), ['granted'])

    def test_the_password_is_not_known(self):
        self.assertEqual(groups(asks('req.get_basic_auth_pw()'), auth_type='Basic'), [])


if __name__ == '__main__':
    unittest.main()
