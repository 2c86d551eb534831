/** What the engine promises when a rule is wrong: nothing is written, and the error says what happened. */
import { describe, expect, it } from 'vitest';
import { makePlan, PlanError } from '../../src/core/engine.js';
import type { Finding } from '../../src/core/finding.js';
import { type Rule, ruleContext } from '../../src/core/rule.js';
import type { Site } from '../../src/site/site.js';
import { file, fromLatin1, latin1, memoryTree } from '../rules/support/memory-tree.js';
import { request } from '../rules/support/request.js';
import { withRules } from '../rules/support/rule-order.js';

const CONF = '/etc/httpd/conf/httpd.conf';

/** A rule that does to the configuration whatever the test says. */
function ruleThat(
  code: string,
  check: (site: Site, text: string) => { at: number; del: number; ins: string } | undefined,
): Rule {
  const rule: Rule = {
    code,
    name: `sample-${code.toLowerCase()}`,
    target: 'httpd',
    severity: 'error',
    summary: 'x',
    why: 'x',
    todo: 'x',
    effort: '1m',
    refs: [],
    messages: { done: 'done' },
    example: { before: '', after: '' },
    *check(context): Iterable<Finding> {
      const node = context.site.tree.node(CONF);
      const edit = node?.kind === 'file' ? check(context.site, latin1(node.bytes)) : undefined;
      const place = {
        path: CONF,
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 1,
        byteOffset: 0,
        byteLength: 0,
      };
      if (!edit) return;
      const edits = [{ path: CONF, at: edit.at, del: edit.del, ins: fromLatin1(edit.ins) }];
      yield ruleContext(rule, context.site).use({
        at: place,
        message: 'done',
        data: {},
        state: 'config',
        edits,
      });
    },
  };
  return rule;
}

const run = (text: string, ...rules: readonly Rule[]) =>
  withRules(
    () => rules,
    () => makePlan(memoryTree(new Map([[CONF, file(text)]])), request()),
  );

describe('the engine', () => {
  it('repeats until nothing changes', () => {
    const counts = ruleThat('MP191', (_, text) =>
      text.startsWith('Listen 80\nAAA') ? undefined : { at: 10, del: 0, ins: 'A' },
    );
    const plan = run('Listen 80\n', counts);
    expect(latin1(plan.changes[0]?.after ?? new Uint8Array())).toBe('Listen 80\nAAA');
    expect(plan.findings).toHaveLength(1);
  });

  it('gives up on rules that never come to an end, and writes nothing', () => {
    const grows = ruleThat('MP192', () => ({ at: 0, del: 0, ins: '#\n' }));
    expect(() => run('Listen 80\n', grows)).toThrow(PlanError);
    expect(() => run('Listen 80\n', grows)).toThrow(/still change files after 10 passes/);
  });

  it('gives up on a result that httpd could not read, and names file and line', () => {
    const breaks = ruleThat('MP193', (_, text) =>
      text.includes('</If') ? undefined : { at: 0, del: 0, ins: '</IfModule>\n' },
    );
    expect(() => run('Listen 80\n', breaks)).toThrow(
      /would not parse: \/etc\/httpd\/conf\/httpd\.conf: line 1/,
    );
  });

  it('says nothing of a change that comes to nothing', () => {
    const idle = ruleThat('MP194', (site, text) =>
      site.directives.length === 0 && text === 'x' ? { at: 0, del: 0, ins: '' } : undefined,
    );
    expect(run('Listen 80\n', idle).changes).toEqual([]);
  });

  it('lets the first of two that overlap land, and asks the other one again', () => {
    const first = ruleThat('MP195', (_, text) =>
      text.includes('80') ? { at: 7, del: 2, ins: '81' } : undefined,
    );
    const second = ruleThat('MP196', (_, text) =>
      text.includes('# two') ? undefined : { at: 6, del: 4, ins: ' 9999 # two\n' },
    );
    const plan = run('Listen 80\n', first, second);
    expect(latin1(plan.changes[0]?.after ?? new Uint8Array())).toBe('Listen 9999 # two\n');
    expect(plan.changes[0]?.codes).toEqual(['MP195', 'MP196']);
  });

  it('adds up its totals', () => {
    const { totals } = run(
      'Listen 80\n',
      ruleThat('MP197', (_, text) => (text.length > 12 ? undefined : { at: 0, del: 0, ins: '# a\n' })),
    );
    expect(totals).toMatchObject({ total: 1, config: 1, manual: 0 });
  });
});
