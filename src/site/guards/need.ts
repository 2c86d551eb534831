/** What a section needs of the hooks that Apache itself runs, and the scripts it gets for them. */

import type { Scope } from '../configuration/scopes.js';
import type { HandlerChain, PythonSettings } from '../configuration/settings.js';
import type { AuthFacts } from './auth-facts.js';
import type { Hook } from './hooks.js';

/** Why a guard cannot be moved; its section then refuses everybody until a person has replaced it. */
export type Obstacle = 'scheme' | 'provider' | 'satisfy' | 'group' | 'several' | 'options';

/** What one section needs of Apache's hooks. */
export interface GuardNeed {
  readonly scope: Scope;
  /** In force there. */
  readonly settings: PythonSettings;
  readonly auth: AuthFacts;
  /** Hooks that must be set here; what an outer section has set already is left out. */
  readonly hooks: ReadonlySet<Hook>;
  readonly obstacle: Obstacle | undefined;
}

export interface GuardOptions {
  readonly apache: '2.2' | '2.4';
  readonly modWsgi: 'any' | '3.4' | '4.9' | '5' | '6';
}

/** Whether the handlers of a chain may ask for the PythonOptions of the request; yes where their code is not at hand. */
export type ReadsOptions = (settings: PythonSettings, chain: HandlerChain) => boolean;

export interface GuardPair {
  /** One section; several where one text is read in several places. */
  readonly needs: readonly GuardNeed[];
  readonly hooks: ReadonlySet<Hook>;
  /** Server path of the script. */
  readonly script: string;
  /** Its text. Pure ASCII, `\n` line ends. */
  readonly text: string;
  /** Argument of application-group=. */
  readonly applicationGroup: string;
  /** Set: the script refuses everybody. */
  readonly obstacle: Obstacle | undefined;
}
