/** Who gets in, as far as the configuration alone decides it: Require of 2.4, Order, Allow and Deny of 2.2. */

import type { EffectiveDirective, EffectiveNode } from '../../httpd/reading/effective.js';
import type { Layer } from '../../httpd/request/request.js';
import { lowerAscii } from '../../httpd/syntax/bytes.js';
import type { Names } from './names.js';
import type { AccessFact } from './result.js';

type Verdict = AccessFact['verdict'];

const OLD_RULES = new Set(['order', 'allow', 'deny', 'satisfy']);

/** The rules in force: both kinds come whole from the deepest section that has any (AuthMerging Off). */
export function accessFacts(layers: readonly Layer[], names: Names): AccessFact {
  const requires = lastRules(layers, (name) => /^require/.test(name));
  const old = lastRules(layers, (name) => OLD_RULES.has(name));
  const rules = [...requires, ...old];
  const verdicts = rules.some(isConditional)
    ? ['depends' as const]
    : [requireVerdict(requires), oldVerdict(old)];
  return {
    verdict: worst(verdicts),
    rules: rules.flatMap(directivesOf).map(names.line),
  };
}

function lastRules(layers: readonly Layer[], isRule: (name: string) => boolean): readonly EffectiveNode[] {
  const rulesOf = ({ nodes }: Layer): readonly EffectiveNode[] =>
    nodes.flatMap((node): readonly EffectiveNode[] => {
      if (node.active === false) return [];
      if (isRule(lowerAscii(node.name))) return [node];
      const limited = node.kind === 'section' && /^limit/i.test(node.name);
      return limited && node.children.some((child) => isRule(lowerAscii(child.name))) ? [node] : [];
    });
  const deepest = layers.findLast((layer) => rulesOf(layer).length > 0);
  if (deepest === undefined) return [];
  const rules = rulesOf(deepest);
  // A section that may not apply leaves what is above it in force.
  const above = layers.slice(0, layers.indexOf(deepest));
  return deepest.match === true ? rules : [...lastRules(above, isRule), ...rules];
}

function directivesOf(node: EffectiveNode): readonly EffectiveDirective[] {
  return node.kind === 'directive' ? [node] : node.children.flatMap(directivesOf);
}

/** By method, by a container such as RequireAny, or by a condition nobody knows. */
function isConditional(node: EffectiveNode): boolean {
  return node.kind === 'section' || node.active !== true || /^satisfy$/i.test(node.name);
}

function requireVerdict(rules: readonly EffectiveNode[]): Verdict {
  const texts = rules.map(({ args }) => lowerAscii(args.trim().replace(/\s+/g, ' ')));
  // Several Require lines are alternatives.
  if (texts.length === 0 || texts.includes('all granted')) return 'open';
  return texts.every((text) => text === 'all denied') ? 'denied' : 'depends';
}

function oldVerdict(rules: readonly EffectiveNode[]): Verdict {
  if (rules.length === 0) return 'open';
  const last = (wanted: string) => rules.filter(({ name }) => lowerAscii(name) === wanted);
  const fromAll = (nodes: readonly EffectiveNode[]) =>
    nodes.some(({ argv }) => argv.slice(1).some((word) => lowerAscii(word) === 'all'));
  const order = lowerAscii((last('order').at(-1)?.argv ?? []).join(',')).replace(/,+/g, ',');
  const [allow, deny] = [last('allow'), last('deny')];
  if (order === 'allow,deny' || order === 'mutual-failure') {
    if (allow.length === 0 || fromAll(deny)) return 'denied';
    return fromAll(allow) && deny.length === 0 ? 'open' : 'depends';
  }
  if (deny.length === 0 || fromAll(allow)) return 'open';
  return fromAll(deny) && allow.length === 0 ? 'denied' : 'depends';
}

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('denied')) return 'denied';
  return verdicts.includes('depends') ? 'depends' : 'open';
}
