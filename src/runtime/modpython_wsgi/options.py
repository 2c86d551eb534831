"""req.get_options(): PythonOption lines, which the moved configuration has as SetEnv or the Mount as a dict."""
from __future__ import absolute_import

from .table import table


# In front of an option whose own name is another variable: SCRIPT_NAME, or one that the site sets with SetEnv.
PREFIX = 'mod_python.option.'


def option_name(variable):
    """Option that a variable brings: its name without the prefix."""
    return variable[len(PREFIX):] if variable.lower().startswith(PREFIX) else variable


def split(options):
    """({name: value}, [variable, ...]): options with a fixed value, and those whose value is in the environ."""
    if isinstance(options, dict):
        return (dict((name, value) for name, value in options.items() if value is not None),
                [name for name, value in options.items() if value is None])
    return {}, list(options)


def environ_keys(variables, environ):
    """Environ key of each option that is set: {key: name}. PythonOption takes no notice of capitals, SetEnv does."""
    found = dict((key, option_name(key)) for key in variables if key in environ)
    missing = dict((key.lower(), option_name(key)) for key in variables if key not in environ)
    if missing:
        found.update((key, missing[key.lower()]) for key in environ if key.lower() in missing)
    return found


def options_of(request):
    """Table of the options of a request, in the order of the Mount. An empty value removes an option."""
    configuration = request.configuration
    values = dict(configuration.fixed_options)
    for key, name in configuration.option_keys(request.environ).items():
        values[name] = request.environ[key]
    order = [name for name in map(option_name, configuration.options) if name in values]
    return table.of_pairs([(name, values[name]) for name in order if values[name] != ''])
