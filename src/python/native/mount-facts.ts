/** What the configuration says about the requests a handler gets. Only facts that change what a rewritten handler does. */
export interface MountFacts {
  /**
   * Why no handler of this mount can be rewritten, as sentences: several content handlers, other phases, Python filters.
   * Empty when nothing of the kind stands in the way.
   */
  readonly obstacles: readonly string[];
  /** Apache keeps its mapping of addresses to files: SCRIPT_FILENAME is req.filename (WSGIHandlerScript). */
  readonly mapsFiles: boolean;
  /** PythonOption keys in lower case, as mod_python compares them → the environ key that SetEnv gives the value. */
  readonly options: ReadonlyMap<string, string>;
  /** PythonDebug On. */
  readonly debug: boolean;
  /** Status codes with an ErrorDocument in force. */
  readonly errorDocuments: ReadonlySet<number>;
  /**
   * WSGIErrorOverride On will be set for this mount where a handler requires it, so that Apache answers errors with its
   * ErrorDocument (daemon mode only).
   */
  readonly errorOverride?: boolean;
  /** AddType, ForceType, DefaultType or a type handler is in force: the default content type is not that of the extension. */
  readonly configuredTypes: boolean;
  /** UseCanonicalName is On or DNS. */
  readonly canonicalName: boolean;
  /** HostnameLookups is On or Double. */
  readonly hostnameLookups: boolean;
  /** AuthType is set to something but None. */
  readonly authentication: boolean;
  /** AuthName where AuthType is Basic, so that Apache reads the name and the password that a browser sends. */
  readonly basicRealm?: string;
  /** ServerName of the virtual host, without a port; undefined when it is not known. */
  readonly serverName: string | undefined;
  readonly isVirtualHost: boolean;
}

/** The facts of a mount that says nothing special. */
export const PLAIN_MOUNT: MountFacts = {
  obstacles: [],
  mapsFiles: true,
  options: new Map(),
  debug: false,
  errorDocuments: new Set(),
  configuredTypes: false,
  canonicalName: false,
  hostnameLookups: false,
  authentication: false,
  serverName: undefined,
  isVirtualHost: false,
};

/** One fact over all mounts of a handler; undefined when they differ. */
export function commonFact<T>(mounts: readonly MountFacts[], fact: (mount: MountFacts) => T): T | undefined {
  const [first, ...others] = mounts.map(fact);
  return others.every((other) => other === first) ? first : undefined;
}
