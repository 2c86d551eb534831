/** The pages on the command line name what there is, and nothing else. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXAMPLES } from '../../src/cli/help.js';
import { buildProgram } from '../../src/cli/program.js';
import { loadEngine } from '../../src/cli/world.js';
import { shell } from './harness.js';

const page = readFileSync('docs/commands.md', 'utf8');
const sink = { write: () => true };
const program = buildProgram({ cwd: '/', env: {}, stdout: sink, stderr: sink, loadEngine }, () => {});

describe('docs/commands.md', () => {
  it('has every command and every option, long and short', () => {
    const missing = [program, ...program.commands].flatMap((command) =>
      command.options.flatMap((option) =>
        [option.short, option.long].filter((flag) => flag && !page.includes(flag)),
      ),
    );
    expect(missing).toEqual([]);
    for (const command of program.commands) expect(page).toContain(`migrate ${command.name()}`);
  });

  it('has no option that is not there', () => {
    const known = new Set(
      [program, ...program.commands].flatMap((command) => command.options.map((option) => option.long)),
    );
    // Options of other programs that the page talks about.
    for (const flag of ['--help', '--check', '--no', '--prefix', '--ignore-scripts']) known.add(flag);
    const named = [...page.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([flag]) => flag);
    expect([...new Set(named)].filter((flag) => !known.has(flag))).toEqual([]);
  });

  it('shows a configuration file that is accepted', async () => {
    const example = /```json\n([\s\S]*?)```/.exec(page)?.[1] as string;
    const files = { 'migrate.config.json': example, 'apache/httpd.conf': 'Listen 80\n', 'src/': '' };
    const { code, err } = await shell({ files }).migrate('scan');
    expect([code, err]).toEqual([0, 'Nothing was changed; there is nothing to do.\n']);
  });
});

describe('docs/exit-codes.md', () => {
  it('has the codes of --help', () => {
    const documented = [...readFileSync('docs/exit-codes.md', 'utf8').matchAll(/^\| (\d[\d, ]*) \|/gm)].map(
      (row) => row[1],
    );
    const helped = [...EXAMPLES.matchAll(/^ {2}(\d[\d, ]*?) {2}/gm)].map((row) => row[1]);
    expect(documented).toEqual(helped);
    expect(helped).toHaveLength(5);
  });
});
