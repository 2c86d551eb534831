import { describe, expect, it } from 'vitest';
import { holdSignals } from '../../src/cli/signals.js';

describe('signals', () => {
  it('wait until the work is done, and then decide the exit code', async () => {
    const steps: string[] = [];
    const listeners = process.listenerCount('SIGTERM');
    const held = await holdSignals(() => {
      steps.push('begun');
      process.kill(process.pid, 'SIGINT');
      process.kill(process.pid, 'SIGTERM');
      steps.push('done');
      return 7;
    });
    expect(steps).toEqual(['begun', 'done']);
    expect(held).toEqual({
      result: 7,
      interrupted: expect.toSatisfy((code) => code === 130 || code === 143),
    });
    expect(await holdSignals(() => 8)).toEqual({ result: 8, interrupted: undefined });
    expect(process.listenerCount('SIGTERM')).toBe(listeners);
  });
});
