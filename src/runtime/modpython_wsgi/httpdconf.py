"""mod_python.httpdconf wrote configuration for mod_python. There is none any more, so there is nothing to write."""

raise ImportError('mod_python.httpdconf generated directives of mod_python; a site on mod_wsgi has no use for them')
