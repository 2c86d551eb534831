"""What mod_python's own scanner makes of pages: one base64 encoded page per line in, its Python the same way out.

The scanner prints what it drops to standard output, so the answers go to standard error. Pages must be UTF-8 and without
includes. Arguments are folders to find mod_python's _psp module in.
"""
import base64
import sys

sys.path[:0] = sys.argv[1:]
import _psp  # noqa: E402

for line in sys.stdin:
    made = _psp.parsestring(base64.b64decode(line))
    if not isinstance(made, bytes):
        made = made.encode('utf-8')
    sys.stderr.write(base64.b64encode(made).decode('ascii') + '\n')
