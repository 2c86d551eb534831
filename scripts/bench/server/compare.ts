import type { ApacheServer } from '../../../test/support/apache.js';
import { type Load, runLoad } from './load.js';
import { usageOf } from './processes.js';
import type { Variant } from './run.js';
import { median, quantile } from './statistics.js';

export interface Running {
  readonly variant: Variant;
  readonly server: ApacheServer;
}

interface Measured {
  readonly name: string;
  /** Seconds the client waited for a request, for each round. */
  readonly times: readonly number[];
  /** Seconds of processor time of all processes of the server for a request. */
  readonly processor: number;
}

/**
 * Sends bursts of `load` to each server in rounds, the order turned by one each time. Returns a table: a line for each
 * server with the median time, its ratio to the first server's of the same round (median and quartiles), and the same
 * for the processor time, which is counted in ticks of 10 ms over all rounds.
 */
export async function compareServers(
  servers: readonly Running[],
  load: Omit<Load, 'port'>,
  rounds: number,
): Promise<readonly string[]> {
  const times = servers.map((): number[] => []);
  for (const { server } of servers) await runLoad({ ...load, port: server.port, concurrency: 8 });
  const before = servers.map(({ server }) => usageOf(server.pid).processor);
  for (let round = 0; round < rounds; round++) {
    for (let step = 0; step < servers.length; step++) {
      const index = (round + step) % servers.length;
      const { port } = servers[index]!.server;
      times[index]!.push((await runLoad({ ...load, port })) / load.requests);
    }
  }
  const measured = servers.map(({ server, variant }, index) => ({
    name: variant.name,
    times: times[index]!,
    processor: (usageOf(server.pid).processor - before[index]!) / (rounds * load.requests),
  }));
  return [
    '  ms/request   ratio (quartiles)     processor ms   ratio',
    ...measured.map((one) => line(one, measured[0]!)),
  ];
}

function line(one: Measured, reference: Measured): string {
  const ratios = one.times.map((time, round) => time / reference.times[round]!);
  const columns = [
    (1000 * median(one.times)).toFixed(3).padStart(12),
    median(ratios).toFixed(2).padStart(8),
    `(${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)})`,
    (1000 * one.processor).toFixed(3).padStart(14),
    (one.processor / reference.processor).toFixed(2).padStart(7),
  ];
  return `${columns.join(' ')}   ${one.name}`;
}
