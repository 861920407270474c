import { Injectable } from '@nestjs/common';
import { Refusal, system } from '@app/kernel';
import { Db } from '@app/database';
import { People, PersonRow, SourceRow, Sources, fold } from '@app/directory';
import { Fence } from '@app/fence';
import { Roles } from './roles.js';
import { SignInLinks } from './sign-in-links.js';

const operator = system('bootstrap');
/** The built-in source of people whom no identity provider sends. */
const LOCAL = 'local';

/** The first way in: whoever can run the command line on this installation can make an administrator. */
@Injectable()
export class Bootstrap {
  constructor(
    private readonly db: Db,
    private readonly sources: Sources,
    private readonly people: People,
    private readonly fence: Fence,
    private readonly roles: Roles,
    private readonly links: SignInLinks,
  ) {}

  /**
   * Makes or finds the person with this user name, gives the role `admin` and a sign-in link.
   * @throws Refusal person.unknown when the person exists but may not act
   */
  async admin(userName: string): Promise<{ personId: string; link: string; expiresAt: Date }> {
    const personId = (await this.find(userName)) ?? (await this.add(userName));
    await this.roles.give(operator, personId, 'admin');
    const { url, expiresAt } = await this.links.issue(operator, personId);
    return { personId, link: url, expiresAt };
  }

  private async add(userName: string): Promise<string> {
    const sourceId = await this.localSource();
    const facts = { userName, displayName: userName, externalId: null, email: null, managerId: null } as const;
    try {
      return await this.db.write(operator, async (tx) => {
        const { id } = await this.people.add(tx, sourceId, { ...facts, status: 'active', attributes: { userName } });
        await this.fence.enrol(tx, { id, kind: 'person', status: 'active', ownerId: null });
        tx.record({ action: 'person.joined', subject: id, detail: { sourceId }, personal: { userName } });
        return id;
      });
    } catch (refused) {
      return settled(refused, 'person.user-name-taken', await this.find(userName));
    }
  }

  /** The token that connecting a source makes is thrown away unseen, so nobody ever provisions into this one. */
  private async localSource(): Promise<string> {
    const known = await this.findSource();
    if (known) return known;
    try {
      return (await this.sources.connect(operator, { name: LOCAL, dialect: 'strict' })).source.id;
    } catch (refused) {
      return settled(refused, 'source.name-taken', await this.findSource());
    }
  }

  private find(userName: string): Promise<string | undefined> {
    return this.db.read(operator, async (tx) => {
      const held = { userNameKey: fold(userName) };
      const rows = await tx.findBy(PersonRow, [
        { ...held, status: 'active' },
        { ...held, status: 'inactive' },
      ]);
      return rows[0]?.id;
    });
  }

  private findSource(): Promise<string | undefined> {
    return this.db.read(operator, async (tx) => (await tx.findOneBy(SourceRow, { name: LOCAL }))?.id);
  }
}

/** Somebody else was first: then theirs is the answer. */
function settled(refused: unknown, code: Refusal['code'], theirs: string | undefined): string {
  if (refused instanceof Refusal && refused.code === code && theirs !== undefined) return theirs;
  throw refused;
}
