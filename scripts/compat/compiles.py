"""Prints the files of a folder that are not valid in the Python that runs this: modules, and PSP pages with what they
include.

    PYTHONPATH=src/runtime python3 scripts/compat/compiles.py FOLDER
"""
from __future__ import print_function

import os
import sys

from modpython_wsgi import pspcode, psptemplate


def problem(path):
    """Why a file is not valid; None if it is, or if it holds no Python."""
    with open(path, 'rb') as file:
        data = file.read()
    try:
        if path.endswith(('.py', '.wsgi')):
            compile(data, path, 'exec', 0, True)
        elif b'<%' in data:
            pspcode.compile_page(psptemplate.translate(data, path, os.path.dirname(path) + '/'), path)
    except (SyntaxError, TypeError, ValueError) as error:   # TypeError: a NUL byte, in Python 2
        return error
    except IOError:
        return None             # an included file that is not there: it is so in every Python
    return None


for folder, _, names in os.walk(sys.argv[1]):
    for name in sorted(names):
        path = os.path.join(folder, name)
        if os.path.exists(path) and name.endswith(('.py', '.psp', '.html')) and problem(path) is not None:
            print(os.path.relpath(path, sys.argv[1]))
