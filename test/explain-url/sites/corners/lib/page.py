from mod_python import apache


def handler(req):
    req.content_type = 'text/plain'
    req.write('page\n')
    return apache.OK


one = two = html = other = more = handler
