from mod_python import apache


def accesshandler(req):
    return apache.OK


def fixup(req):
    return apache.OK
