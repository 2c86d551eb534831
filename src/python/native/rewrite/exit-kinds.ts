/** Kinds of ends that are written in ways of their own. */
import type { Exit, Flow } from '../flow/flow.js';
import { certainty } from '../response-state.js';
import { isBodiless } from '../status.js';

/** Ends that send what was set up: not those with a page of the server's. */
export function answers(flow: Flow): readonly Exit[] {
  return flow.exits.filter((exit) => exit.end.kind === 'answer' || exit.end.kind === 'redirect');
}

/** An answer whose status is always the same and allows no body. */
export function hasNoBody(exit: Exit): boolean {
  if (exit.end.kind !== 'answer' || certainty(exit.state.status) !== 'always') return false;
  return [...exit.state.status.uses].every((use) => isBodiless(use.code));
}

/** A redirect that the handler makes itself: a status and Location, and neither page nor type. */
export function isBareRedirect(exit: Exit): boolean {
  const { status, body, file, type, length } = exit.state;
  if (exit.end.kind !== 'answer' || certainty(status) !== 'always') return false;
  const redirects = [...status.uses].every(({ code }) => code >= 300 && code < 400 && !isBodiless(code));
  return redirects && [body, file, type, length].every((slot) => slot.uses.size === 0);
}

/** `return apache.HTTP_NOT_MODIFIED`, `return apache.HTTP_NO_CONTENT`: Apache makes no page for them, and keeps all headers. */
export function isBodilessResult(exit: Exit): boolean {
  return exit.end.kind === 'error' && isBodiless(exit.end.code);
}

/** An answer that is a file, at least on some ways. */
export function sendsFile(exit: Exit): boolean {
  return exit.end.kind === 'answer' && exit.state.file.uses.size > 0;
}

/** An error answer that keeps headers: those of err_headers_out, and with 204 and 304, which have no page, all. */
export function keepsHeaders(exit: Exit): boolean {
  const { headers, errors } = exit.state;
  if (isBodilessResult(exit)) return headers.uses.size + errors.uses.size > 0;
  return exit.end.kind === 'error' && errors.uses.size > 0;
}
