/** What members of the standard library of Python 2 are, as far as publisher modules import them by name. */
export type KnownMember =
  | { readonly kind: 'refused' }
  | { readonly kind: 'function'; readonly takes: readonly string[] };

/** Functions written in Python, with the parameters that a form could fill. */
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  'cgi.escape': ['s', 'quote'],
  'os.path.join': ['a'],
  'os.path.basename': ['p'],
  'os.path.dirname': ['p'],
  'os.path.exists': ['path'],
  'urllib.quote': ['s', 'safe'],
  'urllib.quote_plus': ['s', 'safe'],
  'urllib.unquote': ['s'],
  'urllib.unquote_plus': ['s'],
  'urllib.urlencode': ['query', 'doseq'],
  'xml.sax.saxutils.escape': ['data', 'entities'],
  'xml.sax.saxutils.quoteattr': ['data', 'entities'],
};

/** Modules, classes and functions written in C: none of them was served. */
const REFUSED = new Set([
  'os.path',
  'datetime.date',
  'datetime.datetime',
  'datetime.time',
  'datetime.timedelta',
  'decimal.Decimal',
  'cStringIO.StringIO',
  'StringIO.StringIO',
  'time.ctime',
  'time.gmtime',
  'time.localtime',
  'time.mktime',
  'time.sleep',
  'time.strftime',
  'time.strptime',
  'time.time',
]);

/** For publishedNames(); what is not listed cannot be seen. */
/** undefined where it is not known. */
export function knownMember(module: string, member: string): KnownMember | undefined {
  const path = `${module}.${member}`;
  const takes = Object.hasOwn(FUNCTIONS, path) ? FUNCTIONS[path] : undefined;
  if (takes) return { kind: 'function', takes };
  return REFUSED.has(path) ? { kind: 'refused' } : undefined;
}
