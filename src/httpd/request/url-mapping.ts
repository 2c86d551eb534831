/** What a URL is mapped to, and what must be known for it. */

import type { EffectiveDirective } from '../reading/effective.js';
import type { RequestDisk, RequestQuestion } from './request.js';

export interface MapInput {
  /** Of the virtual host; empty for the main server. */
  readonly host: readonly EffectiveDirective[];
  readonly main: readonly EffectiveDirective[];
  readonly serverRoot: string;
  readonly question: RequestQuestion;
  readonly disk: RequestDisk;
}

export type UrlMapping =
  | {
      readonly kind: 'file';
      /** With path info still at its end. */
      readonly path: string;
      /** The directive that led there; undefined: none, not even a DocumentRoot. */
      readonly by: EffectiveDirective | undefined;
      /** Handler that comes with it: cgi-script, wsgi-script. */
      readonly handler: string | undefined;
      /** The URL path that sections see from here on, if RewriteRule changed it. */
      readonly uri?: string;
      /** What is a file even if nobody can look: the target of WSGIScriptAlias. */
      readonly script?: string;
    }
  | {
      readonly kind: 'redirect';
      readonly status: number;
      readonly location: string;
      readonly by: EffectiveDirective;
    }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly by: EffectiveDirective | undefined;
      readonly why: string;
    }
  | { readonly kind: 'proxy'; readonly by: EffectiveDirective }
  | { readonly kind: 'underivable'; readonly why: string; readonly by: EffectiveDirective };
