import type { paths } from '../api/schema.js';
import { api } from '../api/client.js';

type Json<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer T } } } };
}
  ? T
  : never;
export type Server = Json<'/api/v1/servers'>[number];
/** A tool, resource, template of resources or prompt. */
export type Tool = Json<'/api/v1/tools'>[number];
export type ToolChange = Json<'/api/v1/tools/{id}/changes'>;
export type Pending = NonNullable<ToolChange['pending']>;
export type Difference = Pending['differences'][number];
export type MeantGrant = ToolChange['grants'][number];

/** `ownerName` null: nobody answers for it. */
export type OwnedServer = Server & Readonly<{ ownerName: string | null }>;
export type Catalogue = Readonly<{ servers: readonly OwnedServer[]; tools: readonly Tool[] }>;

export async function loadCatalogue(): Promise<Catalogue> {
  const [servers, tools] = await Promise.all([api.servers(), api.tools()]);
  const ids = [...new Set(servers.flatMap(({ ownerId }) => ownerId ?? []))];
  const people = await Promise.all(ids.map((id) => api.person(id)));
  const names = new Map(people.map(({ id, displayName }) => [id, displayName]));
  return {
    servers: servers.map((server) => ({
      ...server,
      ownerName: server.ownerId === null ? null : (names.get(server.ownerId) ?? server.ownerId),
    })),
    tools,
  };
}
