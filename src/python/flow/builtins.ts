/** Builtin functions of Python 2.7 and 3, by what they do with an object they get. */

/** They look at it and keep nothing. */
export const LOOKING = new Set(
  'bool callable cmp hash id isinstance len print repr str type unicode abs all any hasattr'.split(' '),
);

/** Builtins, and functions of the standard library, that take text, numbers and paths: with a request they end in a TypeError. */
const FOR_TEXT =
  /^(?:(?:open|file|int|float|long|ord|chr|unichr|round|divmod|pow|hex|oct|range|xrange)|(?:os\.path|posixpath|re|time|datetime|math|mimetypes|hashlib|md5|sha|base64|binascii|urlparse|urllib\.parse|textwrap|struct|zlib|fnmatch|crypt)\.[\w.]+|os\.(?!popen|fdopen|dup)\w+|(?:urllib|cgi|xml\.sax\.saxutils|html)\.(?:un)?(?:quote|escape)(?:_plus)?|urllib\.urlencode|sys\.exit)$/;

/** Functions of the standard library that call `write` of what they get, and nothing else. */
const PRINTING = /^(?:traceback\.print_\w+|pprint\.pprint)$/;

/** Nothing is done behind such a call that only a request could, besides writing to it. */
export function isForText(name: string): boolean {
  return FOR_TEXT.test(name) || isPrinting(name);
}

/** `traceback.print_exc(file=req)` */
export function isPrinting(name: string): boolean {
  return PRINTING.test(name);
}

/** They give back what they get, or something that holds it. */
export const COLLECTING = new Set(
  'list tuple set frozenset dict sorted reversed iter enumerate zip filter min max next'.split(' '),
);

/** They give one of the members of what they get, or what they get. */
export const CHOOSING = new Set(['max', 'min', 'next']);

/** They give pairs of it and something else. */
export const PAIRING = new Set(['enumerate', 'zip']);

/** They name one of its attributes. */
export const ATTRIBUTE_FUNCTIONS = new Set(['getattr', 'setattr', 'delattr', 'hasattr']);

export const BUILTINS = new Set(
  (
    'ArithmeticError AssertionError AttributeError BaseException BufferError BytesWarning DeprecationWarning EOFError ' +
    'EnvironmentError Exception False FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning ' +
    'IndentationError IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError None NotImplemented ' +
    'NotImplementedError OSError OverflowError PendingDeprecationWarning ReferenceError RuntimeError RuntimeWarning ' +
    'StandardError StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError True TypeError ' +
    'UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning ' +
    'UserWarning ValueError Warning ZeroDivisionError __debug__ __doc__ __import__ __name__ __package__ __file__ ' +
    '__builtins__ abs all any apply basestring bin bool buffer bytearray bytes callable chr classmethod cmp coerce ' +
    'compile complex copyright credits delattr dict dir divmod enumerate eval execfile exit file filter float format ' +
    'frozenset getattr globals hasattr hash help hex id input int intern isinstance issubclass iter len license list ' +
    'locals long map max memoryview min next object oct open ord pow print property quit range raw_input reduce reload ' +
    'repr reversed round set setattr slice sorted staticmethod str sum super tuple type unichr unicode vars xrange zip ' +
    'ascii breakpoint exec Ellipsis BlockingIOError ChildProcessError ConnectionError FileExistsError FileNotFoundError ' +
    'InterruptedError IsADirectoryError ModuleNotFoundError NotADirectoryError PermissionError ProcessLookupError ' +
    'RecursionError ResourceWarning StopAsyncIteration TimeoutError BaseExceptionGroup ExceptionGroup __spec__ __loader__ ' +
    '__class__ __module__ __qualname__ WindowsError'
  ).split(' '),
);
