import { expect, it } from 'vitest';
import { surroundingsOf } from '../support/context.js';
import { freshDatabase } from '../support/database.js';
import { boot } from '../../apps/api/src/boot.js';
it('boots', async () => {
  const db = await freshDatabase();
  const app = await boot(surroundingsOf(db.url));
  for (const url of ['/healthz','/readyz','/scim/v2/Users','/nope','/api/v1/people','/api/v1/openapi.json', '/.well-known/oauth-protected-resource/mcp/files']) {
    const a = await app.inject({ method: 'GET', url });
    console.log(url, a.statusCode, a.headers['content-type'], a.headers['x-request-id'], a.body.slice(0, url.includes('openapi') ? 6000 : 300));
  }
  expect(1).toBe(1);
  await app.close(); await db.drop();
});
