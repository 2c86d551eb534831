"""One handler for many questions: the last part of the address is the name of a function here."""
import os
import sys

from mod_python import Cookie, Session, apache, util


def handler(req):
    req.content_type = 'text/plain'
    return globals()['show_' + req.uri.split('/')[-1]](req)


def show_list(req):
    for value in ('one', 'two'):
        req.headers_out.add('X-List', value)
        req.headers_out.add('Set-Cookie', value + '=1')
    req.write('done\n', 0)
    return apache.OK


def show_location(req):
    req.headers_out['Location'] = '/static.txt'
    req.write('done\n', 0)
    return apache.OK


def show_status(req):
    req.headers_out['Status'] = '404 Not Found'
    req.write('done\n', 0)
    return apache.OK


def show_method(req):
    req.write('%s %s\n' % (req.method, req.headers_in.get('Transfer-Encoding')), 0)
    return apache.OK


def show_headers(req):
    names = [name for name in req.headers_in.keys() if name.lower().startswith('x')]
    req.write('%s\n' % ' '.join(names), 0)
    return apache.OK


def show_line(req):
    req.write('%s %s\n' % (req.the_request, req.unparsed_uri), 0)
    return apache.OK


def show_environment(req):
    req.subprocess_env['PROBE'] = 'seen'
    req.notes['PROBE'] = 'noted'
    req.user = 'ann'
    req.write('done\n', 0)
    return apache.OK


def show_redirect(req):
    req.internal_redirect('/probe/method')
    return apache.OK


def show_late(req):
    req.write('before ')
    req.internal_redirect('/static.txt')
    return apache.OK


def show_process(req):
    req.write('%s %s\n' % (sys.argv, os.getcwd()), 0)
    return apache.OK


def show_interpreter(req):
    req.write('%s\n' % req.interpreter, 0)
    return apache.OK


def show_log(req):
    req.log_error('a note', apache.APLOG_NOTICE)
    req.log_error('a debug line', apache.APLOG_DEBUG)
    req.log_error('an error')
    req.write('done\n', 0)
    return apache.OK


def show_keepalive(req):
    try:
        req.connection.keepalive = apache.AP_CONN_CLOSE
        req.write('set\n', 0)
    except AttributeError as error:
        req.write('%s\n' % error, 0)
    return apache.OK


def show_setmarshal(req):
    Cookie.add_cookie(req, Cookie.MarshalCookie('data', {'n': 1}, 'secret'))
    req.write('done\n', 0)
    return apache.OK


def show_marshal(req):
    found = Cookie.get_cookies(req, Cookie.MarshalCookie, secret='secret')
    req.write('%s\n' % ('forged' if type(found['data']) is Cookie.Cookie else found['data'].value), 0)
    return apache.OK


def show_twice(req):
    first = Session.Session(req)
    first['n'] = 1
    first.save()
    second = Session.Session(req, sid=first.id())
    req.write('%s\n' % second['n'], 0)
    return apache.OK


def show_form(req):
    form = util.FieldStorage(req, keep_blank_values=1)
    req.write('%d fields\n' % len(form.list), 0)
    return apache.OK


def show_print(req):
    print('a printed line')
    req.write('done\n', 0)
    return apache.OK


def show_close(req):
    req.headers_out['Connection'] = 'close'
    req.write('done\n', 0)
    return apache.OK
