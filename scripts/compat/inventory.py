"""Prints the inventories of the compat package's tests as JSON, for generate.ts.

    PYTHONPATH=src/runtime:test/runtime python scripts/compat/inventory.py
"""
import json
import sys

from core import inventory as core
from lib import inventory as lib
from modpython_wsgi import apache

#: Beginnings of the names of constants, longest first: APR_FINFO_ is a family of its own.
FAMILIES = ('MODULE_MAGIC_NUMBER_', 'APR_FINFO_', 'PROXYREQ_', 'REQUEST_', 'AP_MPMQ_', 'AP_CONN_', 'AP_REQ_', 'REMOTE_',
            'FINFO_', 'APLOG_', 'HTTP_', 'REQ_', 'APR_', 'URI_', 'M_', '')


def constants():
    """The constants of apache by family."""
    found = dict((family, []) for family in FAMILIES)
    for name in sorted(name for name in dir(apache) if name.isupper() and name not in core.APACHE):
        found[next(family for family in FAMILIES if name.startswith(family))].append(name)
    return [(family, found[family]) for family in sorted(FAMILIES, key=lambda family: (family == '', family))]


def objects():
    """(title, {name: note}) of each object and module."""
    titles = core.OBJECTS + lib.OBJECTS + lib.MODULES
    return [(title, dict(names, **lib.REQUEST) if title == 'request' else names) for title, names in titles]


json.dump({
    'objects': objects(),
    'dropped': core.DROPPED,
    'absentModules': lib.ABSENT_MODULES,
    'never': lib.NEVER,
    'constants': constants(),
}, sys.stdout, sort_keys=True)
