/** One name of the mod_python API, and what takes its place under WSGI. */

/** What an attribute or name belongs to: an object of a request, or a module below `mod_python`. */
export type ApiObject =
  | 'request'
  | 'server'
  | 'connection'
  | 'filter'
  | 'table'
  | 'finfo'
  | 'hlist'
  | 'form'
  | 'field'
  | 'cookie'
  | 'session'
  | 'psp-page'
  | 'apache'
  | 'util'
  | 'Cookie'
  | 'Session'
  | 'publisher'
  | 'psp'
  | 'cgihandler'
  | 'wsgi'
  | 'cache'
  | 'importer'
  | 'httpdconf'
  | 'testhandler'
  | '_apache'
  | '_psp';

/**
 * EXACT: a pure rewrite to environ and start_response exists. RUNTIME: helper code ships with the site.
 * CONFIG: belongs into Apache's configuration. NONE: no counterpart, the sentence says what a person does.
 */
export type ApiClass = 'EXACT' | 'RUNTIME' | 'CONFIG' | 'NONE';

export type ApiKind = 'method' | 'attribute' | 'function' | 'class' | 'constant' | 'exception' | 'module';

export interface ApiMember {
  readonly object: ApiObject;
  readonly name: string;
  readonly kind: ApiKind;
  readonly class: ApiClass;
  /** One sentence for a person: what takes its place. */
  readonly counterpart: string;
  /** mod_python accepts an assignment. */
  readonly writable: boolean;
  /** What the attribute holds, or the call returns, when that is an object with members of its own. */
  readonly result: ApiObject | undefined;
}

/** A line of an inventory: name, class, sentence; `W` marks what can be assigned, `-> object` what it gives. */
export type ApiLine = readonly [name: string, kind: ApiClass, counterpart: string, more?: string];

export function members(object: ApiObject, kind: ApiKind, lines: readonly ApiLine[]): readonly ApiMember[] {
  return lines.flatMap(([names, apiClass, counterpart, more = '']) =>
    names.split(' ').map((name) => ({
      object,
      name,
      kind,
      class: apiClass,
      counterpart,
      writable: more.includes('W'),
      result: /-> ([\w-]+)/.exec(more)?.[1] as ApiObject | undefined,
    })),
  );
}
