import { Injectable } from '@nestjs/common';
import { Refusal, Surroundings } from '@app/kernel';
import type { SourceRow } from '@app/directory';
import { scimRoot } from './addresses.js';
import { resourceTypes, schemas, serviceProviderConfig } from './core/discovery-documents.js';
import type { Query } from './core/selection.js';
import { unpaged } from './core/wire.js';
import { kindsOf } from './source-schema.js';

/** The documents by which a client finds out what it may send (RFC 7644 §4). Paging and sorting are ignored. */
@Injectable()
export class ScimDiscovery {
  private readonly root: string;

  constructor(surroundings: Surroundings) {
    this.root = scimRoot(surroundings);
  }

  serviceProviderConfig(source: SourceRow, query: Query) {
    return unfiltered(query, serviceProviderConfig(this.root, source));
  }

  resourceTypes(source: SourceRow, query: Query) {
    return unfiltered(query, unpaged(resourceTypes(this.root, kindsOf(source))));
  }

  /** @throws Refusal `request.not-found` */
  resourceType(source: SourceRow, id: string) {
    return found(resourceTypes(this.root, kindsOf(source)).find((type) => type.id === id));
  }

  schemas(source: SourceRow, query: Query) {
    return unfiltered(query, unpaged(schemas(this.root, kindsOf(source))));
  }

  /** @throws Refusal `request.not-found` */
  schema(source: SourceRow, id: string) {
    return found(schemas(this.root, kindsOf(source)).find((schema) => schema.id.toLowerCase() === id.toLowerCase()));
  }
}

function unfiltered<T>(query: Query, document: T): T {
  if (query['filter'] !== undefined) throw new Refusal('scim.discovery-filter');
  return document;
}

function found<T>(document: T | undefined): T {
  if (document === undefined) throw new Refusal('request.not-found');
  return document;
}
