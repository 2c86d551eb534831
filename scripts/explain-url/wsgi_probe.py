"""Stands in for the entry scripts of a migrated site (Python 2.7 and 3): reports in a header how mod_wsgi came to it."""
import json

FACTS = (
    'SCRIPT_NAME',
    'SCRIPT_FILENAME',
    'PATH_INFO',
    'mod_wsgi.process_group',
    'mod_wsgi.application_group',
    'mod_wsgi.handler_script',
)


def application(environ, start_response):
    facts = dict((key, environ.get(key)) for key in FACTS)
    facts['script'] = __file__
    start_response('200 OK', [('Content-Type', 'text/plain'), ('X-Probe-Wsgi', json.dumps(facts))])
    return [b'']


handle_request = application


def allow_access(environ, host):
    return True


def check_password(environ, user, password):
    return True


def groups_for_user(environ, user):
    return []
