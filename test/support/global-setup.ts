import type { TestProject } from 'vitest/node';
import { prepareTemplate } from './database.js';
import { startTestServer } from './postgres-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The same server as its superuser, which the product refuses to be. */
    postgresAdmin: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  await prepareTemplate(server.url);
  project.provide('postgres', server.url);
  project.provide('postgresAdmin', server.adminUrl);
  return server.stop;
}
