/** All that a command may touch outside of itself, so that a test can give it another world. */
import type { PlanRequest } from '../core/engine.js';
import type { FileTree } from '../core/file-tree.js';
import type { Plan } from '../core/plan.js';
import type { RuleInfo } from '../core/registry.js';

/** A stream as far as we use it. */
export interface Sink {
  write(data: string | Uint8Array, done: () => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What the commands need of core/. */
export interface Engine {
  makePlan(tree: FileTree, request: PlanRequest): Plan;
  allRules(): readonly RuleInfo[];
}

export interface World {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Loads the rules; slow enough to be left out where nothing is planned. */
  loadEngine(): Promise<Engine>;
}

export async function loadEngine(): Promise<Engine> {
  const [engine, registry] = await Promise.all([import('../core/engine.js'), import('../core/registry.js')]);
  return { makePlan: engine.makePlan, allRules: registry.allRules };
}
