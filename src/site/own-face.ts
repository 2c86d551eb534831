/** Which directives change what runs. */

/** Directives that change what runs, so that a scope with one of them needs a mount of its own. */
const OWN_FACE = new Set([
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
  return OWN_FACE.has(name) || (/^python\w*handler$/.test(name) && name !== 'pythonconnectionhandler');
}
