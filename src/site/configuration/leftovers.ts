/** Directives of Apache 1.3 and 2.2 that Apache 2.4 ignores or does not know (upgrading.html of httpd 2.2 and 2.4). */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { directiveLine } from '../changes.js';
import { parent } from '../paths.js';
import { named, type Scope } from './scopes.js';

/** idle: Apache 2.4 does without. type: files without an extension lose their type. lock: Mutex says it, or nothing needs to. */
export type LeftoverKind = 'idle' | 'type' | 'lock' | 'port';

export interface Leftover {
  readonly kind: LeftoverKind;
  /** What takes its place. */
  readonly lines: readonly string[];
  /** Apache 2.4 stops at the directive; others it only ignores. */
  readonly fatal: boolean;
}

const IDLE = new Set([
  'namevirtualhost',
  'addmodule',
  'clearmodulelist',
  'servertype',
  'resourceconfig',
  'accessconfig',
]);

/** Undefined for every directive that Apache 2.4 knows. */
export function leftoverOf(node: EffectiveDirective, scopes: readonly Scope[]): Leftover | undefined {
  const name = node.name.toLowerCase();
  const [value = ''] = node.argv;
  const lock = (lines: readonly string[]): Leftover => ({ kind: 'lock', lines, fatal: true });
  if (IDLE.has(name)) return { kind: 'idle', lines: [], fatal: name !== 'namevirtualhost' };
  switch (name) {
    case 'defaulttype':
      return /^none$/i.test(value) ? undefined : { kind: 'type', lines: [], fatal: false };
    case 'lockfile':
    case 'acceptmutex':
      // Only prefork knows `Mutex … mpm-accept`: Apache with another MPM would not start.
      return lock([]);
    case 'sslmutex':
      return lock(mutexLines(value, 'ssl-cache'));
    case 'rewritelock':
      return lock(mutexLines(`file:${value}`, 'rewrite-map'));
    case 'port':
      return { kind: 'port', lines: listens(scopes) ? [] : [directiveLine('Listen', value)], fatal: true };
    default:
      return undefined;
  }
}

/** `file:/run/ssl_mutex` named a file; Mutex wants its folder. */
function mutexLines(value: string, user: string): readonly string[] {
  const [kind = '', ...rest] = value.split(':');
  const said = rest.join(':') || undefined;
  if (/^(?:default|yes|)$/i.test(kind)) return [];
  const word = /^no$/i.test(kind) ? 'none' : kind.toLowerCase();
  return [directiveLine('Mutex', said === undefined ? word : `${word}:${parent(said)}`, user)];
}

function listens(scopes: readonly Scope[]): boolean {
  return scopes.some((scope) => named(scope, 'Listen').length > 0);
}
