/** What may have been set of the answer at one point of a handler. */
import type { FileUse, HeaderUse, StatusUse, TypeUse, Use, WriteUse } from './uses/uses.js';

/** The uses that may have given a part of the answer its value, and whether there is a way here without any. */
export interface Slot<U extends Use> {
  readonly uses: ReadonlySet<U>;
  readonly none: boolean;
}

export interface ResponseState {
  readonly body: Slot<WriteUse>;
  /** A file that is sent as it is. */
  readonly file: Slot<FileUse>;
  readonly type: Slot<TypeUse>;
  readonly status: Slot<StatusUse>;
  /** Headers of headers_out but Location and Content-Length. */
  readonly headers: Slot<HeaderUse>;
  /** Those of them that are cookies. */
  readonly cookies: Slot<HeaderUse>;
  /** Those of err_headers_out, which errors keep. */
  readonly errors: Slot<HeaderUse>;
  readonly location: Slot<HeaderUse>;
  /** Content-Length, where the handler sets it itself. */
  readonly length: Slot<HeaderUse>;
  /** The methods that req.allow_methods() gave, if it was called on every way. */
  readonly allow: readonly string[] | undefined;
  /** On some way here something went out to the client already: status and headers are fixed. */
  readonly sent: boolean;
  /** On every way here subprocess_env was filled with the CGI variables. */
  readonly cgi: boolean;
  /** req.get_basic_auth_pw(), which sets req.user to what the browser sent. */
  readonly password: Slot<HeaderUse>;
}

function nothing<U extends Use>(): Slot<U> {
  return { uses: new Set(), none: true };
}

export const FRESH: ResponseState = {
  body: nothing(),
  file: nothing(),
  type: nothing(),
  status: nothing(),
  headers: nothing(),
  cookies: nothing(),
  errors: nothing(),
  location: nothing(),
  length: nothing(),
  allow: undefined,
  sent: false,
  cgi: false,
  password: nothing(),
};

/** A value that replaces what was there. */
export function replaced<U extends Use>(use: U): Slot<U> {
  return { uses: new Set([use]), none: false };
}

/** A value beside what was there. */
export function added<U extends Use>(slot: Slot<U>, use: U): Slot<U> {
  return { uses: new Set([...slot.uses, use]), none: false };
}

/** Either of two ways. */
export function joined(
  a: ResponseState | undefined,
  b: ResponseState | undefined,
): ResponseState | undefined {
  if (!a || !b || a === b) return a ?? b;
  return {
    body: either(a.body, b.body),
    file: either(a.file, b.file),
    type: either(a.type, b.type),
    status: either(a.status, b.status),
    headers: either(a.headers, b.headers),
    cookies: either(a.cookies, b.cookies),
    errors: either(a.errors, b.errors),
    location: either(a.location, b.location),
    length: either(a.length, b.length),
    allow: a.allow?.join() === b.allow?.join() ? a.allow : undefined,
    sent: a.sent || b.sent,
    cgi: a.cgi && b.cgi,
    password: either(a.password, b.password),
  };
}

function either<U extends Use>(a: Slot<U>, b: Slot<U>): Slot<U> {
  return { uses: new Set([...a.uses, ...b.uses]), none: a.none || b.none };
}

/** Whether a part of the answer is never, always or only on some ways set. */
export function certainty(slot: Slot<Use>): 'never' | 'always' | 'sometimes' {
  if (slot.uses.size === 0) return 'never';
  return slot.none ? 'sometimes' : 'always';
}

/** A text that is the same for states that say the same. */
export function stateKey(state: ResponseState): string {
  const slots = [
    state.body,
    state.file,
    state.type,
    state.status,
    state.headers,
    state.cookies,
    state.errors,
    state.location,
    state.length,
    state.password,
  ];
  const uses = slots.map(
    (slot) => `${slot.none ? '-' : ''}${[...slot.uses].map(numberOf).sort((a, b) => a - b)}`,
  );
  return `${uses.join(';')};${state.allow?.join() ?? '-'};${state.sent};${state.cgi}`;
}

const NUMBERS = new WeakMap<Use, number>();
let numbered = 0;

/** Each use has a number of its own: those of two files may stand at the same place. */
function numberOf(use: Use): number {
  const number = NUMBERS.get(use) ?? ++numbered;
  NUMBERS.set(use, number);
  return number;
}

/** Whether two states say the same: loops are walked until they do. */
export function sameState(a: ResponseState | undefined, b: ResponseState | undefined): boolean {
  if (!a || !b) return a === b;
  const slots = [
    'body',
    'file',
    'type',
    'status',
    'headers',
    'cookies',
    'errors',
    'location',
    'length',
    'password',
  ] as const;
  return (
    a.sent === b.sent &&
    a.cgi === b.cgi &&
    a.allow?.join() === b.allow?.join() &&
    slots.every((name) => a[name].none === b[name].none && a[name].uses.size === b[name].uses.size)
  );
}
