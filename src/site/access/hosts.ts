/**
 * Order, Allow, Deny and Satisfy as a formula (mod_access_compat.c, check_dir_access and find_allowdeny). The module has no
 * merger: a section with one of these directives knows nothing of what outer sections say with them.
 */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { type Access, both, DENIED, either, GRANTED, requireWords } from './expression.js';

export interface HostAccess {
  readonly hosts: Access;
  /** Satisfy any: a password may stand in for the right host. */
  readonly satisfyAny: boolean;
}

interface Item {
  readonly kind: 'all' | 'ip' | 'host' | 'env' | 'no-env';
  readonly word: string;
}

/** Undefined where a word has no certain counterpart. */
export function hostAccess(directives: readonly EffectiveDirective[]): HostAccess | undefined {
  const of = (name: string) => directives.filter((node) => node.name.toLowerCase() === name);
  const order = orderOf(of('order').at(-1)?.argv.join('') ?? 'deny,allow');
  const allow = itemsOf(of('allow'));
  const deny = itemsOf(of('deny'));
  if (order === undefined || !allow || !deny) return undefined;
  const satisfyAny = /^any$/i.test(of('satisfy').at(-1)?.argv[0] ?? '');
  const hosts =
    order === 'deny,allow' ? either([matches(allow), misses(deny)]) : both(matches(allow), misses(deny));
  return { hosts, satisfyAny };
}

function orderOf(text: string): 'deny,allow' | 'allow,deny' | undefined {
  const lower = text.toLowerCase();
  if (lower === 'mutual-failure') return 'allow,deny';
  return lower === 'deny,allow' || lower === 'allow,deny' ? lower : undefined;
}

function itemsOf(directives: readonly EffectiveDirective[]): readonly Item[] | undefined {
  const items: Item[] = [];
  for (const { argv } of directives) {
    const [from = '', ...words] = argv;
    if (from.toLowerCase() !== 'from' || words.length === 0) return undefined;
    for (const word of words) {
      const item = itemOf(word);
      if (!item) return undefined;
      items.push(item);
    }
  }
  return items;
}

/** Words with `${…}` or odd addresses are not taken apart: Require ip refuses some that Allow takes for host names. */
function itemOf(word: string): Item | undefined {
  const variable = /^env=(!?)([\w.-]+)$/i.exec(word);
  if (variable) return { kind: variable[1] ? 'no-env' : 'env', word: variable[2] as string };
  if (/^all$/i.test(word)) return { kind: 'all', word };
  if (isAddress(word)) return { kind: 'ip', word };
  return /^\.?(?=.*[a-z])[\w-]+(?:\.[\w-]+)*$/i.test(word) ? { kind: 'host', word } : undefined;
}

function isAddress(word: string): boolean {
  const [address = '', mask, ...more] = word.split('/');
  if (more.length > 0) return false;
  if (address.includes(':'))
    return /^[0-9a-f:.]+$/i.test(address) && (mask === undefined || /^\d{1,3}$/.test(mask));
  const quads = address.split('.');
  const good = quads.length <= 4 && quads.every((quad) => /^\d{1,3}$/.test(quad) && Number(quad) < 256);
  if (!good || mask === undefined) return good;
  return quads.length === 4 && (/^\d{1,2}$/.test(mask) || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(mask));
}

/** The client is on the list. */
function matches(items: readonly Item[]): Access {
  if (items.some(({ kind }) => kind === 'all')) return GRANTED;
  const words = wordsOf(items);
  return either([
    ...listed('ip', words('ip')),
    ...listed('host', words('host')),
    ...listed('env', words('env')),
    // A negated line alone in a list has no effect.
    ...words('no-env').map(
      (word): Access => ({ kind: 'all', of: [GRANTED, requireWords('env', [word], true)] }),
    ),
  ]);
}

/** The client is not on the list. */
function misses(items: readonly Item[]): Access {
  if (items.length === 0) return GRANTED;
  if (items.some(({ kind }) => kind === 'all')) return DENIED;
  const words = wordsOf(items);
  const negated = (provider: 'ip' | 'host' | 'env') =>
    words(provider).length ? [requireWords(provider, words(provider), true)] : [];
  const not = [...negated('ip'), ...negated('host'), ...negated('env')];
  const set = words('no-env').map((word) => requireWords('env', [word]));
  // Lines with "not" need one beside them that grants.
  const of = [...(set.length ? [] : [GRANTED]), ...set, ...not];
  return of.length === 1 ? (of[0] as Access) : { kind: 'all', of };
}

function wordsOf(items: readonly Item[]): (kind: Item['kind']) => readonly string[] {
  return (kind) => [...new Set(items.filter((item) => item.kind === kind).map(({ word }) => word))];
}

function listed(provider: string, words: readonly string[]): readonly Access[] {
  return words.length ? [requireWords(provider, words)] : [];
}
