"""mod_python's API on top of WSGI, for sites moved from mod_python to mod_wsgi.

A moved handler imports from here what it used to import from mod_python:

    from modpython_wsgi import apache, util

and a generated entry script (see entry.py) makes it a WSGI application. The package needs nothing but the standard
library of Python 2.7 or 3.6 and later. It follows mod_python 3.3.1, for which most sites were written, where that
release and 3.5 differ; comments name the source of each fact.
"""
from __future__ import absolute_import

from .errors import Unsupported

__all__ = ['apache', 'cgihandler', 'psp', 'publisher', 'util', 'version', 'Unsupported']

#: Version of this package. `migrate apply` replaces an unchanged older copy in a site.
__version__ = '0.1.0'

#: The version of mod_python whose behaviour is followed (mod_python.mp_version).
mp_version = '3.3.1'

# `import mod_python` was enough for mod_python.version (its __init__.py imports it).
from . import version  # noqa: E402,F401
