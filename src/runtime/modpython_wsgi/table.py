"""apache.table: the case-insensitive, ordered multi-map behind headers, notes, options and environments.

Behaviour after src/tableobject.c of mod_python and apr_tables.c of APR: setting an item replaces all of its name,
add() appends, a name that occurs twice gives a list when indexed and the first value through get().
"""
from .text import TEXT_TYPES, native


class table(object):
    """table(), table(mapping) or table(pairs); keys and values of the argument are passed through str()."""

    __slots__ = ('_entries',)
    __hash__ = None

    def __init__(self, items=()):
        self._entries = []              # [lower-case key, key, value] in order of insertion
        if items:
            self._merge(items)

    @classmethod
    def of_pairs(cls, pairs):
        """A table of (key, value) pairs that are known to be native strings with distinct keys."""
        made = cls()
        made._entries = [[key.lower(), key, value] for key, value in pairs]
        return made

    def __getitem__(self, key):
        wanted = native(key).lower()
        values = [entry[2] for entry in self._entries if entry[0] == wanted]
        if not values:
            raise KeyError(key)
        return values[0] if len(values) == 1 else values

    def get(self, key, default=None):
        """First value of `key`."""
        wanted = native(key).lower()
        for entry in self._entries:
            if entry[0] == wanted:
                return entry[2]
        return default

    def __setitem__(self, key, value):
        key, value = native(key), native(value)
        wanted = key.lower()
        found = [entry for entry in self._entries if entry[0] == wanted]
        if not found:
            self._entries.append([wanted, key, value])
            return
        found[0][2] = value             # the first place and the first spelling stay (apr_table_set)
        if len(found) > 1:
            self._entries = [entry for entry in self._entries if entry[0] != wanted or entry is found[0]]

    def __delitem__(self, key):
        wanted = native(key).lower()
        self._entries = [entry for entry in self._entries if entry[0] != wanted]

    def add(self, key, value):
        """Append a value and keep the others of that name."""
        key, value = native(key), native(value)
        self._entries.append([key.lower(), key, value])

    def __contains__(self, key):
        wanted = native(key).lower()
        return any(entry[0] == wanted for entry in self._entries)

    def has_key(self, key):
        """1 or 0, as in C."""
        return int(key in self)

    def __len__(self):
        return len(self._entries)

    def keys(self):
        """All keys, repeated as often as they occur."""
        return [entry[1] for entry in self._entries]

    def values(self):
        """All values, in the order of keys()."""
        return [entry[2] for entry in self._entries]

    def items(self):
        """All (key, value) pairs."""
        return [(entry[1], entry[2]) for entry in self._entries]

    def iterkeys(self):
        """As keys(), one by one; RuntimeError if the table changes its size meanwhile."""
        return self._each(lambda entry: entry[1])

    def itervalues(self):
        """As values(), one by one."""
        return self._each(lambda entry: entry[2])

    def iteritems(self):
        """As items(), one by one."""
        return self._each(lambda entry: (entry[1], entry[2]))

    __iter__ = iterkeys

    def _each(self, select):
        size = len(self._entries)
        for position in range(size):
            if len(self._entries) != size:
                raise RuntimeError('table changed size during iteration')
            yield select(self._entries[position])

    def setdefault(self, key, default=''):
        """Value of `key`, which is set to `default` first if it is missing."""
        value = self.get(key)
        if value is None:
            self[key] = default
            value = self.get(key)
        return value

    def popitem(self):
        """Remove and return a pair; KeyError when there is none."""
        if not self._entries:
            raise KeyError('popitem(): table is empty')
        entry = self._entries.pop(0)
        return entry[1], entry[2]

    def update(self, other):
        """Set every item of a mapping; keys and values are passed through str(). AttributeError for a list of pairs."""
        self._merge_mapping(other)

    def clear(self):
        """Remove everything."""
        self._entries = []

    def copy(self):
        """An independent table; a name that occurs twice is there once, in its first place, with its last value.

        That is how mod_python copied (apr_table_overlap with APR_OVERLAP_TABLES_SET).
        """
        made = table()
        for _, key, value in self._entries:
            made[key] = value
        return made

    def _merge(self, other):
        if hasattr(other, 'keys'):
            self._merge_mapping(other)
            return
        for position, pair in enumerate(other):
            pair = tuple(pair)
            if len(pair) != 2:
                raise ValueError('table update sequence element #%d has length %d; 2 is required'
                                 % (position, len(pair)))
            self[_text(pair[0])] = _text(pair[1])

    def _merge_mapping(self, other):
        for key in other.keys():
            self[_text(key)] = _text(other[key])

    def _as_dict(self):
        return dict((key, self[key]) for key in self.keys())

    def __repr__(self):
        # The C code walks the entries from the last to the first.
        return '{%s}' % ', '.join('%r: %r' % (entry[1], entry[2]) for entry in reversed(self._entries))

    def __eq__(self, other):
        return self._as_dict() == _plain(other)

    def __ne__(self, other):
        return not self == other

    def __lt__(self, other):
        return self._as_dict() < _plain(other)

    def __le__(self, other):
        return self._as_dict() <= _plain(other)

    def __gt__(self, other):
        return self._as_dict() > _plain(other)

    def __ge__(self, other):
        return self._as_dict() >= _plain(other)


# The name that error messages gave it; pickles find it by that name, too.
table.__name__ = 'mp_table'
mp_table = table


def _plain(other):
    return other._as_dict() if isinstance(other, table) else other


def _text(value):
    return value if isinstance(value, TEXT_TYPES) else str(value)
