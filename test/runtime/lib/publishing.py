"""What tests of the publisher share."""
from __future__ import absolute_import

from modpython_wsgi.entry import Mount

from lib.support import FolderTest, request


class PublisherTest(FolderTest):
    """Pages in the folder `site`; `self.get('/page.py/name')` asks for one as Apache would map it."""

    mount = {}

    def page(self, source, name='page.py'):
        return self.write('site/' + name, source)

    def get(self, address, **arguments):
        address, mark, query = address.partition('?')
        parts = address[1:].split('/')
        path, info = '/' + parts[0], ''.join('/' + part for part in parts[1:])
        directory = self.path('site')
        mount = {'handlers': 'modpython_wsgi.publisher', 'directory': directory, 'extensions': '.py'}
        mount.update(self.mount)
        return request(Mount(**mount), path=path, path_info=info, query=query if mark else None,
                       filename=directory + path, document_root=directory, **arguments)

    def check(self, address, text, expected_type='text/plain', **arguments):
        answer = self.get(address, **arguments)
        self.assertEqual((answer.status, answer.text), (200, text), answer.log)
        self.assertEqual(answer.header('Content-Type'), expected_type)

    def check_status(self, status, *addresses, **arguments):
        for address in addresses:
            answer = self.get(address, **arguments)
            self.assertEqual(answer.status, status, address + '\n' + answer.log)
            self.assertNotIn('Traceback', answer.text)
