/** `migrate explain`: what a rule means, offline. */
import { MigrateError } from '../../io/errors.js';
import { ruleList, rulePage } from '../../report/rule-page.js';
import { EXIT, type ExitCode } from '../exit.js';
import { suggestion } from '../nearest.js';
import { commonSettings, type Typed } from '../options.js';
import { openTerminal } from '../terminal.js';
import type { World } from '../world.js';

/** @param wanted a code in any case or a name; undefined lists all rules */
export async function explain(world: World, wanted: string | undefined, typed: Typed): Promise<ExitCode> {
  const { color, format } = commonSettings(typed, world.cwd);
  const terminal = await openTerminal(world, color, format === 'json');
  const rules = (await world.loadEngine()).allRules();
  if (wanted === undefined) {
    await terminal.out(format === 'json' ? `${JSON.stringify(rules, null, 2)}\n` : ruleList(rules));
    return EXIT.ok;
  }
  const rule = rules.find((each) => each.code === wanted.toUpperCase() || each.name === wanted.toLowerCase());
  if (!rule) {
    const near = suggestion(
      wanted,
      rules.flatMap((each) => [each.name, each.code]),
    );
    throw new MigrateError('input', `there is no rule ${wanted}${near}`, '`migrate explain` lists all rules');
  }
  await terminal.out(
    format === 'json' ? `${JSON.stringify(rule, null, 2)}\n` : rulePage(rule, terminal.outPaint),
  );
  return EXIT.ok;
}
