/** Arguments of the Python*Handler directives: RAW_ARGS, so quotes are not honoured (apache-config.md B5). */

export interface HandlerArgs {
  /** `module::object` words as written. */
  readonly handlers: readonly string[];
  /** With their dot: `.html`. Empty when the directive has no `|`. */
  readonly extensions: readonly string[];
}

export function describeHandlerArgs(args: string): HandlerArgs {
  const bar = args.indexOf('|');
  const words = (text: string) => text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '');
  if (bar < 0) return { handlers: words(args), extensions: [] };
  return { handlers: words(args.slice(0, bar)), extensions: words(args.slice(bar + 1)) };
}

export interface HandlerName {
  /** Dotted module, or a path in mod_python 3.3.1. */
  readonly module: string;
  /** Dotted object inside the module; '' when the phase's default name is meant. */
  readonly object: string;
}

/** Splits at the first `::` (mod_python.md §1.1). */
export function splitHandler(handler: string): HandlerName {
  const cut = handler.indexOf('::');
  return cut < 0
    ? { module: handler, object: '' }
    : { module: handler.slice(0, cut), object: handler.slice(cut + 2) };
}

/** Whether a content handler is that of mod_python's own module, whose function may be named: `mod_python.psp::handler`. */
export function isStandardHandler(handler: string, name: 'psp' | 'publisher'): boolean {
  const { module, object } = splitHandler(handler);
  return module === `mod_python.${name}` && (object === '' || object === 'handler');
}

/** Name of the function that a phase calls when the directive names none: `PythonAuthenHandler` → `authenhandler`. */
export function defaultObject(directive: string): string {
  return directive.replace(/^Python/i, '').toLowerCase();
}
