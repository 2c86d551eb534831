/** Migrates a small site in memory, for tests that look at one thing in the result. */
import { makePlan, type PlanRequest } from '../../../src/core/engine.js';
import type { UseFinding } from '../../../src/core/finding.js';
import type { Plan } from '../../../src/core/plan.js';
import { applied, contents, type Entry, file, memoryTree } from '../../rules/support/memory-tree.js';
import { request } from '../../rules/support/request.js';

export const CONF = '/etc/httpd/conf/httpd.conf';
const FOLDERS = ['/srv/www/htdocs', '/srv/app', '/opt/app', '/var/www', '/usr/share/app'];

export interface Migrated {
  readonly plan: Plan;
  /** Contents after the migration by tree path. */
  readonly files: Readonly<Record<string, string>>;
  /** The main configuration after the migration. */
  readonly conf: string;
  /** The uses whose message names the directive, in the order of the file. */
  uses(code: string): readonly UseFinding[];
}

/** @param conf the main configuration @param others further files by tree path */
export function migrate(
  conf: string,
  others: Readonly<Record<string, string>> = {},
  changes: Partial<PlanRequest> = {},
): Migrated {
  const image = new Map<string, Entry>([
    ...FOLDERS.map((path): [string, Entry] => [path, { kind: 'folder' }]),
    ...(conf === '' ? [] : [[CONF, file(conf)] as [string, Entry]]),
    ...Object.entries(others).map(([path, text]): [string, Entry] => [path, file(text)]),
  ]);
  const plan = makePlan(memoryTree(image), request(changes));
  const files = contents(applied(image, plan));
  return {
    plan,
    files,
    conf: files[CONF] ?? '',
    uses: (code) => plan.findings.filter((one): one is UseFinding => one.kind === 'use' && one.code === code),
  };
}

/** The entry script that a WSGIHandlerScript or WSGIScriptAlias of that name leads to. */
export function scriptOf(result: Migrated, name: string): string {
  const found = Object.entries(result.files).find(([path]) => path.endsWith(`/${name}.wsgi`));
  if (!found) throw new Error(`no entry script ${name}.wsgi among ${Object.keys(result.files).join(' ')}`);
  return found[1];
}
