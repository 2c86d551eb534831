/** Which message keys of a rule a set of findings has shown. */
import type { RuleInfo } from '../../../src/core/registry.js';

/** The key behind a message, told by its fixed words; the template with the most of them wins. */
export function keyOf(rule: RuleInfo, message: string): string | undefined {
  const templates = Object.entries(rule.messages).sort(([, a], [, b]) => fixed(b).length - fixed(a).length);
  return templates.find(([, template]) => pattern(template).test(message))?.[0];
}

function fixed(template: string): string {
  return template.replace(/\{\w+\}/g, '');
}

function pattern(template: string): RegExp {
  const parts = template.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`);
}
