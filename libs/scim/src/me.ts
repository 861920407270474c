import { Injectable } from '@nestjs/common';
import { type Actor, Refusal } from '@app/kernel';
import { Db } from '@app/database';
import { PersonRow, SourceRow } from '@app/directory';
import type { Query } from './core/selection.js';
import type { ScimResource } from './core/wire.js';
import { ScimUsers } from './users.js';

/** The User that somebody is, as the source that provisioned them sees it (RFC 7644 §3.11). */
@Injectable()
export class ScimMe {
  constructor(
    private readonly db: Db,
    private readonly users: ScimUsers,
  ) {}

  /** @throws Refusal `person.unknown` */
  async get(actor: Actor, personId: string, query: Query = {}): Promise<ScimResource> {
    const source = await this.db.read(actor, async (tx) => {
      const person = await tx.findOneBy(PersonRow, { id: personId });
      return person && tx.findOneBy(SourceRow, { id: person.sourceId });
    });
    if (!source) throw new Refusal('person.unknown');
    return this.users.get(actor, source, personId, query);
  }
}
