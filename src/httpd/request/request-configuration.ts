/** The answer: what httpd makes of one request. */

import type { EffectiveDirective } from '../reading/effective.js';
import type { Walk } from './directory-walk.js';
import type { HandlerChoice } from './handler.js';
import type { Layer, Undecided } from './request.js';
import type { RequestSettings } from './settings.js';
import type { ServerChoice } from './vhosts.js';

export type Outcome =
  /** A handler answers for the file. */
  | { readonly kind: 'handler'; readonly handler: HandlerChoice }
  /** DirectoryIndex: an internal redirect to another URL. */
  | {
      readonly kind: 'index';
      readonly request: RequestConfiguration;
      readonly by: EffectiveDirective | undefined;
    }
  | {
      readonly kind: 'redirect';
      readonly status: number;
      readonly location: string;
      readonly by: EffectiveDirective | undefined;
    }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly why: string;
      readonly by: EffectiveDirective | undefined;
    }
  | { readonly kind: 'proxy'; readonly by: EffectiveDirective }
  | { readonly kind: 'underivable'; readonly why: string; readonly by: EffectiveDirective | undefined };

export interface RequestConfiguration {
  /** Decoded path. */
  readonly uri: string;
  readonly server: ServerChoice;
  /** Undefined: httpd looked for no file. */
  readonly filename: string | undefined;
  readonly pathInfo: string;
  readonly fileType: Walk['type'] | 'none';
  /** In merge order; later wins. */
  readonly layers: readonly Layer[];
  readonly settings: RequestSettings;
  readonly outcome: Outcome;
  readonly undecided: readonly Undecided[];
}
