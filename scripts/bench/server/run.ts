import path from 'node:path';
import { startApache } from '../../../test/support/apache.js';
import type { ParityEnvironment, ServerModules } from '../../../test/support/parity-environment.js';
import type { Running } from './compare.js';
import type { BenchSite } from './site.js';

/** A way to serve the site that is measured. */
export interface Variant {
  readonly name: string;
  readonly modules: ServerModules;
  /** It has nothing but hello. */
  readonly onlyHello: boolean;
  /** Writes the site into the new folder `root`. */
  write(root: string): BenchSite | Promise<BenchSite>;
}

/** Writes the site into a folder below `work` and serves it. */
export async function start(
  variant: Variant,
  work: string,
  environment: ParityEnvironment,
): Promise<Running> {
  const { configuration } = await variant.write(path.join(work, variant.name.replaceAll(/\W+/g, '-')));
  const server = await startApache({
    environment,
    modules: variant.modules,
    siteConfiguration: configuration,
  });
  return { variant, server };
}
