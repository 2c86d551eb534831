/** Programs of the guarded site; they run under Python 2 and 3. */

/** Guards of every phase. */
export const GUARD = `from mod_python import apache

SECRETS = {'ann': 'a1', 'bob': 'b2', 'eve': 'e3'}


def accesshandler(req):
    if req.uri.find('broken') >= 0:
        raise ValueError('guard broke')
    if req.headers_in.get('X-Inside') == req.get_options().get('inside', 'yes'):
        return apache.OK
    return apache.HTTP_FORBIDDEN


def headerparserhandler(req):
    if req.uri.find('private') >= 0 and req.headers_in.get('X-Inside') != 'yes':
        return apache.HTTP_FORBIDDEN
    return apache.DECLINED


def authenhandler(req):
    password = req.get_basic_auth_pw()
    if password and SECRETS.get(req.user) == password:
        return apache.OK
    return apache.HTTP_UNAUTHORIZED


def others(req):
    password = req.get_basic_auth_pw()
    if req.user not in SECRETS:
        return apache.DECLINED
    return authenhandler(req)


def authzhandler(req):
    if req.user == 'eve':
        return apache.HTTP_FORBIDDEN
    if req.uri.find('private') >= 0 and req.user != 'ann':
        return apache.HTTP_FORBIDDEN
    return apache.OK
`;

/** A page that Python makes. */
export const PAGE = `from mod_python import apache


def handler(req):
    req.content_type = 'text/plain'
    req.write('python says ' + req.uri + '\\n')
    return apache.OK
`;

/** What mod_python.wsgi serves. */
export const APPLICATION = `def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'application\\n']
`;

/** A script that tells who is asking. */
export const CGI = '#!/bin/sh\necho Content-Type: text/plain\necho\necho cgi says $REMOTE_USER\n';
