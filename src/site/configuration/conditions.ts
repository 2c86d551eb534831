/**
 * What undecided conditions (`<IfDefine>`, `<IfVersion>` …) say about each other: which sections are never read
 * together, and which are never read without another.
 */
import type { Condition, EffectiveNode, EffectiveTree } from '../../httpd/reading/effective.js';
import { testVersion } from '../../httpd/reading/version.js';
import { wordValues } from '../../httpd/syntax/words.js';
import { remember } from '../remember.js';
import type { Scope } from './scopes.js';

/** The undecided conditions under which a scope is read, outermost first. */
export const conditionsOf = remember((scope: Scope): readonly Condition[] => {
  const { node, condition, parent } = scope;
  const around = node ? undecided(node) : [];
  const found = [...(parent ? conditionsOf(parent) : []), ...around, ...(condition ? [condition] : [])];
  return [...new Map(found.map((one) => [one.node, one])).values()];
});

/** The undecided conditions around a node, outermost first. */
export function undecided({ origin }: EffectiveNode): readonly Condition[] {
  return origin.conditions.filter(({ truth }) => truth === 'unknown');
}

/** Whether no server reads both scopes. */
export function neverTogether(a: Scope, b: Scope): boolean {
  return conditionsOf(b).some((one) => excludedIn(a, one));
}

/** Whether the condition fails wherever the scope is read. */
export function excludedIn(scope: Scope, wanted: Condition): boolean {
  return conditionsOf(scope).some((given) => relate(given, wanted, scope).excludes);
}

/** Whether every server that reads `scope` reads `other`, as far as conditions go. */
export function bringsAlong(scope: Scope, other: Scope): boolean {
  return conditionsOf(other).every((wanted) => holdsIn(scope, wanted));
}

/** Whether the condition holds wherever the scope is read. */
export function holdsIn(scope: Scope, wanted: Condition): boolean {
  return conditionsOf(scope).some((given) => relate(given, wanted, scope).implies);
}

interface Relation {
  readonly excludes: boolean;
  readonly implies: boolean;
}

const NONE: Relation = { excludes: false, implies: false };

function relate(given: Condition, wanted: Condition, { tree }: Scope): Relation {
  if (given.node === wanted.node && given.test === wanted.test) return { excludes: false, implies: true };
  if (given.name.toLowerCase() !== wanted.name.toLowerCase()) return NONE;
  if (given.name.toLowerCase() === 'ifversion') return relateVersions(given.test, wanted.test);
  const [one, other] = [readTest(given), readTest(wanted)];
  // What a branch defines or loads makes the second of two equal questions another one.
  if (one.word !== other.word || settled(tree).has(one.word)) return NONE;
  const same = one.negated === other.negated;
  return { excludes: !same, implies: same };
}

/** Names that lines of the configuration define, forget or load. */
const settled = remember(({ readTime }: EffectiveTree): ReadonlySet<string> => {
  const lines = readTime.filter(({ name }) => /^(?:un)?define$|^(?:load|add)module$/i.test(name));
  return new Set(lines.map(({ argv: [name = ''] }) => moduleName(name)));
});

function readTest({ test }: Condition): { readonly negated: boolean; readonly word: string } {
  const negated = test.startsWith('!');
  return { negated, word: moduleName(test.slice(negated ? 1 : 0).trim()) };
}

/** `<IfModule>` knows a module by two names: `mod_ssl.c` and `ssl_module`. */
function moduleName(word: string): string {
  return word.replace(/^mod_(\w+)\.c$/, '$1_module');
}

/** Releases of httpd, and what may come. */
const VERSIONS: readonly string[] = [
  ...Array.from({ length: 43 }, (_, patch) => `1.3.${patch}`),
  ...Array.from({ length: 66 }, (_, patch) => `2.0.${patch}`),
  ...Array.from({ length: 35 }, (_, patch) => `2.2.${patch}`),
  ...Array.from({ length: 120 }, (_, patch) => `2.4.${patch}`),
  ...['2.5.0', '2.5.1', '2.6.0', '3.0.0'],
];

function relateVersions(given: string, wanted: string): Relation {
  const [one, other] = [versionsOf(given), versionsOf(wanted)];
  if (!one || !other) return { excludes: false, implies: given === wanted };
  return {
    excludes: !one.some((version) => other.includes(version)),
    implies: one.every((version) => other.includes(version)),
  };
}

/** The versions that pass the test; undefined where it cannot be told. */
function versionsOf(test: string): readonly string[] | undefined {
  const words = wordValues(`${test}>`);
  const verdicts = VERSIONS.map((version) => ({ version, verdict: testVersion(words, version) }));
  if (verdicts.some(({ verdict }) => 'error' in verdict || verdict.truth === 'unknown')) return undefined;
  const found = verdicts.flatMap(({ version, verdict }) =>
    'truth' in verdict && verdict.truth ? [version] : [],
  );
  return found.length > 0 ? found : undefined;
}
