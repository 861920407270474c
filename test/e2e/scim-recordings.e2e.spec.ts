import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScimServer, openScimServer } from '../support/scim-server.js';
import { authentik } from './scim-recordings/authentik.js';
import { entra, entraFlag } from './scim-recordings/entra.js';
import { okta, oktaPut } from './scim-recordings/okta.js';
import { replay } from './scim-recordings/replay.js';

let server: ScimServer;
beforeAll(async () => void (server = await openScimServer()));
afterAll(() => server?.close());

describe('a whole provisioning cycle, as it was recorded', () => {
  it.each([
    ['Okta, catalogue app (PATCH)', okta],
    ['Okta, custom app (PUT)', oktaPut],
    ['Microsoft Entra ID, as of old', entra],
    ['Microsoft Entra ID, with aadOptscim062020', entraFlag],
    ['authentik', authentik],
  ])('of %s has its answers and its effects, step by step [scim.recordings]', async (_, recording) => {
    await expect(replay(server, recording)).resolves.toBeUndefined();
  });
});
