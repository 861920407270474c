import { APPLICATION } from './published.schema.js';
import type { ScimResource } from './wire.js';

export type ListedServer = Readonly<{
  id: string;
  name: string;
  createdAt: Date;
  changedAt: Date;
  agents: readonly Readonly<{ id: string; name: string }>[];
}>;

/**
 * @param base address of the SCIM root, without trailing slash
 * @param gateway where agents reach every server
 */
export const wireApplication = (server: ListedServer, base: string, gateway: string): ScimResource => ({
  schemas: [APPLICATION],
  id: server.id,
  name: server.name,
  applicationUrls: [{ type: 'api', value: gateway, primary: true }],
  ...(server.agents.length > 0 && {
    agents: server.agents.map(({ id, name }) => ({
      value: id,
      $ref: `${base}/Agents/${id}`,
      display: name,
      type: 'authorized',
    })),
  }),
  meta: {
    resourceType: 'AgenticApplication',
    created: server.createdAt.toISOString(),
    lastModified: server.changedAt.toISOString(),
    location: `${base}/AgenticApplications/${server.id}`,
  },
});
