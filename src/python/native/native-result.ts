/** What a conversion gives back: the edits, or why there are none. */
import type { Edit } from '../../core/edit.js';
import type { ExactModule } from '../reader.js';

/** Why a handler cannot be rewritten: one place and one sentence. */
export interface Reason {
  /** Byte offsets in the file. */
  readonly start: number;
  readonly end: number;
  /** 1-based. */
  readonly line: number;
  /** 1-based, counts code points. */
  readonly column: number;
  /** Without the place: "`req` is stored in `self.req`". */
  readonly message: string;
}

/** What the configuration must provide so that the rewritten handler answers as before. */
export type Requirement =
  /** WSGIPassAuthorization On, or pass-authorization=On. */
  | 'pass-authorization'
  /** WSGIErrorOverride On: an ErrorDocument answers for an error that the handler returns. */
  | 'error-override';

/** What a rewritten handler does differently, for the report. */
export type NativeNote =
  /** PythonDebug was On: a traceback goes to the error log and no longer to the browser. */
  | 'no-traceback-page'
  /** The handler used a name of `apache` that nothing imports: under mod_python every request ended in a NameError. */
  | 'apache-was-not-imported'
  /** Levels of req.log_error() are lost: mod_wsgi logs everything as an error. */
  | 'log-level';

export interface NativeHandler {
  readonly kind: 'native';
  /** Name of the WSGI callable in the module. */
  readonly callable: string;
  readonly requires: readonly Requirement[];
  readonly notes: readonly NativeNote[];
  /** Of a publisher: names that it served though they are no functions of the module, for a person to look at. */
  readonly serves?: readonly string[];
}

export interface BlockedHandler {
  readonly kind: 'blocked';
  /** In the order of the file, at least one. */
  readonly reasons: readonly Reason[];
}

/** One handler alone. */
export type NativeResult = (NativeHandler & { readonly edits: readonly Edit[] }) | BlockedHandler;

/** All handlers of a module that are asked for. */
export interface ModuleConversion {
  /** By handler object name, as given. */
  readonly handlers: ReadonlyMap<string, NativeHandler | BlockedHandler>;
  /** On the original bytes, for all native handlers together. */
  readonly edits: readonly Edit[];
  /** Other files that change with this one: all of them, or none. */
  readonly beside: readonly ExactModule[];
}
