/** Python around a handler that sends its output bit by bit, or that registers functions for the end of the request. */
import type { Rewrite } from './context.js';
import type { FunctionName } from './names.js';

type FunctionNames = Readonly<Record<FunctionName, string>>;

/** Whether what the handler yields may be text that WSGI does not take. */
export function encodesParts({ layout, dialect, nativeText }: Rewrite): boolean {
  return layout.stream !== undefined && !(dialect === '2' && nativeText);
}

/** The third argument of handlers: a list for functions to be called in the end. @param cleanups which of them take it */
export function cleanupParameter(cleanups: 'all' | 'some' | 'none'): string {
  return { all: ', cleanups', some: ', *cleanups', none: '' }[cleanups];
}

/** @param more further arguments of the handler */
export function asBytesFunction(names: FunctionNames, more: string): readonly string[] {
  return [
    `def ${names.asBytes}(application):`,
    '\t"""Decorate an application so that the texts it yields go out as UTF-8."""',
    `\tdef encoded(environ, start_response${more}):`,
    `\t\tparts = application(environ, start_response${more})`,
    '\t\ttry:',
    '\t\t\tfor part in parts:',
    "\t\t\t\tyield part if isinstance(part, bytes) else part.encode('utf-8')",
    '\t\tfinally:',
    '\t\t\tparts.close()  # the browser may have gone',
    '\treturn encoded',
  ];
}

/**
 * As mod_python did it: after the answer, the last one first, each once and with its one argument; errors are only logged. They
 * run whatever the end of the answer raises, such as the `finally` of a generator whose browser has gone.
 */
export function cleanupBlocks(names: FunctionNames): readonly (readonly string[])[] {
  return [
    [
      `class ${names.answer}(object):`,
      '\t"""The parts of an answer, and functions to call with an argument once it has been sent."""',
      '',
      '\tdef __init__(self, errors):',
      '\t\tself.parts, self.cleanups, self.errors = [], [], errors',
      '',
      '\tdef __iter__(self):',
      '\t\treturn iter(self.parts)',
      '',
      '\tdef close(self):',
      '\t\ttry:',
      "\t\t\tif hasattr(self.parts, 'close'):",
      '\t\t\t\tself.parts.close()',
      '\t\tfinally:',
      '\t\t\twhile self.cleanups:',
      '\t\t\t\tfunction, data = self.cleanups.pop()',
      '\t\t\t\ttry:',
      '\t\t\t\t\tfunction(data)',
      '\t\t\t\texcept Exception:',
      '\t\t\t\t\ttraceback.print_exc(file=self.errors)',
    ],
    [
      `def ${names.withCleanups}(application):`,
      '\t"""Decorate an application so that it gets a list of what to call after the request."""',
      '\tdef cleaned_up(environ, start_response):',
      `\t\tanswer = ${names.answer}(environ['wsgi.errors'])`,
      '\t\ttry:',
      '\t\t\tanswer.parts = application(environ, start_response, answer.cleanups)',
      '\t\texcept BaseException:',
      '\t\t\tanswer.close()',
      '\t\t\traise',
      '\t\treturn answer',
      '\treturn cleaned_up',
    ],
  ];
}
