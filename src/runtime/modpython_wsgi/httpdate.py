"""Dates of HTTP headers, independent of the locale (RFC 7231, section 7.1.1.1)."""
import calendar
import re
import time

_DAYS = ('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')
_MONTHS = ('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec')

#: The three forms a client may send: RFC 1123, RFC 850 and asctime().
_FORMS = (re.compile(r'\w{3}, (?P<day>\d\d?) (?P<month>\w{3}) (?P<year>\d{4}) (?P<time>\d\d:\d\d:\d\d)'),
          re.compile(r'\w{6,9}, (?P<day>\d\d?)-(?P<month>\w{3})-(?P<year>\d\d) (?P<time>\d\d:\d\d:\d\d)'),
          re.compile(r'\w{3} (?P<month>\w{3}) (?P<day>[ \d]\d) (?P<time>\d\d:\d\d:\d\d) (?P<year>\d{4})'))


def write(seconds):
    """Date of a time in seconds since 1970: 'Mon, 15 Jun 2009 12:00:00 GMT'."""
    moment = time.gmtime(seconds)
    return '%s, %02d %s %d %02d:%02d:%02d GMT' % (
        _DAYS[moment.tm_wday], moment.tm_mday, _MONTHS[moment.tm_mon - 1], moment.tm_year, moment.tm_hour,
        moment.tm_min, moment.tm_sec)


def read(text):
    """Seconds since 1970 of a header's date, or None if it is none."""
    for form in _FORMS:
        match = form.match(text or '')
        if match and match.group('month') in _MONTHS:
            return _seconds(**match.groupdict())
    return None


def _seconds(day, month, year, time):
    number = int(year)
    if number < 100:
        number += 2000 if number < 70 else 1900
    hours, minutes, seconds = [int(part) for part in time.split(':')]
    try:
        return calendar.timegm((number, _MONTHS.index(month) + 1, int(day), hours, minutes, seconds))
    except ValueError:
        return None
