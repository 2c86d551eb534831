/** How each end of a handler is sent: by which function, with which status, type, headers and body. */
import { isBytes } from '../bytes-types.js';
import type { Exit, Flow } from '../flow/flow.js';
import { isBehind } from '../flow/stream.js';
import { certainty } from '../response-state.js';
import { statusLine } from '../status.js';
import type { UnitFunction } from '../unit.js';
import type { WriteUse } from '../uses/uses.js';
import { listSum } from './code-lines.js';
import type { Rewrite } from './context.js';
import { hasNoBody, isBareRedirect, isBodilessResult, keepsHeaders, sendsFile } from './exit-kinds.js';
import { type Kept, keptIn } from './kept.js';
import type { Layout } from './layout.js';
import { setsLength } from './own-length.js';

/** The function that sends the answer; undefined where it is written out, or where another function of the unit answers. */
export function senderOf(
  rewrite: Rewrite,
  exit: Exit,
): 'respond' | 'error' | 'moved' | 'redirect' | undefined {
  if (isStreamed(rewrite, exit)) return undefined;
  switch (exit.end.kind) {
    case 'tail':
      return undefined;
    case 'redirect':
      return 'redirect';
    case 'answer':
      return isWrittenOut(rewrite, exit) ? undefined : 'respond';
    case 'error':
      if (isBodilessResult(exit)) return undefined;
      return exit.end.code < 400 ? 'moved' : 'error';
  }
}

/** An answer without a function that sends it: the only one, one without a body, or one with a length of its own. */
function isWrittenOut(rewrite: Rewrite, exit: Exit): boolean {
  return hasNoBody(exit) || isBareRedirect(exit) || rewrite.inline || setsLength(exit) || sendsFile(exit);
}

/** Whether the answer has been sent bit by bit when this end comes. */
export function isStreamed({ layout }: Rewrite, exit: Exit): boolean {
  return layout.stream !== undefined && isBehind(layout.stream.start, exit);
}

export function statusText(rewrite: Rewrite, exit: Exit): string {
  return certainty(exit.state.status) === 'never' ? `'${statusLine(200)}'` : rewrite.names.status;
}

/** Whether Apache's type for the extension of the address is that of the answer. */
export function takesDefaultType(rewrite: Rewrite, exit: Exit): boolean {
  const sends = exit.end.kind === 'answer' || exit.end.kind === 'redirect';
  if (!sends || hasNoBody(exit) || isBareRedirect(exit)) return false;
  return rewrite.layout.type === 'variable' && certainty(exit.state.type) !== 'always';
}

export function typeText(rewrite: Rewrite, exit: Exit): string {
  return certainty(exit.state.type) === 'never' ? defaultType(rewrite) : rewrite.names.type;
}

/** What Apache makes of the extension of the address. */
export function defaultType(rewrite: Rewrite): string {
  return `${rewrite.functionNames.defaultType}(${rewrite.names.environ})`;
}

/** Whether no redirect has a content type of its own, and the function that sends them looks for that of the address. */
export function isTypelessRedirect(layout: Layout, flow: Flow): boolean {
  return (
    layout.type === 'variable' &&
    [...flow.exits, ...flow.raised].every(
      (exit) => exit.end.kind !== 'redirect' || exit.state.type.uses.size === 0,
    )
  );
}

/** Whether the variable exists from the start of the function. */
export function isGiven(rewrite: Rewrite, fn: UnitFunction, kept: Kept): boolean {
  const layout = rewrite.layout.functions.get(fn);
  return layout !== undefined && (layout.given.has(kept) || layout.top.has(kept));
}

/** The body of an answer; undefined where nothing was written. */
export function bodyText(rewrite: Rewrite, exit: Exit): string | undefined {
  const there = isGiven(rewrite, exit.fn, 'body') || keptIn(exit.state, 'body', rewrite.layout) !== 'never';
  return there ? rewrite.names.body : undefined;
}

/** The body is one text that is bytes in either version of Python. */
export function sendsBytes({ layout }: Rewrite, { state, fn }: Exit): boolean {
  const writes = [...state.body.uses];
  return layout.body === 'text' && writes.length > 0 && writes.every((use) => isBytesWrite(fn, use));
}

export function isBytesWrite(fn: UnitFunction, use: WriteUse): boolean {
  return fn.uses.includes(use) && isBytes({ scope: fn.scope, byLeaf: fn.byLeaf }, use.argument);
}

/** The headers of an answer, or those that an error keeps; undefined where there are none. */
export function headersText(rewrite: Rewrite, exit: Exit): string | undefined {
  const { names, layout } = rewrite;
  const apart = layout.errors === 'apart' && hasKept(rewrite, exit, 'errors') ? names.errors : undefined;
  if (exit.end.kind === 'error' && !isBodilessResult(exit)) {
    return keepsHeaders(exit) ? (layout.errors === 'apart' ? apart : names.headers) : undefined;
  }
  const own = hasKept(rewrite, exit, 'headers') ? names.headers : undefined;
  const moved = layout.location === 'variable' && certainty(exit.state.location) === 'always';
  const parts = [own, apart, moved ? `[('Location', ${names.location})]` : undefined];
  const lists = parts.filter((part) => part !== undefined);
  return lists.length > 0 ? listSum(lists) : undefined;
}

function hasKept(rewrite: Rewrite, exit: Exit, kept: Kept): boolean {
  return isGiven(rewrite, exit.fn, kept) || keptIn(exit.state, kept, rewrite.layout) !== 'never';
}

/** Headers as start_response() takes them. */
export function headerItems(rewrite: Rewrite, exit: Exit): string | undefined {
  const headers = headersText(rewrite, exit);
  return headers !== undefined && rewrite.layout.headers === 'object' ? `${headers}.items()` : headers;
}
