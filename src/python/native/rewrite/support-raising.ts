/** Python for ends by exception: the exceptions, and the decorator that answers them. */

import type { RaisedType } from '../raising.js';
import type { FunctionName } from './names.js';
import type { Support } from './support-code.js';
import { cleanupParameter } from './support-stream.js';

type FunctionNames = Readonly<Record<FunctionName, string>>;

export interface RaisedSupport {
  readonly errors: boolean;
  readonly redirects: boolean;
  /** Some redirect brings headers. */
  readonly carries: boolean;
  readonly type: RaisedType;
}

export function exceptionClasses(
  names: FunctionNames,
  { errors, redirects }: RaisedSupport,
): readonly (readonly string[])[] {
  const base = errors ? names.httpError : 'Exception';
  return [
    ...(errors
      ? [
          [
            `class ${names.httpError}(Exception):`,
            '\t"""Ends the request with an error: its status, and headers that go with it."""',
          ],
        ]
      : []),
    ...(redirects
      ? [
          [
            `class ${names.redirectError}(${base}):`,
            '\t"""Ends the request: the browser is sent to another address."""',
          ],
        ]
      : []),
  ];
}

/** The call that answers a redirect by exception. */
function redirectCall({ names, forms, redirect }: Support, { type, carries }: RaisedSupport): string {
  if (redirect?.typeless) return `${names.redirect}(environ, start_response, *error.args)`;
  const text = type === 'default' ? `${names.defaultType}(environ)` : type;
  if (forms.type === 'variable')
    return `${names.redirect}(start_response, error.args[0], ${text}, *error.args[1:])`;
  if (carries && type !== 'default') return `${names.redirect}(start_response, *error.args)`;
  const headers = type === 'default' ? `${names.typeHeaders}(environ)` : `[('Content-Type', ${type})]`;
  return carries
    ? `${names.redirect}(start_response, *error.args[:3], headers=error.args[3] + ${headers})`
    : `${names.redirect}(start_response, *error.args, headers=${headers})`;
}

export function answerErrorsFunction(support: Support, raised: RaisedSupport): readonly string[] {
  const { names, cleanups } = support;
  const more = cleanupParameter(cleanups);
  const { errors, redirects } = raised;
  const sent = redirectCall(support, raised);
  return [
    `def ${names.answerErrors}(application):`,
    '\t"""Decorate an application so that the exceptions that end a request are answered."""',
    `\tdef answered(environ, start_response${more}):`,
    '\t\ttry:',
    `\t\t\treturn application(environ, start_response${more})`,
    ...(redirects ? [`\t\texcept ${names.redirectError} as error:`, `\t\t\treturn ${sent}`] : []),
    ...(errors
      ? [
          `\t\texcept ${names.httpError} as error:`,
          `\t\t\treturn ${names.error}(start_response, *error.args)`,
        ]
      : []),
    '\treturn answered',
  ];
}
