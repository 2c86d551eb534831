import { defineConfig } from 'vitest/config';

// Two projects: `vitest run --project unit` needs nothing but Node, `--project parity` starts real servers.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/parity/**'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'parity',
          include: ['test/parity/**/*.test.ts'],
          // A server and its clients share two cores with each other: files run one after another.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
