/**
 * The public API: exactly what the commands call. A migration in four steps:
 *
 *     const tree = openTree({ roots: ['/srv/site'] });
 *     const plan = makePlan(tree, request);               // pure
 *     const writes = planWrites(tree, plan);
 *     const run = commit(openStore(process.env), { root: '/srv/site', cwd: process.cwd(), writes });
 *
 * `undo(store, run)` is the way back. The reader of Apache configuration is published on its own, as
 * `mod-python-migrate/apache-conf-parser`.
 */
export type { Edit } from './core/edit.js';
export { makePlan, PlanError, type PlanRequest } from './core/engine.js';
export type { FileNode, FileTree } from './core/file-tree.js';
export type {
  Change,
  Confidence,
  FileEdit,
  Finding,
  NewFile,
  NoteFinding,
  Place,
  RelatedPlace,
  Severity,
  State,
  UseFinding,
} from './core/finding.js';
export type { FileChange, FileProblem, Plan, UseTotals } from './core/plan.js';
export { allRules, type RuleInfo } from './core/registry.js';
export { PRODUCT, VERSION } from './core/version.js';
export { type CommitRequest, commit, type Write } from './io/commit.js';
export { type ErrorKind, MigrateError } from './io/errors.js';
export { type ExportRequest, exportTree } from './io/export-tree.js';
export { listRuns, openStore, type Run, type Store } from './io/journal.js';
export { type KeptFile, type Reverted, recover } from './io/revert.js';
export { siteRoots } from './io/roots.js';
export { readRuntime } from './io/runtime-files.js';
export { runToUndo, undo } from './io/undo.js';
export { openTree, type TreeOptions } from './io/vfs.js';
export { planWrites } from './io/writes.js';
export { jsonReport, SCHEMA_VERSION } from './report/json.js';
export { type PatchFile, renderPatch } from './report/patch.js';
export type { View } from './report/view.js';
