/**
 * What mod_rewrite does to a URL, as far as it can be known without a server (modules/mappers/mod_rewrite.c).
 * A rule that surely does not match is passed over. One that matches is followed only where its meaning is plain.
 */

import { lastNamed } from '../reading/containers.js';
import type { EffectiveDirective } from '../reading/effective.js';
import { lowerAscii } from '../syntax/bytes.js';
import { compilePattern, fillReplacement } from './regex.js';
import { placeOf } from './request.js';
import { type RewriteInput, testCondition } from './rewrite-condition.js';

export type Rewritten =
  | { readonly kind: 'unchanged' }
  /** passthrough: aliases are tried with the new path; else it is a file, or a path below the DocumentRoot. */
  | {
      readonly kind: 'path';
      readonly path: string;
      readonly passthrough: boolean;
      readonly by: EffectiveDirective;
    }
  | {
      readonly kind: 'redirect';
      readonly status: number;
      readonly location: string;
      readonly by: EffectiveDirective;
    }
  | { readonly kind: 'error'; readonly status: number; readonly by: EffectiveDirective }
  | { readonly kind: 'proxy'; readonly by: EffectiveDirective }
  | { readonly kind: 'underivable'; readonly why: string; readonly by: EffectiveDirective };

interface Rule {
  readonly directive: EffectiveDirective;
  readonly conditions: readonly EffectiveDirective[];
}

export function isRewriting(directives: readonly EffectiveDirective[]): boolean {
  return lowerAscii(lastNamed(directives, 'RewriteEngine')?.argv[0] ?? 'off') === 'on';
}

/** Runs the rules of one place. RewriteEngine must have been looked at before. */
export function rewrite(input: RewriteInput): Rewritten {
  for (const rule of rulesOf(input.directives)) {
    const outcome = runRule(rule, input);
    if (outcome === 'stop') break;
    if (outcome !== undefined) return outcome;
  }
  return { kind: 'unchanged' };
}

/** Each rule with the conditions directly above it. */
function rulesOf(directives: readonly EffectiveDirective[]): readonly Rule[] {
  const rules: Rule[] = [];
  let conditions: EffectiveDirective[] = [];
  for (const directive of directives) {
    const name = lowerAscii(directive.name);
    if (name === 'rewritecond') conditions.push(directive);
    if (name !== 'rewriterule') continue;
    rules.push({ directive, conditions });
    conditions = [];
  }
  return rules;
}

/** `[L,R=301]` → L, R=301 in upper-case names. */
function flagsOf(word: string | undefined): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (const flag of (word ?? '').replace(/^\[|\]$/g, '').split(',')) {
    const [name = '', value = ''] = flag.trim().split('=');
    if (name !== '') flags.set(LONG_FLAGS[name.toLowerCase()] ?? name.toUpperCase(), value);
  }
  return flags;
}

const LONG_FLAGS: Readonly<Record<string, string>> = {
  last: 'L',
  redirect: 'R',
  forbidden: 'F',
  gone: 'G',
  proxy: 'P',
  passthrough: 'PT',
  nocase: 'NC',
  chain: 'C',
  skip: 'S',
  next: 'N',
  handler: 'H',
  type: 'T',
};

/** undefined: the rule does nothing to the URL; 'stop': and no further rule runs. */
function runRule({ directive, conditions }: Rule, input: RewriteInput): Rewritten | 'stop' | undefined {
  const [pattern = '', substitution = '', flagWord] = directive.argv;
  const flags = flagsOf(flagWord);
  const by = directive;
  const unclear = (why: string): Rewritten => ({
    kind: 'underivable',
    by,
    why: `RewriteRule at ${placeOf(by)}: ${why}`,
  });
  const negated = pattern.startsWith('!');
  const compiled = compilePattern(negated ? pattern.slice(1) : pattern, flags.has('NC'));
  const match = compiled?.exec(input.subject);
  if (compiled !== undefined && (match === null) !== negated) return undefined;
  const truths = testConditions(conditions, input);
  if (truths === false) return undefined;
  const changes = substitution !== '-' || ['F', 'G', 'H', 'T', 'P', 'R'].some((flag) => flags.has(flag));
  const ends = ['L', 'END'].some((flag) => flags.has(flag));
  const jumps = ['C', 'S', 'N'].some((flag) => flags.has(flag));
  if (!changes && !ends && !jumps) return undefined;
  if (compiled === undefined) return unclear('its pattern cannot be tried here');
  if (truths === 'unknown') return unclear('its conditions are unknown');
  if (directive.active !== true) return unclear('it depends on a condition that is unknown');
  if (jumps) return unclear('it jumps to other rules');
  if (!changes) return 'stop';
  return applyRule(directive, substitution, flags, match ?? undefined, unclear);
}

function applyRule(
  by: EffectiveDirective,
  substitution: string,
  flags: ReadonlyMap<string, string>,
  match: RegExpExecArray | undefined,
  unclear: (why: string) => Rewritten,
): Rewritten {
  if (flags.has('F')) return { kind: 'error', status: 403, by };
  if (flags.has('G')) return { kind: 'error', status: 410, by };
  if (flags.has('P')) return { kind: 'proxy', by };
  if (flags.has('H') || flags.has('T')) return unclear('it sets a handler or a type');
  if (/%[{\d]|\$\{/.test(substitution)) return unclear('its target is made from variables');
  const target = match === undefined ? substitution : fillReplacement(substitution, match);
  const absolute = /^[a-z]+:\/\//i.test(target);
  if (flags.has('R') || absolute) {
    const status = REDIRECT_WORDS[flags.get('R') ?? ''] ?? Number(flags.get('R') || 302);
    if (status < 300 || status > 399) return { kind: 'error', status, by };
    return { kind: 'redirect', status, location: target, by };
  }
  // Further rules would see the new path.
  if (!flags.has('L') && !flags.has('END') && !flags.has('PT')) return unclear('further rules follow it');
  return { kind: 'path', path: target.split('?')[0] as string, passthrough: flags.has('PT'), by };
}

const REDIRECT_WORDS: Readonly<Record<string, number>> = { permanent: 301, temp: 302, seeother: 303 };

/** All must hold, but neighbours joined by [OR] only one of them. */
function testConditions(conditions: readonly EffectiveDirective[], input: RewriteInput): boolean | 'unknown' {
  let result: boolean | 'unknown' = true;
  let group: (boolean | 'unknown')[] = [];
  for (const condition of conditions) {
    const flags = flagsOf(condition.argv[2]);
    group.push(testCondition(condition.argv, flags.has('NC'), input));
    if (flags.has('OR') || flags.has('ORNEXT')) continue;
    const truth = group.includes(true) ? true : group.includes('unknown') ? 'unknown' : false;
    if (truth === false) return false;
    if (truth === 'unknown') result = 'unknown';
    group = [];
  }
  return result;
}
