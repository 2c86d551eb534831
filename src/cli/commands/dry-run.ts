/** `migrate apply --dry-run`: the plan as a patch on stdout and nothing else there; nothing is written. */

import { posix } from 'node:path';
import type { Write } from '../../io/commit.js';
import { workingCopy } from '../../io/git.js';
import { commonFolder, isInside } from '../../io/paths.js';
import { jsonReport } from '../../report/json.js';
import type { PatchFile } from '../../report/patch.js';
import { count } from '../../report/printable.js';
import { sumLine } from '../../report/summary.js';
import { problemLine } from '../../report/text.js';
import { EXIT, type ExitCode } from '../exit.js';
import { commandLine, type Session } from '../session.js';
import type { Terminal } from '../terminal.js';

export async function dryRun(
  session: Session,
  writes: readonly Write[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { settings, view } = session;
  if (settings.format === 'json') {
    const files = writes.map((write) => ({ path: view.name(write.path), action: write.kind }));
    await terminal.out(jsonReport(view, { apply: { dryRun: true, files } }));
    return EXIT.ok;
  }
  const folder = patchFolder(session, writes);
  // Loaded here only: scan and lint start faster without it.
  const { renderPatch } = await import('../../report/patch.js');
  await terminal.out(renderPatch(patchFiles(session, writes, folder)));
  await terminal.err(summary(session, writes, folder));
  return EXIT.ok;
}

/**
 * The folder that the patch is for. Inside a working copy git takes the names in a patch from its top, and silently
 * ignores what is not below it; elsewhere the folder of the report does.
 */
function patchFolder({ plan, settings }: Session, writes: readonly Write[]): string {
  const holds = (folder: string) => writes.every((write) => isInside(write.path, folder));
  const top = workingCopy(settings.cwd);
  if (top !== undefined && holds(top)) return top;
  return holds(plan.root) ? plan.root : commonFolder(writes.map((write) => posix.dirname(write.path)));
}

function patchFiles({ plan }: Session, writes: readonly Write[], folder: string): readonly PatchFile[] {
  const names = new Map(plan.findings.map((finding) => [finding.code, `${finding.code} ${finding.name}`]));
  const codes = new Map(plan.changes.map((change) => [change.path, change.codes]));
  const files = writes.map((write): PatchFile => {
    const rules = (codes.get(write.path) ?? []).map((code) => names.get(code) ?? code);
    const path = posix.relative(folder, write.path);
    return write.kind === 'change'
      ? { path, before: write.before, after: write.after, rules }
      : { path, after: write.after, mode: write.mode, rules };
  });
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function summary(
  { plan, settings, view }: Session,
  writes: readonly Write[],
  folder: string,
): readonly string[] {
  const problems = plan.problems.map((problem) => problemLine(view, problem));
  if (settings.quiet) return problems;
  const again = commandLine(['apply', ...settings.words]);
  if (writes.length === 0) return [...problems, `${sumLine(plan)}.`, 'Nothing to change.'];
  const created = writes.filter((write) => write.kind === 'create').length;
  return [
    ...problems,
    `Plan: ${count(created, 'file')} to create, ${writes.length - created} to change; ${sumLine(plan)}.`,
    `Nothing was written. The names in the patch start in ${folder}`,
    `Next: ${again}`,
  ];
}
