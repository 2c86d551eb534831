"""The file of a request whose address was changed by a handler that runs before Apache maps addresses to files."""
from __future__ import absolute_import

from . import facts

#: Members that follow from the file; what has been read of them so far is forgotten.
_MEMBERS = ('filename', 'canonical_filename', 'path_info', 'finfo', 'typed_name', 'mime_type')


def map_again(request):
    """Map the address of `request` to a file once more, if it is another one now (server/core.c, ap_core_translate).

    Only below DocumentRoot: of an Alias nobody knows here whether it holds for the new address.
    """
    root, before = facts.document_root(request.environ), facts.uri(request.environ)
    found = request._mapping
    if request.uri == before or request.filename != found[0] or found != facts.translate(root, before):
        return
    for name in _MEMBERS:
        request.__dict__.pop('_%s_' % name, None)
    request.__dict__['_mapping_'] = facts.translate(root, request.uri)
