import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Apart from the other tests: these need Chromium and the built console. */
export default defineConfig({
  root,
  resolve: { alias: [{ find: /^@app\/(.+)$/, replacement: `${root}/libs/$1/src/index.ts` }] },
  test: {
    name: 'browser',
    pool: 'forks',
    include: ['test/browser/**/*.spec.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
