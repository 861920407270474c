import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
const libs = fileURLToPath(new URL('./libs', import.meta.url));
export default defineConfig({
  resolve: { alias: [{ find: /^@app\/(.+)$/, replacement: `${libs}/$1/src/index.ts` }] },
  test: { name: 'mine', include: ['test/e2e/fence.e2e.spec.ts', 'test/contract/jobs.contract.spec.ts'] },
});
