"""mod_python.version: sites import it to find out which mod_python they run on."""
from __future__ import absolute_import

from . import mp_version as version

HEX_VERSION = 0x03030100
