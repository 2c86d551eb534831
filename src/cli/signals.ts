/** Ctrl-C while files are being put in place: the run is finished first, so that no half-written site is left. */
import { constants } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { ExitCode } from './exit.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Held<T> {
  readonly result: T;
  /** 128 + the number of the signal that came meanwhile, as a shell would report it. */
  readonly interrupted: ExitCode | undefined;
}

/** Runs `work`, which takes milliseconds, to its end, whatever signal comes. */
export async function holdSignals<T>(work: () => T): Promise<Held<T>> {
  let interrupted: ExitCode | undefined;
  const listeners = SIGNALS.map((signal) => [signal, () => remember(signal)] as const);
  const remember = (signal: (typeof SIGNALS)[number]) => {
    interrupted ??= (128 + constants.signals[signal]) as ExitCode;
  };
  for (const [signal, listener] of listeners) process.on(signal, listener);
  try {
    const result = work();
    // Node hears of a signal when it polls; the first turn may be one that has polled already.
    await setImmediate();
    await setImmediate();
    return { result, interrupted };
  } finally {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  }
}
