import { type Actor, Refusal, isObject } from '@app/kernel';
import { type SourceRow, isId } from '@app/directory';
import type { Step } from './core/bulk-plan.js';
import { type Addition, apart, withIds } from './core/bulk-references.js';
import type { BulkOperation } from './core/bulk-request.js';
import { PATCH_OP } from './core/patch-request.js';
import type { Preconditions } from './core/precondition.js';
import { scimError } from './core/scim-error.js';
import type { Query } from './core/selection.js';
import type { ScimResource } from './core/wire.js';
import type { RefusedWrite } from './refused-writes.js';

/** One kind of resource, as bulk operations reach it. */
export type BulkEndpoint = {
  create(actor: Actor, source: SourceRow, body: unknown): Promise<ScimResource>;
  replace(...change: Change): Promise<ScimResource>;
  /** Undefined where a PATCH does not read back what it changed. */
  patch(...change: Change): Promise<ScimResource | undefined>;
  remove(actor: Actor, source: SourceRow, id: string, when: Preconditions): Promise<void>;
};
type Change = [actor: Actor, source: SourceRow, id: string, body: unknown, query: Query, when: Preconditions];

/** RFC 7644 §3.7.3; `response` tells why an operation failed. */
export type BulkResult = Readonly<{
  method: string;
  bulkId?: string;
  location?: string;
  version?: string;
  status: string;
  response?: object;
}>;

type Caller = Readonly<{
  actor: Actor;
  source: SourceRow;
  /** Records what was not done, and says it in public. */
  refuse(write: RefusedWrite, error: unknown): Promise<Refusal>;
}>;
type Place = Readonly<{ endpoint: BulkEndpoint; name: string; id: string | undefined }>;
type Made = Readonly<{ status: number; id?: string; resource: ScimResource | undefined }>;
/** A resource that was created without some references, and what brings them in. */
type Mending = { index: number; place: Place; id: string; late: Set<string>; additions: readonly Addition[] };

/** The state of one bulk request: what was created so far, what is still to be mended, and what to answer. */
export class BulkRun {
  failures = 0;
  private readonly ids = new Map<string, string>();
  private readonly mendings = new Set<Mending>();
  private readonly answers: (BulkResult | undefined)[];
  private lost: Refusal | undefined;

  constructor(
    private readonly operations: readonly BulkOperation[],
    private readonly endpoints: ReadonlyMap<string, BulkEndpoint>,
    private readonly root: string,
    private readonly caller: Caller,
  ) {
    this.answers = operations.map(() => undefined);
  }

  async take({ index, references, late }: Step): Promise<void> {
    const operation = this.operations[index];
    if (!operation) return;
    try {
      if (this.lost) throw this.lost;
      const place = this.placeOf(operation);
      const missing = [...references].find((bulkId) => !this.ids.has(bulkId) && !late.has(bulkId));
      if (missing !== undefined) throw new Refusal('scim.bulk-reference', missing.slice(0, 100));
      const { data } = operation;
      const { now, later } = late.size > 0 && isObject(data) ? apart(data, late) : { now: data, later: [] };
      const { status, id, resource } = await this.done(
        operation,
        place,
        references.size > 0 ? withIds(now, this.ids) : now,
      );
      if (operation.method === 'POST' && operation.bulkId !== undefined && id !== undefined) {
        this.ids.set(operation.bulkId, id);
        if (late.size > 0) this.mendings.add({ index, place, id, late: new Set(late), additions: later });
      }
      this.answers[index] = this.success(operation, status, place, id, resource);
    } catch (error) {
      await this.fail(index, error);
    }
    await this.mend();
  }

  /** In the order of the request, of what was tried. A resource that nobody mended is told as what it is. */
  results(): BulkResult[] {
    for (const { index } of this.mendings) this.unmended(index, new Refusal('scim.bulk-reference'));
    return this.answers.filter((answer) => answer !== undefined);
  }

  private async mend(): Promise<void> {
    for (const mending of this.mendings) {
      const { index, place, id, late, additions } = mending;
      if ([...late].some((bulkId) => !this.ids.has(bulkId))) continue;
      this.mendings.delete(mending);
      const { actor, source } = this.caller;
      const body = { schemas: [PATCH_OP], Operations: withIds(additions, this.ids) };
      try {
        const resource = await place.endpoint.patch(actor, source, id, body, {}, {});
        const before = this.answers[index];
        if (before && resource?.meta.version !== undefined) {
          this.answers[index] = { ...before, version: resource.meta.version };
        }
      } catch (error) {
        this.unmended(
          index,
          await this.caller.refuse({ method: 'PATCH', route: routeOf(place, true), id, body }, error),
        );
      }
    }
  }

  private async done({ method, version }: BulkOperation, place: Place, data: unknown): Promise<Made> {
    const { actor, source } = this.caller;
    const { endpoint, id } = place;
    const when = version === undefined ? {} : { ifMatch: version };
    if (method === 'POST') {
      if (id !== undefined) throw new Refusal('request.verb-not-allowed');
      const resource = await endpoint.create(actor, source, data);
      return { status: 201, id: resource.id, resource };
    }
    if (id === undefined) throw new Refusal('request.verb-not-allowed');
    if (method === 'DELETE') {
      await endpoint.remove(actor, source, id, when);
      return { status: 204, id, resource: undefined };
    }
    const verb = method === 'PUT' ? 'replace' : 'patch';
    const resource = await endpoint[verb](actor, source, id, data, {}, when);
    return { status: resource ? 200 : 204, id, resource };
  }

  private success(
    { method, bulkId }: BulkOperation,
    status: number,
    { name, id: known }: Place,
    id: string | undefined,
    resource: ScimResource | undefined,
  ): BulkResult {
    const version = resource?.meta.version;
    return {
      method,
      ...(bulkId !== undefined && { bulkId }),
      location: resource?.meta.location ?? `${this.root}/${name}/${id ?? known ?? ''}`,
      ...(version !== undefined && { version }),
      status: String(status),
    };
  }

  private async fail(index: number, error: unknown): Promise<void> {
    const operation = this.operations[index];
    if (!operation) return;
    this.failures++;
    const { method, bulkId, data, path } = operation;
    const place = this.placeIfAny(operation);
    const route = place ? routeOf(place, place.id !== undefined) : '/scim/v2/Bulk';
    const id = place?.id;
    const write = { method, route, ...(id !== undefined && { id }), body: data ?? path };
    const refusal = this.lost ?? (await this.caller.refuse(write, error));
    if (refusal.status === 503) this.lost = refusal;
    this.answers[index] = {
      method,
      ...(bulkId !== undefined && { bulkId }),
      ...(place && id !== undefined && isId(id) && { location: `${this.root}/${place.name}/${id}` }),
      status: String(refusal.status),
      response: scimError(refusal),
    };
  }

  /** It exists, without its references: the client learns both. */
  private unmended(index: number, refusal: Refusal): void {
    const before = this.answers[index];
    if (!before) return;
    this.failures++;
    this.answers[index] = { ...before, status: String(refusal.status), response: scimError(refusal) };
  }

  private placeIfAny(operation: BulkOperation): Place | undefined {
    try {
      return this.placeOf(operation);
    } catch {
      return undefined;
    }
  }

  private placeOf({ path }: BulkOperation): Place {
    const [, name = '', said] = /^\/?(\w+)(?:\/([^/?#]+))?$/.exec(path) ?? [];
    const endpoint = this.endpoints.get(name);
    if (!endpoint) throw new Refusal('request.not-found', `no endpoint for '${path.slice(0, 100)}'`);
    const created = said?.startsWith('bulkId:') ? this.ids.get(said.slice(7)) : undefined;
    return { endpoint, name, id: created ?? said };
  }
}

const routeOf = ({ name }: Place, hasId: boolean): string => `/scim/v2/${name}${hasId ? '/:id' : ''}`;
