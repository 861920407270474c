import { Injectable } from '@nestjs/common';
import { system } from '@app/kernel';
import { LocalPeople } from './local-people.js';
import { Roles } from './roles.js';
import { SignInLinks } from './sign-in-links.js';

const operator = system('bootstrap');

/** The first way in: whoever can run the command line on this installation can make an administrator. */
@Injectable()
export class Bootstrap {
  constructor(
    private readonly locals: LocalPeople,
    private readonly roles: Roles,
    private readonly links: SignInLinks,
  ) {}

  /**
   * Makes or finds the person with this user name, gives the role `admin` and a sign-in link.
   * @throws Refusal person.unknown when the person exists but may not act
   */
  async admin(userName: string): Promise<{ personId: string; link: string; expiresAt: Date }> {
    const personId = (await this.locals.find(operator, userName)) ?? (await this.locals.add(operator, userName));
    await this.roles.give(operator, personId, 'admin', { reason: 'command line' });
    const { url, expiresAt } = await this.links.issue(operator, personId);
    return { personId, link: url, expiresAt };
  }
}
