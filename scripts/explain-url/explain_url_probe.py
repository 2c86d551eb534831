"""Handlers and filters for mod_python (Python 3) that report, in headers of the answer, what was called with what.

called.handler_HEX and called.filter_HEX carry the name that they report in hexadecimal. They answer nothing else: every
phase passes the request on.
"""
import json

from mod_python import apache

# These phases end with the first module that does not decline: mod_mime and the URL mapping must still get their turn.
DECLINING = ('PythonTypeHandler', 'PythonTransHandler')


class Called(object):
    def __getattr__(self, name):
        kind, _, code = name.partition('_')
        if kind not in ('handler', 'filter'):
            raise AttributeError(name)
        text = bytes.fromhex(code).decode('latin-1')
        if kind == 'filter':
            return filter_called(text)
        directive, _, word = text.partition(' ')
        return handler_called(directive, word)


called = Called()


def handler_called(directive, word):
    def handler(req):
        if directive == 'PythonHandler':
            content(req, word)
        else:
            report(req, 'X-Probe-Phase', [directive, word])
        if directive == 'PythonAuthenHandler':
            req.user = 'probe'
        return apache.DECLINED if directive in DECLINING else apache.OK
    return handler


def content(req, word):
    options = req.get_options()
    config = req.get_config()
    report(req, 'X-Probe-Call', {
        'handler': word,
        'filename': req.filename,
        'path_info': req.path_info,
        'interpreter': req.interpreter,
        'options': dict((key, options[key]) for key in options.keys()),
        'path': config.get('PythonPath'),
        'debug': config.get('PythonDebug'),
    })
    req.content_type = 'text/plain'


def filter_called(word):
    def passed(filter):
        report(filter.req, 'X-Probe-Filter', word)
        data = filter.read()
        while data:
            filter.write(data)
            data = filter.read()
        if data is None:
            filter.close()
    return passed


def report(req, header, value):
    # These headers are sent whatever becomes of the request.
    req.err_headers_out.add(header, json.dumps(value))
