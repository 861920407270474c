import { Injectable } from '@nestjs/common';
import { type Actor, Refusal } from '@app/kernel';
import { AssignmentRules } from '@app/access';
import { Db } from '@app/database';
import { People, PersonRow, SourceRow, Sources, fold } from '@app/directory';
import { Fence } from '@app/fence';

/** The built-in source of people whom no identity provider sends. */
const LOCAL = 'local';

/** People of the house itself: made by the command line, provisioned by nobody. */
@Injectable()
export class LocalPeople {
  constructor(
    private readonly db: Db,
    private readonly sources: Sources,
    private readonly people: People,
    private readonly fence: Fence,
    private readonly rules: AssignmentRules,
  ) {}

  /** Of any source, by user name. */
  find(actor: Actor, userName: string): Promise<string | undefined> {
    return this.db.read(actor, async (tx) => {
      const held = { userNameKey: fold(userName) };
      const rows = await tx.findBy(PersonRow, [
        { ...held, status: 'active' },
        { ...held, status: 'inactive' },
      ]);
      return rows[0]?.id;
    });
  }

  /** Makes the person, or finds whom somebody else made at the same time. */
  async add(actor: Actor, userName: string): Promise<string> {
    const sourceId = await this.source(actor);
    const facts = { userName, displayName: userName, externalId: null, email: null, managerId: null } as const;
    try {
      return await this.db.write(actor, async (tx) => {
        const person = await this.people.add(tx, sourceId, { ...facts, status: 'active', attributes: { userName } });
        const { id } = person;
        const { added } = await this.rules.follow(tx, person);
        await this.fence.enrol(tx, { id, kind: 'person', status: 'active', ownerId: null });
        if (added.length > 0) await this.fence.touch(tx, [id]);
        tx.record({ action: 'person.joined', subject: id, detail: { sourceId }, personal: { userName } });
        return id;
      });
    } catch (refused) {
      return settled(refused, 'person.user-name-taken', await this.find(actor, userName));
    }
  }

  /** The token that connecting a source makes is thrown away unseen, so nobody ever provisions into this one. */
  private async source(actor: Actor): Promise<string> {
    const known = await this.findSource(actor);
    if (known) return known;
    try {
      return (await this.sources.connect(actor, { name: LOCAL, dialect: 'strict' })).source.id;
    } catch (refused) {
      return settled(refused, 'source.name-taken', await this.findSource(actor));
    }
  }

  private findSource(actor: Actor): Promise<string | undefined> {
    return this.db.read(actor, async (tx) => (await tx.findOneBy(SourceRow, { name: LOCAL }))?.id);
  }
}

/** Somebody else was first: then theirs is the answer. */
function settled(refused: unknown, code: Refusal['code'], theirs: string | undefined): string {
  if (refused instanceof Refusal && refused.code === code && theirs !== undefined) return theirs;
  throw refused;
}
