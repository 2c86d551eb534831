"""Conditional requests: meets_conditions, set_etag, set_last_modified, update_mtime.

After Apache 2.4: ap_meets_conditions and ap_condition_* in modules/http/http_protocol.c, ap_make_etag in
server/util_etag.c. Times are compared in whole seconds.
"""
from __future__ import absolute_import

import time

from . import constants, facts, httpdate


class Conditions(object):
    """The part of a request object that deals with validators of the answer."""

    _mtime = 0.0        # r->mtime: 0 until update_mtime()

    @property
    def mtime(self):
        """When the resource was last modified, as far as update_mtime() was told."""
        return self._mtime

    def update_mtime(self, mtime):
        """Note a time of modification in seconds; the latest counts. Fractions are cut off."""
        if not isinstance(mtime, (int, float)) and not hasattr(mtime, '__float__'):
            raise TypeError('a float is required')
        self._mtime = max(self._mtime, float(int(mtime)))

    def set_last_modified(self):
        """Set Last-Modified from mtime, but never in the future."""
        self.headers_out['Last-Modified'] = httpdate.write(min(self._mtime, self.request_time))

    def set_etag(self):
        """Set ETag from size and time of the file that finfo is about (FileETag MTime Size); update_mtime() is no part
        of it. Where there is no file Apache takes the time of the directory in which it looked for it.
        """
        info = self.finfo
        if info.filetype == constants.APR_NOFILE:
            info = facts.file_information((self._mapping[0] or '').rpartition('/')[0])
        self.headers_out['ETag'] = _etag(self.finfo.size, info._mtime_exact or 0, self.request_time)

    def meets_conditions(self):
        """OK, or HTTP_NOT_MODIFIED or HTTP_PRECONDITION_FAILED to be returned to the client.

        If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since are judged by ETag and Last-Modified in
        headers_out. An int, as in 3.3.1 (a long in 3.5, which the dispatcher refused).
        """
        if not 200 <= self.status < 300 or self.no_local_copy:
            return constants.OK
        if _fails_match(self) or _modified_since(self, 'If-Unmodified-Since') is True:
            return constants.HTTP_PRECONDITION_FAILED
        reading = self.method_number == constants.M_GET
        verdicts = [_none_match(self, reading)]
        if verdicts[0] and not reading:
            return constants.HTTP_PRECONDITION_FAILED
        if reading:
            unchanged = _modified_since(self, 'If-Modified-Since')
            verdicts.append(None if unchanged is None else not unchanged)
        if 'If-Unmodified-Since' in self.headers_in or ('If-Range' in self.headers_in and 'Range' in self.headers_in):
            return constants.OK
        given = [verdict for verdict in verdicts if verdict is not None]
        return constants.HTTP_NOT_MODIFIED if given and all(given) else constants.OK


def validators(info, now):
    """Header pairs that go with a file that is sent as it is; `info` is its finfo, `now` the time of the request."""
    mtime = info._mtime_exact
    return [('Last-Modified', httpdate.write(min(mtime, now))), ('ETag', _etag(info.size, mtime, now)),
            ('Accept-Ranges', 'bytes')]


def _etag(size, mtime, now):
    tag = '"%s%x"' % ('%x-' % size if size is not None else '', int(round(mtime * 1000000)))
    # The file may change again within the resolution of its time.
    return 'W/' + tag if now - mtime < 1.0 else tag


def range_allowed(request):
    """True unless If-Range says that the client's parts belong to another version of the resource."""
    value = request.headers_in.get('If-Range')
    if value is None:
        return True
    if value.startswith('"'):
        return value == request.headers_out.get('ETag')
    return httpdate.read(value) == _last_modified(request)


def _last_modified(request):
    """Last-Modified of the answer in seconds; without it mtime, or now."""
    stated = httpdate.read(request.headers_out.get('Last-Modified'))
    return stated if stated is not None else int(request.mtime or time.time())


def _modified_since(request, header):
    """None without the header; else True if the resource was modified after the date in it.

    A date in the future is no valid one for If-Modified-Since and counts as "modified".
    """
    value = request.headers_in.get(header)
    if value is None:
        return None
    date = httpdate.read(value)
    if date is None:
        return header == 'If-Modified-Since'
    if header == 'If-Modified-Since' and date > int(request.request_time):
        return True
    return _last_modified(request) > date


def _fails_match(request):
    """True if If-Match names other entities than the answer's."""
    value = request.headers_in.get('If-Match')
    if value is None or value.startswith('*'):
        return False
    tag = request.headers_out.get('ETag')
    return tag is None or tag.startswith('W/') or tag not in _tags(value)


def _none_match(request, reading):
    """None without If-None-Match; else True if it names the answer's entity.

    Weak tags count for GET and HEAD without Range only.
    """
    value = request.headers_in.get('If-None-Match')
    if value is None:
        return None
    if value.startswith('*'):
        return True
    tag = request.headers_out.get('ETag')
    if tag is None:
        return False
    if reading and 'Range' not in request.headers_in:
        return _strong(tag) in [_strong(other) for other in _tags(value)]
    return not tag.startswith('W/') and tag in _tags(value)


def _tags(value):
    return [tag.strip() for tag in value.split(',')]


def _strong(tag):
    return tag[2:] if tag.startswith('W/') else tag
