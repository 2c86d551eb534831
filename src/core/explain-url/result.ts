/**
 * What `migrate explain-url` found out about one URL: plain data, ready to be printed. Texts are decoded, paths of files
 * under migration are as the reports show them, paths on the server as Apache has them.
 */

/** A line of the configuration. */
export interface UrlPlace {
  readonly path: string;
  /** 1-based, where the directive begins. */
  readonly line: number;
  /** The macro that the line came out of. */
  readonly via: string | undefined;
}

/** A directive, as a person would write it. */
export interface UrlLine {
  readonly text: string;
  readonly at: UrlPlace;
}

/** A section (or server, or .htaccess file) that applies to the request. */
export interface AppliedSection {
  readonly kind:
    | 'server'
    | 'vhost'
    | 'directory'
    | 'htaccess'
    | 'directoryMatch'
    | 'files'
    | 'location'
    | 'if';
  /** As a person would name it: `<Directory "/srv/www">`. */
  readonly title: string;
  /** A server or .htaccess file begins in line 1 of its file. */
  readonly at: UrlPlace;
  /** Why nobody knows whether it applies; undefined: it applies. */
  readonly unsure: string | undefined;
}

export interface ChosenServer {
  readonly title: string;
  readonly at: UrlPlace;
  /**
   * name: by ServerName or ServerAlias. default: the first for the address and port. only: no virtual host has them.
   * alone: there are no virtual hosts.
   */
  readonly by: 'name' | 'default' | 'only' | 'alone';
  readonly unsure: string | undefined;
}

/** Who answers. `by`: the lines that decide it. */
export type UrlAnswer = { readonly by: readonly UrlLine[] } & (
  | {
      /** Apache sends the file itself. */
      readonly kind: 'file';
      /** Unknown: the file is outside of what was given to the tool. */
      readonly exists: true | 'unknown';
      readonly why: string;
    }
  /** A directory without index file: a listing, or 403 where Options Indexes is off. */
  | { readonly kind: 'listing'; readonly allowed: boolean | 'unknown' }
  | { readonly kind: 'mod_python' }
  | { readonly kind: 'mod_wsgi' }
  | { readonly kind: 'cgi' }
  /** Another handler of Apache, such as server-status. */
  | { readonly kind: 'handler'; readonly name: string }
  | { readonly kind: 'redirect'; readonly status: number; readonly location: string }
  | { readonly kind: 'error'; readonly status: number; readonly why: string }
  | { readonly kind: 'proxy' }
  | { readonly kind: 'not derivable'; readonly why: string }
);

/** A chain of handlers for one phase or one extension. */
export interface ChainFact {
  /** `PythonHandler`, `PythonAuthenHandler` … */
  readonly directive: string;
  /** With its dot; '' for all files. */
  readonly extension: string;
  readonly handlers: readonly string[];
  readonly at: readonly UrlPlace[];
  /** Whether it answers this URL (PythonHandler only). */
  readonly runs: boolean;
  readonly unsure: string | undefined;
}

export interface OptionFact {
  readonly key: string;
  /** Undefined: not shown, because its name or the value itself looks secret. */
  readonly value: string | undefined;
  readonly at: UrlPlace;
  readonly unsure: string | undefined;
}

export interface ValueFact {
  readonly directive: string;
  readonly value: string;
  /** Undefined: the default. */
  readonly at: UrlPlace | undefined;
  readonly unsure: string | undefined;
}

export interface InterpreterFact {
  /** Undefined: not derivable, `rule` says why. */
  readonly name: string | undefined;
  /** What gives it its name. */
  readonly rule: string;
  readonly at: UrlPlace | undefined;
}

/** A Python filter that sees the request or the answer. */
export interface FilterFact {
  readonly direction: 'input' | 'output';
  readonly name: string;
  readonly handler: string;
  /** Where it is declared, and where it is switched on. */
  readonly at: readonly UrlPlace[];
}

/** What mod_python does with the request. */
export interface PythonFacts {
  readonly content: readonly ChainFact[];
  readonly phases: readonly ChainFact[];
  readonly filters: readonly FilterFact[];
  readonly options: readonly OptionFact[];
  readonly path: ValueFact | undefined;
  readonly interpreter: InterpreterFact;
  /** PythonDebug always, the others where they are set. */
  readonly flags: readonly ValueFact[];
}

/** What the script of a WSGI mount runs. */
export type EntryFact =
  /** The legacy handlers on the compat package. */
  | {
      readonly kind: 'bridge';
      /** By extension, '' for all files. */
      readonly handlers: readonly { readonly extension: string; readonly handlers: string }[];
      readonly phases: readonly { readonly phase: string; readonly handlers: string }[];
      /** Names of Python filters. */
      readonly filters: readonly string[];
    }
  /** A WSGI application; the statement that makes it. */
  | { readonly kind: 'application'; readonly statement: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** How mod_wsgi serves the request. */
export interface WsgiFacts {
  readonly directive: 'WSGIHandlerScript' | 'WSGIScriptAlias' | 'wsgi-script';
  /** The handler's name, or the URL of the alias. */
  readonly name: string;
  /** The line of that directive; undefined for wsgi-script. */
  readonly at: UrlPlace | undefined;
  /** Path on the server. */
  readonly script: string;
  /** The script among the files under migration; undefined: it is not among them. */
  readonly file: string | undefined;
  /** '' in the processes of Apache themselves. */
  readonly processGroup: string;
  /** Where WSGIDaemonProcess declares the group. */
  readonly daemon: UrlPlace | undefined;
  /** As configured, for example `%{SERVER}`. */
  readonly applicationGroup: string;
  /** What that means for this request, '' for the main interpreter; undefined: not derivable. */
  readonly interpreter: string | undefined;
  readonly entry: EntryFact;
}

export interface AccessFact {
  /** denied: nobody gets in. open: nothing stands in the way. depends: on who asks. */
  readonly verdict: 'open' | 'denied' | 'depends';
  readonly rules: readonly UrlLine[];
}

/** The request under one configuration. */
export interface UrlSide {
  readonly server: ChosenServer;
  /** In merge order: later wins. */
  readonly sections: readonly AppliedSection[];
  /** Decoded path that RewriteRule made of the URL; undefined: it is what was asked for. */
  readonly rewritten: string | undefined;
  /** Index files that DirectoryIndex went on to. */
  readonly index: readonly { readonly path: string; readonly at: UrlPlace | undefined }[];
  /** Undefined: Apache looks for no file. Path on the server. */
  readonly file:
    | {
        readonly path: string;
        readonly pathInfo: string;
        readonly type: 'file' | 'directory' | 'missing' | 'unknown';
      }
    | undefined;
  readonly answer: UrlAnswer;
  /** Who else may answer, and why nobody knows; undefined: nobody. */
  readonly otherwise: { readonly answer: UrlAnswer; readonly why: string } | undefined;
  readonly access: AccessFact;
  /** Undefined: Python has no part in it. */
  readonly python: PythonFacts | undefined;
  readonly wsgi: WsgiFacts | undefined;
  /** WSGIAccessScript and its like. */
  readonly guards: readonly ValueFact[];
}

export interface UrlExplanation {
  readonly kind: 'explained';
  /** Path as typed; `portFrom` says how the port was found if it was not typed. */
  readonly url: {
    readonly path: string;
    readonly host: string | undefined;
    readonly port: number;
    readonly portFrom: string | undefined;
  };
  /** The main configuration file. */
  readonly configuration: string;
  /** The site as it is, under mod_python up to 3.3.1, which most surviving sites were written for. */
  readonly before: UrlSide;
  /** The same under mod_python 3.4.1 and later, where that makes a difference. */
  readonly newer: UrlSide | undefined;
  /** The site as `migrate apply` would leave it; lines are those of the migrated files. */
  readonly after: UrlSide;
}

/** There is no configuration that could answer. */
export interface UrlUnexplained {
  readonly kind: 'unexplained';
  readonly why: string;
  readonly todo: string;
}
