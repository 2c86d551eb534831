"""Members of the request object."""
from __future__ import absolute_import

import os
import shutil
import tempfile
import unittest

from modpython_wsgi import Unsupported, apache
from modpython_wsgi.entry import Mount
from modpython_wsgi.guardrequest import GuardRequest
from modpython_wsgi.request import Request

from .server import call, make_environ


def request(path='/x', **settings):
    """A request object that nobody answers."""
    mount = settings.pop('mount', None) or Mount(handlers='x')
    return Request(mount.configuration, make_environ(path, **settings), None)


class Address(unittest.TestCase):

    def test_of_a_plain_request(self):
        req = request('/dir/file/more path', script_name='/dir/file', query='a=1&b', root='/www')
        self.assertEqual((req.uri, req.filename, req.canonical_filename), ('/dir/file/more path', '/www/dir/file',
                                                                           '/www/dir/file'))
        self.assertEqual((req.path_info, req.args), ('/more path', 'a=1&b'))
        self.assertEqual((req.method, req.protocol, req.proto_num, req.header_only), ('GET', 'HTTP/1.1', 1001, 0))
        self.assertEqual(req.document_root(), '/www')

    def test_raw_parts(self):
        req = request('/a b', environ={'REQUEST_URI': '/x/../a%20b?q=%20'})
        self.assertEqual((req.uri, req.unparsed_uri), ('/a b', '/x/../a%20b?q=%20'))
        self.assertEqual(req.the_request, 'GET /x/../a%20b?q=%20 HTTP/1.1')

    def test_args_without_and_with_an_empty_query(self):
        self.assertEqual(request('/x').args, None)
        self.assertEqual(request('/x', query='').args, '')

    def test_path_info_of_what_was_asked_for(self):
        for asked, found in (('/x', '/x'), ('/x/', '/x/'), ('/a//x', '/a/x'), ('/%78', '/x'), ('/old', '/new.py'),
                             ('/x', '/xy'), ('/d/', '/d/sub/index.py')):
            self.assertEqual(request(found, environ={'REQUEST_URI': asked + '?q'}).path_info, '', (asked, found))

    def test_path_info_of_a_file_that_apache_has_chosen(self):
        """mod_dir and mod_negotiation leave none, as req.path_info showed."""
        for asked, found in (('/d/', '/d/index.py'), ('/a//d/', '/a/d/index.py'), ('/', '/index'), ('/d/x', '/d/x.py'),
                             ('/d/x', '/d/x.en.html')):
            self.assertIsNone(request(found, environ={'REQUEST_URI': asked + '?q'}).path_info, (asked, found))

    def test_path_info_behind_a_redirect_within_apache(self):
        given = {'REQUEST_URI': '/d/', 'REDIRECT_STATUS': '200'}
        self.assertEqual(request('/d/index.py', environ=given).path_info, '')

    def test_path_info_behind_a_redirect_to_the_same_folder(self):
        """Apache splits the address of a folder it has just been in no more (ap_directory_walk and its cache)."""
        folder = tempfile.mkdtemp()
        self.addCleanup(os.rmdir, folder)
        os.mkdir(os.path.join(folder, 'sub'))
        self.addCleanup(os.rmdir, os.path.join(folder, 'sub'))
        for before, expected in (('/d/x', None), ('/d/', None), ('/d/no/such', None), ('/d/sub/x', ''), ('/e/x', ''),
                                 ('/dd', ''), ('/', '')):
            given = {'REDIRECT_URL': before, 'REDIRECT_STATUS': '200', 'SCRIPT_FILENAME': folder + '/page.py'}
            self.assertEqual(request('/d/page.py', environ=given).path_info, expected, before)

    def test_parsed_uri(self):
        uri = request('/x/y', query='a=1', headers={'Host': 'www.example.org:8080'}).parsed_uri
        self.assertEqual(uri, (None, None, None, None, None, 8080, '/x/y', 'a=1', None))
        self.assertEqual((uri[apache.URI_PATH], uri[apache.URI_QUERY]), ('/x/y', 'a=1'))

    def test_parsed_uri_is_decoded(self):
        req = request('/x y', environ={'REQUEST_URI': '/x%20y?a=%20'})
        self.assertEqual(req.parsed_uri, (None, None, None, None, None, None, '/x y', 'a=%20', None))
        for given, path in (('//a//b', '/a/b'), ('/a/./b/../c', '/a/c'), ('/a/', '/a/'), ('/a%zz%41', '/a%zzA')):
            self.assertEqual(request('/rewritten', environ={'REQUEST_URI': given}).parsed_uri[6], path)

    def test_parsed_uri_of_a_proxy_request(self):
        for address, parts in (
                ('http://example.org/x?q', ('http', 'example.org', None, None, 'example.org', None, '/x', 'q', None)),
                ('http://u:p@e.org:8080/x', ('http', 'u:p@e.org:8080', 'u', 'p', 'e.org', 8080, '/x', None, None))):
            self.assertEqual(request('/x', environ={'REQUEST_URI': address}).parsed_uri, parts)

    def test_parsed_uri_of_an_address_in_the_path(self):
        parts = (None, None, None, None, None, None, '/go/http:/e.org/x', 'q', None)
        self.assertEqual(request('/x', environ={'REQUEST_URI': '/go/http://e.org/x?q'}).parsed_uri, parts)

    def test_hostname(self):
        for host, name in (('WWW.Example.org:8080', 'www.example.org'), ('[::1]:80', '::1'), ('[::1]', '::1'),
                           ('www.example.org.', 'www.example.org'), ('', None)):
            self.assertEqual(request(headers={'Host': host}).hostname, name)

    def test_construct_url(self):
        for environ, url in (({}, 'http://www.example.org/a?b'),
                             ({'SERVER_PORT': '8080'}, 'http://www.example.org:8080/a?b'),
                             ({'wsgi.url_scheme': 'https', 'SERVER_PORT': '443'}, 'https://www.example.org/a?b'),
                             ({'wsgi.url_scheme': 'https', 'SERVER_PORT': '80'}, 'https://www.example.org:80/a?b')):
            self.assertEqual(request(environ=environ).construct_url('/a?b'), url)
        self.assertRaises(TypeError, request().construct_url, None)

    def test_method_numbers(self):
        for method, number in (('GET', apache.M_GET), ('HEAD', apache.M_GET), ('POST', apache.M_POST),
                               ('MERGE', apache.M_MERGE), ('BREW', apache.M_INVALID)):
            self.assertEqual(request(method=method).method_number, number)
        self.assertEqual(request(method='HEAD').header_only, 1)

    def test_without_handler_script_the_address_is_mapped_as_apache_maps_it(self):
        root = os.path.realpath(tempfile.mkdtemp())
        try:
            os.makedirs(os.path.join(root, 'wiki', 'deep'))
            open(os.path.join(root, 'page.html'), 'w').close()
            embedded = {'mod_wsgi.handler_script': ''}
            for path, filename, path_info in (('/none/a/b', '/none', '/a/b'), ('/wiki/x/y', '/wiki/x', '/y'),
                                              ('/page.html/more', '/page.html', '/more'), ('/wiki/', '/wiki/', ''),
                                              ('/wiki/deep/z', '/wiki/deep/z', '')):
                req = request(path, script_name='', root=root, filename='/srv/x.wsgi', environ=embedded)
                self.assertEqual((req.filename, req.path_info), (root + filename, path_info))
        finally:
            shutil.rmtree(root)


class Members(unittest.TestCase):

    def test_read_only_members(self):
        req = request()
        for name in ('method', 'the_request', 'protocol', 'hostname', 'unparsed_uri', 'headers_in', 'headers_out',
                     'server', 'connection', 'bytes_sent', 'mtime', 'phase', 'interpreter', 'hlist', 'extension',
                     'allowed'):
            self.assertRaises((AttributeError, TypeError), setattr, req, name, 'x')
            self.assertRaises((AttributeError, TypeError), delattr, req, name)

    def test_writable_members(self):
        req = request()
        for name, value in (('uri', '/new'), ('filename', '/f'), ('canonical_filename', '/f'), ('path_info', '/p'),
                            ('args', 'a=b'), ('args', None), ('user', 'ann'), ('ap_auth_type', 'Magic'),
                            ('handler', None), ('handler', 'mod_python'), ('status', 404), ('status_line', '404 No'),
                            ('content_type', 'text/plain'), ('no_cache', 1), ('no_local_copy', 1), ('chunked', 0),
                            ('used_path_info', 1), ('finfo', apache.stat(__file__))):
            setattr(req, name, value)
            self.assertEqual(getattr(req, name), value)

    def test_wrong_types(self):
        req = request()
        for name, value in (('uri', None), ('status', '404'), ('status', None), ('content_type', None),
                            ('content_type', 5), ('filename', 5), ('no_cache', 'x'), ('finfo', ())):
            self.assertRaises(TypeError, setattr, req, name, value)

    def test_names_of_types(self):
        req = request()
        self.assertEqual([type(thing).__name__ for thing in (req, req.server, req.connection, req.finfo)],
                         ['mp_request', 'mp_server', 'mp_conn', 'mp_finfo'])
        try:
            req.nonsense
        except AttributeError as error:
            self.assertEqual(str(error), "'mp_request' object has no attribute 'nonsense'")

    def test_own_attributes(self):
        req = request()
        self.assertFalse(hasattr(req, 'basket'))
        self.assertRaises(AttributeError, lambda: req.basket)
        req.basket = {'n': 1}
        req.basket['n'] += 1
        self.assertEqual(req.basket, {'n': 2})
        del req.basket
        self.assertFalse(hasattr(req, 'basket'))

    def test_own_attributes_do_not_outlive_the_request(self):
        def handler(req):
            seen.append(hasattr(req, 'mark'))
            req.mark = 1
            return apache.OK
        seen, mount = [], Mount(handlers=[handler])
        call(mount)
        call(mount)
        self.assertEqual(seen, [False, False])

    def test_what_wsgi_does_not_have(self):
        req = request()
        for use in (lambda: req._request_rec, req.requires, lambda: setattr(req, 'proxyreq', apache.PROXYREQ_REVERSE),
                    lambda: setattr(req, 'assbackwards', 1), lambda: req.server.next, lambda: req.connection.read(),
                    lambda: req.add_output_filter('DEFLATE')):
            self.assertRaises(Unsupported, use)
        try:
            req.requires()
        except Unsupported as error:
            self.assertEqual(error.member, 'request.requires')
            self.assertTrue('Require lines' in str(error))

    def test_defaults(self):
        req = request()
        for name, value in (('status', 200), ('status_line', None), ('content_encoding', None), ('main', None),
                            ('content_languages', ()), ('next', None), ('prev', None), ('range', None), ('user', None),
                            ('no_cache', 0), ('mtime', 0.0), ('clength', 0), ('bytes_sent', 0), ('remaining', 0),
                            ('read_length', 0), ('eos_sent', 0), ('vlist_validator', None), ('phase', None),
                            ('allowed', 0), ('allowed_methods', ()), ('allowed_xmethods', ()), ('proxyreq', 0),
                            ('assbackwards', 0), ('_bytes_queued', 0), ('sent_bodyct', 0), ('handler', 'mod_python')):
            self.assertEqual(getattr(req, name), value, name)

    def test_time_and_interpreter(self):
        req = request(environ={'mod_wsgi.request_start': '1245067200500000'})
        self.assertEqual(req.request_time, 1245067200.5)
        self.assertEqual(request(environ={'mod_wsgi.request_start': 1245067200.25}).request_time, 1245067200.25)
        self.assertTrue(request().request_time > 1245067200)
        self.assertEqual(req.interpreter, 'www.example.org')
        self.assertEqual(request(environ={'mod_wsgi.application_group': ''}).interpreter, 'main_interpreter')
        self.assertEqual(request(mount=Mount(handlers='x', interpreter='blue')).interpreter, 'blue')

    def test_addresses_behind_an_internal_redirect(self):
        req = request('/long.py/y', script_name='/long.py', query='word=x',
                      environ={'REDIRECT_URL': '/short/x', 'REQUEST_URI': '/short/x'})
        self.assertEqual((req.unparsed_uri, req.parsed_uri[6:8], req.the_request),
                         ('/long.py/y?word=x', ('/long.py/y', 'word=x'), 'GET /short/x HTTP/1.1'))

    def test_previous_request_of_an_internal_redirect(self):
        req = request(environ={'REDIRECT_URL': '/before', 'REDIRECT_QUERY_STRING': 'a=1', 'REDIRECT_STATUS': '404',
                               'REDIRECT_REDIRECT_URL': '/first'})
        self.assertEqual((req.prev.uri, req.prev.args, req.prev.status), ('/before', 'a=1', 404))
        self.assertEqual((req.prev.prev.uri, req.prev.prev.prev), ('/first', None))

    def test_the_query_of_an_error_document_is_not_that_of_the_request_before(self):
        req = request(query='why=acl', environ={'REDIRECT_URL': '/closed', 'REDIRECT_STATUS': '403'})
        self.assertEqual((req.args, req.prev.args), ('why=acl', None))

    def test_before_an_internal_redirect_of_a_guarded_request(self):
        """What a guard sees as prev is no guarded request: its body and files are not asked about."""
        environ = dict(make_environ(), REDIRECT_URL='/before', REDIRECT_STATUS='404')
        req = GuardRequest(Mount(handlers='x').configuration, environ)
        self.assertIs(type(req.prev), Request)
        self.assertEqual((req.prev.uri, req.prev.status), ('/before', 404))

    def test_an_error_document_begins_with_the_status_of_the_error(self):
        def page(req):
            req.write('was %d' % req.status, 0)
            return apache.OK
        answer = call(Mount(handlers=[page]), environ={'REDIRECT_URL': '/before', 'REDIRECT_STATUS': '404'})
        self.assertEqual((answer.status, answer.body), ('404 Not Found', b'was 404'))


class Headers(unittest.TestCase):

    def test_names(self):
        req = request(method='POST', body=b'x', headers={'X-Custom': 'v', 'Content-Type': 'text/xml', 'DNT': '1',
                                                         'Authorization': 'Basic YTpi'})
        headers = req.headers_in
        self.assertEqual(sorted(headers.keys()), ['Authorization', 'Content-Length', 'Content-Type', 'DNT', 'Host',
                                                  'X-Custom'])
        self.assertEqual((headers['x-custom'], headers['CONTENT-LENGTH']), ('v', '1'))
        self.assertTrue(headers is req.headers_in)

    def test_empty_content_keys_are_no_headers(self):
        req = request(environ={'CONTENT_TYPE': '', 'CONTENT_LENGTH': ''})
        self.assertEqual(req.headers_in.keys(), ['Host'])

    def test_a_length_of_nothing_is_a_header(self):
        self.assertEqual(request(method='POST').headers_in.get('Content-Length'), '0')

    def test_many_odd_names_do_not_fill_the_memory(self):
        from modpython_wsgi import facts
        for number in range(3000):
            request(headers={'X-Odd-%d' % number: 'v'}).headers_in.get('x')
        self.assertTrue(len(facts._SPELLINGS) <= 1001)
        self.assertEqual(facts.header_name('HTTP_X_ODD_2999'), 'X-Odd-2999')


class Environment(unittest.TestCase):

    def test_what_is_in_it(self):
        req = request('/x', headers={'Authorization': 'Basic YTpi', 'X-Odd': 'o'}, environ={'SITE': 'Env test'})
        env = req.subprocess_env
        self.assertEqual(env.items(), [('SITE', 'Env test')])
        req.headers_in['X-Later'] = 'l'
        req.user = 'ann'
        req.add_common_vars()
        self.assertEqual([env.get(name) for name in ('SITE', 'HTTP_X_ODD', 'site', 'HTTP_X_LATER', 'REMOTE_USER',
                                                     'REMOTE_ADDR', 'REQUEST_METHOD')],
                         ['Env test', 'o', 'Env test', 'l', 'ann', '10.0.0.9', None])
        req.add_cgi_vars()
        for hidden in ('HTTP_AUTHORIZATION', 'wsgi.input', 'mod_wsgi.process_group', 'PATH_INFO', 'HTTPS'):
            self.assertFalse(hidden in env, hidden)
        self.assertEqual([env[name] for name in ('GATEWAY_INTERFACE', 'REQUEST_METHOD', 'REQUEST_URI', 'SCRIPT_NAME')],
                         ['CGI/1.1', 'GET', '/x', '/x'])
        env['MINE'] = 'added'
        self.assertEqual(req.subprocess_env['mine'], 'added')

    def test_what_an_internal_redirect_leaves_behind(self):
        req = request(environ={'REDIRECT_URL': '/before', 'REDIRECT_QUERY_STRING': '', 'REDIRECT_STATUS': '404',
                               'REDIRECT_SITE': 'set', 'REDIRECT_HTTP_HOST': 'h', 'REDIRECT_REQUEST_METHOD': 'GET'})
        before = req.subprocess_env.items()
        self.assertEqual(before, [('REDIRECT_SITE', 'set'), ('REDIRECT_STATUS', '404')])
        req.add_common_vars()
        added = [name for name in req.subprocess_env.keys() if name.startswith('REDIRECT_')]
        self.assertEqual(sorted(added), ['REDIRECT_SITE', 'REDIRECT_STATUS', 'REDIRECT_URL'])

    def test_https(self):
        req = request(environ={'wsgi.url_scheme': 'https', 'SSL_CIPHER': 'x'})
        self.assertEqual((req.subprocess_env['HTTPS'], req.is_https(),
                         req.ssl_var_lookup('SSL_CIPHER')), ('on', 1, 'x'))
        self.assertEqual((request().is_https(), request().ssl_var_lookup('SSL_CIPHER')), (0, None))

    def test_cgi_environment(self):
        env = apache.build_cgi_env(request('/x/more', script_name='/x', headers={'Authorization': 'Basic YTpi'}))
        self.assertEqual((env['SCRIPT_NAME'], env['PATH_INFO'], env['GATEWAY_INTERFACE'], env['HTTP_AUTHORIZATION']),
                         ('/x', '/more', 'Python-CGI/1.1', 'Basic YTpi'))
        self.assertFalse('PATH_INFO' in apache.build_cgi_env(request('/x')))


class Options(unittest.TestCase):

    def options(self, given, environ=()):
        mount = Mount(handlers='x', options=given)
        return request(mount=mount, environ=dict(environ))

    def test_from_environ(self):
        req = self.options(['skin', 'Secret', 'gone'], {'skin': 'blue', 'SECRET': 's', 'other': 'o'})
        self.assertEqual(sorted(req.get_options().items()), [('Secret', 's'), ('skin', 'blue')])
        self.assertEqual(req.get_options().get('SKIN'), 'blue')

    def test_options_are_not_in_the_environment(self):
        req = self.options(['skin', 'Secret'], {'skin': 'blue', 'SECRET': 's', 'other': 'o'})
        self.assertFalse('skin' in req.subprocess_env or 'secret' in req.subprocess_env)
        self.assertEqual(req.subprocess_env['other'], 'o')

    def test_in_the_order_of_the_mount(self):
        req = self.options(['zeta', 'Alpha', 'mid'], {'mid': '1', 'alpha': '2', 'zeta': '3'})
        self.assertEqual(req.get_options().items(), [('zeta', '3'), ('Alpha', '2'), ('mid', '1')])

    def test_of_the_main_server(self):
        seen = []

        def handler(req):
            seen.extend(apache.main_server.get_options().items())
            return apache.OK
        call(Mount(handlers=[handler], server_options={'fixed': 'f', 'site': None}), environ={'site': 'blue'})
        self.assertEqual(sorted(seen), [('fixed', 'f'), ('site', 'blue')])

    def test_the_main_server_has_the_name_of_a_request_outside_of_virtual_hosts(self):
        for server, name in ((None, 'www.example.org'), ({'is_virtual': True}, None)):
            seen = []
            handler = [lambda req: seen.append(apache.main_server.server_hostname) or apache.OK]
            call(Mount(handlers=handler, server=server, main_server={}))
            self.assertEqual(seen, [name])

    def test_fixed_values(self):
        req = self.options({'skin': 'green', 'from.environ': None, 'empty': ''}, {'from.environ': 'e', 'skin': 'blue'})
        self.assertEqual(sorted(req.get_options().items()), [('from.environ', 'e'), ('skin', 'green')])

    def test_changes_do_not_outlive_the_request(self):
        mount = Mount(handlers='x', options={'skin': 'green'})
        request(mount=mount).get_options()['skin'] = 'changed'
        self.assertEqual(request(mount=mount).get_options()['skin'], 'green')

    def test_config(self):
        req = request(mount=Mount(handlers='x', debug=True, config={'PythonAutoReload': '0'}))
        self.assertEqual(sorted(req.get_config().items()), [('PythonAutoReload', '0'), ('PythonDebug', '1')])
        self.assertFalse('PythonDebug' in request().get_config())

    def test_addhandler_extensions(self):
        self.assertEqual(request().get_addhandler_exts(), '')
        self.assertEqual(request(mount=Mount(handlers='x', extensions='.py .psp')).get_addhandler_exts(), 'py psp ')


class Users(unittest.TestCase):

    def basic(self, header=None, **settings):
        headers = {} if header is None else {'Authorization': header}
        return request(mount=Mount(handlers='x', **settings), headers=headers)

    def test_password(self):
        req = self.basic('Basic YW5uOnA6dw==', auth_type='Basic', auth_name='Here')
        self.assertEqual((req.get_basic_auth_pw(), req.user, req.ap_auth_type), ('p:w', 'ann', 'Basic'))
        self.assertEqual((req.auth_type(), req.auth_name()), ('Basic', 'Here'))
        for given, name in (('The "old" place', 'The \\"old\\" place'), ('\\"once\\"', '\\"once\\"'),
                            ('two\\\\"', 'two\\\\\\"'), (None, None)):
            self.assertEqual(self.basic('', auth_name=given).auth_name(), name)

    def test_without_auth_type_there_is_no_password(self):
        req = self.basic('Basic YW5uOnA6dw==')
        self.assertEqual((req.get_basic_auth_pw(), req.user, req.auth_type()), (None, None, None))

    def test_without_header_the_client_is_asked(self):
        for header in (None, 'Digest x'):
            req = self.basic(header, auth_type='basic', auth_name='Here')
            self.assertEqual(req.get_basic_auth_pw(), None)
            self.assertEqual(req.err_headers_out.items(), [('WWW-Authenticate', 'Basic realm="Here"')])

    def test_rubbish(self):
        for header in ('Basic', 'Basic !', 'Basic YW5u', 'Basic \xff\xfe'):
            req = self.basic(header, auth_type='Basic')
            self.assertEqual(req.get_basic_auth_pw(), '')

    def test_user_of_apache(self):
        req = request(environ={'REMOTE_USER': 'ann', 'AUTH_TYPE': 'Digest'})
        self.assertEqual((req.user, req.ap_auth_type), ('ann', 'Digest'))

    def test_allowed_methods(self):
        req = request()
        req.allow_methods(['GET', 'POST', 'BREW'])
        self.assertEqual((req.allowed, req.allowed_methods), (0, ('BREW',)))
        req.allow_methods(['PUT'], 1)
        self.assertEqual((req.allowed, req.allowed_methods), (0, ()))
        self.assertRaises(TypeError, req.allow_methods, 5)
        self.assertRaises(TypeError, req.allow_methods, [5])


class Client(unittest.TestCase):

    def test_remote_host(self):
        plain, named = request(), request(environ={'REMOTE_HOST': 'pc.example.org'})
        self.assertEqual(plain.get_remote_host(), '10.0.0.9')
        self.assertEqual(plain.get_remote_host(apache.REMOTE_HOST), None)
        self.assertEqual(plain.get_remote_host(apache.REMOTE_NOLOOKUP, 1), ('10.0.0.9', 1))
        self.assertEqual(named.get_remote_host(), 'pc.example.org')
        self.assertEqual(named.get_remote_host(apache.REMOTE_NAME, 1), ('pc.example.org', 0))

    def test_connection(self):
        connection = request().connection
        self.assertEqual((connection.remote_ip, connection.client_ip), ('10.0.0.9', '10.0.0.9'))
        self.assertEqual((connection.remote_addr, connection.client_addr), (('10.0.0.9', 4711), ('10.0.0.9', 4711)))
        self.assertEqual((connection.local_addr, connection.local_ip), (('10.0.0.1', 80), '10.0.0.1'))
        self.assertEqual((connection.aborted, connection.remote_host, connection.local_host), (0, None, None))
        connection.notes['a'] = 'b'
        self.assertEqual(connection.notes.items(), [('a', 'b')])

    def test_local_port_is_that_of_the_listener(self):
        req = request(environ={'SERVER_PORT': '8080', 'mod_wsgi.listener_port': '80'})
        self.assertEqual(req.connection.local_addr, ('10.0.0.1', 80))

    def test_useragent(self):
        self.assertEqual((request().useragent_ip, request().useragent_addr), ('10.0.0.9', ('10.0.0.9', 4711)))

    def test_base_server(self):
        req = request()
        self.assertTrue(req.connection.base_server is req.server)


class Server(unittest.TestCase):

    FACTS = {'hostname': 'www.example.org', 'names': ['example.org'], 'wild_names': ['*.example.org'], 'port': 8080,
             'admin': 'web@example.org', 'is_virtual': True, 'path': '/legacy', 'timeout': 30.0, 'loglevel': 6}

    def test_facts(self):
        mount = Mount(handlers='x', server=self.FACTS, server_options={'a': '1', 'b': None, 'c': None})
        server = request(mount=mount, environ={'b': 'from environ'}).server
        self.assertEqual((server.server_hostname, server.names, server.wild_names, server.port),
                         ('www.example.org', ('example.org',), ('*.example.org',), 8080))
        self.assertEqual((server.server_admin, server.is_virtual, server.path, server.pathlen, server.timeout),
                         ('web@example.org', 1, '/legacy', 7, 30.0))
        self.assertEqual(sorted(server.get_options().items()), [('a', '1'), ('b', 'from environ')])
        self.assertEqual((server.loglevel, apache.main_server.server_hostname), (6, 'www.example.org'))

    def test_path_info_that_the_section_accepts(self):
        self.assertEqual(request().used_path_info, apache.AP_REQ_DEFAULT_PATH_INFO)
        self.assertEqual(request(mount=Mount(handlers='x', path_info=1)).used_path_info, apache.AP_REQ_REJECT_PATH_INFO)

    def test_host_of_a_request(self):
        hosts = [{'hostname': 'a.test', 'names': ['a'], 'wild_names': ['*.A.test'], 'ports': [80], 'path': '/a'},
                 {'hostname': 'A.test', 'ports': [443], 'path': '/a-tls'},
                 {'hostname': 'b.a.test', 'names': ['b'], 'path': '/b', 'options': {'fixed': '1', 'sent': None}},
                 {'path': '/no-name'}]
        mount = Mount(handlers='x', server={'is_virtual': True}, hosts=hosts)
        for name, port, group, path in (
                ('a.test', '80', '', '/a'), ('a', '80', '', '/a'), ('x.a.test', '80', '', '/a'), ('B', '80', '', '/b'),
                ('a.test', '443', '', '/a-tls'), ('a.test', '8080', '', '/a'), ('b.a.test', '80', '', '/a'),
                ('b.a.test', '80', 'b.a.test', '/b'), ('a', '443', 'a.test', '/a-tls'), ('c.test', '80', '', None)):
            environ = {'mod_wsgi.application_group': group, 'SERVER_NAME': name, 'SERVER_PORT': port, 'sent': 'blue'}
            server = request(mount=mount, environ=environ).server
            self.assertEqual((server.path, server.is_virtual), (path, int(path is None)), (name, port, group))
            if path == '/b':
                self.assertEqual(sorted(server.get_options().items()), [('fixed', '1'), ('sent', 'blue')])

    def test_name_of_a_server_that_was_not_told(self):
        for group, name in (('shop.test:8080', 'shop.test'), ('shop.test', 'shop.test'), ('', 'asked.test'),
                            ('intern', 'asked.test'), ('/srv/www.shop/', 'asked.test'), ('a.b:81', 'asked.test')):
            environ = {'mod_wsgi.application_group': group, 'SERVER_NAME': 'asked.test', 'SERVER_PORT': '8080'}
            self.assertEqual(request(environ=environ).server.server_hostname, name, group)

    def test_defaults(self):
        server = request().server
        self.assertEqual((server.server_hostname, server.server_admin, server.port, server.is_virtual, server.names),
                         ('www.example.org', '[no address given]', 0, 0, ()))
        self.assertEqual((len(server.get_options()), len(server.get_config())), (0, 0))
        server.own = 'attribute'
        self.assertEqual(server.own, 'attribute')
        self.assertTrue(server.restart_time > 1000000000)

    def test_cleanup_needs_a_request(self):
        req = request()
        self.assertRaises(ValueError, req.server.register_cleanup, None, len)
        self.assertRaises(ValueError, req.server.register_cleanup, req, 'no function')


class Logging(unittest.TestCase):

    def log_of(self, *arguments, **settings):
        req = request(mount=Mount(handlers='x', **settings))
        req.log_error(*arguments)
        return req.environ['wsgi.errors'].text

    def test_levels(self):
        self.assertEqual(self.log_of('text'), 'text\n')
        self.assertEqual(self.log_of('text', apache.APLOG_ERR), 'text\n')
        self.assertEqual(self.log_of('text', apache.APLOG_NOERRNO | apache.APLOG_WARNING), '[warn] text\n')
        self.assertEqual(self.log_of('text', 8 | apache.APLOG_NOTICE), '[notice] text\n')
        self.assertEqual(self.log_of(None), '')

    def test_log_level_of_the_server(self):
        server = {'loglevel': apache.APLOG_WARNING}
        self.assertEqual(self.log_of('text', apache.APLOG_INFO, server=server), '')
        self.assertEqual(self.log_of('text', apache.APLOG_WARNING, server=server), '[warn] text\n')

    def test_other_types(self):
        self.assertRaises(TypeError, self.log_of, 5)

    @unittest.skipIf(str is bytes, 'bytes need no encoding')
    def test_text_the_log_cannot_take(self):
        class Strict(object):
            text = ''

            def write(self, text):
                text.encode('utf-8')
                self.text += text
        stream = Strict()
        request(environ={'wsgi.errors': stream}).log_error(b'caf\xff'.decode('utf-8', 'surrogateescape'))
        self.assertEqual(stream.text, 'caf\\udcff\n')

    def test_ways_to_the_log(self):
        def handler(req):
            apache.log_error('one', apache.APLOG_NOTICE)
            req.server.log_error('two')
            req.connection.log_error('three')
            return apache.OK
        self.assertEqual(call(Mount(handlers=[handler])).log, '[notice] one\ntwo\nthree\n')


if __name__ == '__main__':
    unittest.main()
