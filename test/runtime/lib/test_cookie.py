"""Cookies, byte for byte. Expected texts were recorded from mod_python 3.5.0 on Python 2.7."""
from __future__ import absolute_import

import unittest

from modpython_wsgi import Cookie

from lib.support import call, cpu_seconds, returned

SECRET = 'tastes like cookies'


def received(cookies, *args, **kw):
    """get_cookies of a request with this Cookie header."""
    return returned(lambda req: Cookie.get_cookies(req, *args, **kw), cookies=cookies)


class Format(unittest.TestCase):

    def test_order_and_flags(self):
        cookie = Cookie.Cookie('full', 'v')
        cookie.path = '/'
        cookie.domain = '.example.org'
        cookie.secure = True
        cookie.httponly = 0  # set is set
        cookie.max_age = 3600
        cookie.comment = 'hello'
        cookie.version = 1
        self.assertEqual(str(cookie), 'full=v; version=1; path=/; domain=.example.org; secure; comment=hello; '
                                      'max_age=3600; httponly')
        self.assertEqual(repr(cookie), '<Cookie: %s>' % cookie)

    def test_values_are_not_quoted(self):
        self.assertEqual(str(Cookie.Cookie('quoted', 'two words; "and" more')), 'quoted=two words; "and" more')

    def test_expires(self):
        cookie = Cookie.Cookie('size', 'XL', path='/jar', expires=1893456000)
        self.assertEqual(str(cookie), 'size=XL; path=/jar; expires=Tue, 01-Jan-2030 00:00:00 GMT')
        cookie.expires = 0
        self.assertEqual(cookie.expires, 'Thu, 01-Jan-1970 00:00:00 GMT')
        cookie.expires = 'Tue, 01-Jan-2030 00:00:00 GMT'
        self.assertEqual(cookie.expires, 'Tue, 01-Jan-2030 00:00:00 GMT')
        with self.assertRaises(ValueError):
            cookie.expires = 'tomorrow'

    def test_no_other_attributes(self):
        self.assertRaises(AttributeError, Cookie.Cookie, 'a', 'b', colour='red')
        for kind in Cookie.Cookie, Cookie.SignedCookie, Cookie.MarshalCookie:
            with self.assertRaises(AttributeError):
                kind('a', 'b').colour = 'red'


class Sending(unittest.TestCase):

    def test_headers(self):
        def handler(req):
            Cookie.add_cookie(req, 'colour', 'blue')
            Cookie.add_cookie(req, Cookie.Cookie('size', 'XL', path='/jar'))
            Cookie.add_cookie(req, 'gone', '', max_age=0)
        answer = call(handler)
        self.assertEqual(answer.all('Set-Cookie'), ['colour=blue', 'size=XL; path=/jar', 'gone=; max_age=0'])
        self.assertEqual(answer.all('Cache-Control'), ['no-cache="set-cookie"'])


class Receiving(unittest.TestCase):

    def values(self, header, **kw):
        return dict((name, cookie.value) for name, cookie in received(header, **kw).items())

    def test_none(self):
        self.assertEqual(received(None), {})

    def test_many(self):
        header = 'a=1; colour="dark red"; b=2;c=3; colour=last; $Version=1; flag; e='
        self.assertEqual(self.values(header), {'a': '1', 'b': '2', 'c': '3', 'colour': 'last', 'flag': '', 'e': ''})

    def test_commas_separate_names_and_quotes_stay(self):
        self.assertEqual(self.values('a="x;y", b=2'), {'a': '"x;y"', 'b': '2'})

    def test_names(self):
        self.assertEqual(self.values('a=1; b=2; $c=3', names=['b', '$c']), {'b': '2'})

    def test_one(self):
        def handler(req):
            return Cookie.get_cookie(req, 'a').value, Cookie.get_cookie(req, 'z')
        self.assertEqual(returned(handler, cookies='a=1; b=2'), ('1', None))

    def test_odd_headers(self):
        for header in '', ';', '=', '=;=', '"', 'a="', '  ', ',,,', '\\', 'a="\\', '\xff=\xfe':
            received(header)

    def test_a_comma_that_nothing_follows_is_a_name(self):
        for header, names in ((',', [',']), ('a=1; , ', [',', 'a']), (',a=1', ['a']), (', ,;b=2', [',', 'b'])):
            self.assertEqual(sorted(Cookie.Cookie.parse(header)), names)

    def test_long_headers_take_linear_time(self):
        for piece in ' ', '=', ',', '"', 'a="', 'a="\\";', ';', ', ':
            start = cpu_seconds()
            received(piece * 50000)
            self.assertLess(cpu_seconds() - start, 2, piece)


class Signed(unittest.TestCase):

    HEADER = 'user=c404f906333d2878a0a0d96e9f954574ann'

    def test_signature(self):
        self.assertEqual(str(Cookie.SignedCookie('user', 'ann', SECRET)), self.HEADER)

    def test_good(self):
        cookie = received(self.HEADER, Cookie.SignedCookie, secret=SECRET)['user']
        self.assertEqual((cookie.value, type(cookie)), ('ann', Cookie.SignedCookie))
        self.assertEqual(str(cookie), self.HEADER)

    def test_forged(self):
        forged = 'user=%seve' % ('0' * 32)
        cookie = received(forged, Cookie.SignedCookie, secret=SECRET)['user']
        self.assertEqual((cookie.value, type(cookie)), ('0' * 32 + 'eve', Cookie.Cookie))
        self.assertEqual(received(forged, Cookie.SignedCookie, secret=SECRET, mismatch=Cookie.Cookie.IGNORE), {})
        self.assertRaises(Cookie.CookieError, received, forged, Cookie.SignedCookie, secret=SECRET,
                          mismatch=Cookie.Cookie.EXCEPTION)

    def test_other_name_or_secret(self):
        other_name = self.HEADER.replace('user', 'root')
        for header, secret in (other_name, SECRET), (self.HEADER, 'other'), ('user=short', 's'):
            self.assertEqual(received(header, Cookie.SignedCookie, secret=secret, mismatch=Cookie.Cookie.IGNORE), {})

    def test_no_secret(self):
        self.assertRaises(Cookie.CookieError, str, Cookie.SignedCookie('user', 'ann'))


class Marshalled(unittest.TestCase):

    HEADER = 'basket=539de063aeae66f82725372bbdf793abe3QGAAAAYXBwbGVzaQMAAAAw'

    def tearDown(self):
        Cookie.allow_marshal(False)

    def read(self, header, **kw):
        return received(header, Cookie.MarshalCookie, secret=SECRET, **kw)

    def test_not_read_unless_asked_for(self):
        self.assertRaises(Cookie.MarshalNotAllowed, self.read, self.HEADER)
        cookie = Cookie.MarshalCookie('basket', self.HEADER.partition('=')[2])
        self.assertRaises(Cookie.MarshalNotAllowed, cookie.unmarshal, SECRET)
        self.assertEqual(type(self.read('basket=' + '0' * 40)['basket']), Cookie.Cookie)  # not signed: nothing to read
        self.assertFalse(issubclass(Cookie.MarshalNotAllowed, Cookie.CookieError))

    def test_written(self):
        name, _, value = str(Cookie.MarshalCookie('basket', {'apples': 3}, SECRET)).partition('=')
        self.assertEqual(name, 'basket')
        if str is bytes:  # Python 3 marks strings in another way
            self.assertEqual(value, self.HEADER.partition('=')[2])

    def test_read(self):
        Cookie.allow_marshal()
        self.assertEqual(self.read(self.HEADER)['basket'].value, {'apples': 3})
        self.assertEqual(self.read(str(Cookie.MarshalCookie('b', [1, None], SECRET)))['b'].value, [1, None])

    def test_forged(self):
        Cookie.allow_marshal()
        self.assertEqual(type(self.read('basket=' + '0' * 40)['basket']), Cookie.Cookie)
        self.assertRaises(Cookie.CookieError, self.read, 'basket=' + '0' * 40, mismatch=Cookie.Cookie.EXCEPTION)

    def test_signed_rubbish(self):
        Cookie.allow_marshal()
        for value in 'x', 'eHl6', '':
            header = str(Cookie.SignedCookie('b', value, SECRET))
            self.assertRaises(Cookie.CookieError, self.read, header, mismatch=Cookie.Cookie.EXCEPTION)


if __name__ == '__main__':
    unittest.main()
