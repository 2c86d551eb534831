"""_apache: there inside of Apache only, with its locks."""
from __future__ import absolute_import

import os
import subprocess
import sys
import unittest

import modpython_wsgi

_HEAD = 'import sys, types, threading\n'
_INSIDE = 'sys.modules["mod_wsgi"] = types.ModuleType("mod_wsgi"); sys.modules["mod_wsgi"].process_group = ""\n'
_LOCKS = '''
from modpython_wsgi import _apache, apache
from modpython_wsgi.server import Server
assert apache._apache is _apache
server, free = Server({}), []
ask = lambda: free.append(_apache._global_trylock(server, 'key'))
def other():
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
_apache._global_lock(server, 'key')
other()
_apache._global_unlock(server, 'key')
other()
print(free)
'''


class ApacheModule(unittest.TestCase):

    def run_python(self, code):
        env = dict(os.environ, PYTHONPATH=os.path.dirname(os.path.dirname(modpython_wsgi.__file__)))
        return subprocess.check_output([sys.executable, '-c', _HEAD + code], env=env).decode('ascii').strip()

    def test_outside_of_apache(self):
        code = 'try:\n    from modpython_wsgi import _apache\nexcept ImportError:\n    print("outside")\n'
        self.assertEqual(self.run_python(code), 'outside')
        self.assertEqual(self.run_python('from modpython_wsgi import apache\nprint(hasattr(apache, "_apache"))'), 'False')

    def test_a_package_of_that_name_is_not_apache(self):
        code = 'sys.modules["mod_wsgi"] = types.ModuleType("mod_wsgi")\n'
        code += 'try:\n    from modpython_wsgi import _apache\nexcept ImportError:\n    print("outside")\n'
        self.assertEqual(self.run_python(code), 'outside')

    def test_locks(self):
        self.assertEqual(self.run_python(_INSIDE + _LOCKS), '[0, 1]')
        self.assertEqual(self.run_python(_INSIDE + 'from modpython_wsgi import apache' + _LOCKS), '[0, 1]')

    def test_arguments(self):
        code = _INSIDE + 'from modpython_wsgi import _apache\nfrom modpython_wsgi.server import Server\n'
        code += 'for args in ((None, "k"), (Server({}), "k", -2)):\n'
        code += '    try:\n        _apache._global_lock(*args)\n    except (TypeError, ValueError) as error:\n'
        code += '        print(type(error).__name__)\n'
        self.assertEqual(self.run_python(code).split(), ['TypeError', 'ValueError'])


if __name__ == '__main__':
    unittest.main()
