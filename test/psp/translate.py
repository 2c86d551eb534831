"""What the compat package's scanner makes of pages: the twin of src/psp/template.ts.

Reads one base64 encoded page per line, answers with the Python source the same way. The first argument is the folder of
the package, the second the folder that included files come from, with a slash at its end.
"""
import base64
import sys

sys.path.insert(0, sys.argv[1])
from modpython_wsgi.psptemplate import translate  # noqa: E402

for line in sys.stdin:
    source = translate(base64.b64decode(line), None, sys.argv[2]).source
    sys.stdout.write(base64.b64encode(source).decode('ascii') + '\n')
