/** Which directives change what runs. */

/** Directives with one value that change what runs, so that a scope with one of them needs a mount of its own. */
export const SINGLE_VALUES: ReadonlySet<string> = new Set([
  'pythonpath',
  'pythoninterpreter',
  'pythoninterpperdirectory',
  'pythoninterpperdirective',
  'pythondebug',
  'pythonautoreload',
  'pythonhandlermodule',
]);

/** Whether the directive changes what runs, so that a scope with it needs a mount of its own. */
export function hasOwnFace(directive: string): boolean {
  const name = directive.toLowerCase();
  return SINGLE_VALUES.has(name) || (/^python\w*handler$/.test(name) && name !== 'pythonconnectionhandler');
}
