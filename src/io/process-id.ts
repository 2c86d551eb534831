/** Tells a run that is still going from one that was killed. */
import { readFileSync } from 'node:fs';

export interface ProcessId {
  readonly pid: number;
  /** Start time in clock ticks since boot (proc(5), field 22), '' where there is no /proc: pids are used again. */
  readonly start: string;
}

export function thisProcess(): ProcessId {
  return { pid: process.pid, start: startTime(process.pid) };
}

export function isRunning(id: ProcessId): boolean {
  try {
    process.kill(id.pid, 0);
  } catch (error) {
    // EPERM: it exists, but belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return startTime(id.pid) === id.start;
}

function startTime(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command name stands in brackets and may contain spaces and brackets itself.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
