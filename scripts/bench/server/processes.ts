import { readdirSync, readFileSync } from 'node:fs';

/** What the processes of a server have used. */
export interface Usage {
  /** Seconds of processor time, user and system, of all processes that live and those that were waited for. */
  readonly processor: number;
  /** Resident memory of each process in KiB, by process id. Pages that processes share are counted in each. */
  readonly resident: ReadonlyMap<number, number>;
}

// USER_HZ, which Linux fixes at 100 for what /proc shows (proc(5), man sysconf).
const TICKS_PER_SECOND = 100;

/** Resident memory in KiB of the one daemon process of mod_wsgi in the process group `group`. Throws if there is none. */
export function daemonMemory(group: number): number {
  for (const [id, kibibytes] of usageOf(group).resident) {
    // display-name=%{GROUP} makes the daemon call itself (wsgi:NAME).
    if (readFileSync(`/proc/${id}/cmdline`, 'latin1').startsWith('(wsgi:')) return kibibytes;
  }
  throw new Error('no daemon process there');
}

/** Reads the usage of the process group `group` from /proc (Linux). */
export function usageOf(group: number): Usage {
  let ticks = 0;
  const resident = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statOf(name);
    if (fields === undefined || Number(fields[GROUP]) !== group) continue;
    for (const field of TIMES) ticks += Number(fields[field]);
    resident.set(Number(name), residentOf(name));
  }
  return { processor: ticks / TICKS_PER_SECOND, resident };
}

// Positions in /proc/PID/stat behind the name of the command, which may hold blanks (proc(5): state is field 3).
const GROUP = 2;
const TIMES = [11, 12, 13, 14];

function statOf(process: string): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${process}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined; // It has ended meanwhile.
  }
}

function residentOf(process: string): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${process}/status`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
