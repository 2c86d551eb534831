/** Python for cookies: those of the request, and the date that one of the answer ends on. */
import type { FunctionName } from './names.js';
import { definition } from './support-code.js';

type FunctionNames = Readonly<Record<FunctionName, string>>;

/** The pattern is mod_python's (Cookie.py): the classes of the standard library give up at names that it takes. */
export function readCookiesFunction(names: FunctionNames): readonly string[] {
  return definition(
    names.cookies,
    'environ',
    'Return the cookies of the request by name; of several with one name the last.',
    [
      "# mod_python's pattern: SimpleCookie gives up at a name that it does not like",
      String.raw`pattern = r'[, ]*([^;= ]+) *(?:= *)?("(?:[^\\"]|\\.)*"|[^;]*)\s*;?'`,
      "found = re.findall(pattern, environ.get('HTTP_COOKIE', ''))",
      "return dict((name, value) for name, value in found if not name.startswith('$'))",
    ],
  );
}

export function cookieDateFunction(names: FunctionNames): readonly string[] {
  return definition(names.cookieDate, 'seconds', 'Return a time as the date that a cookie expires on.', [
    "return time.strftime('%a, %d-%b-%Y %H:%M:%S GMT', time.gmtime(seconds))",
  ]);
}
