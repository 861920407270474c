import { Injectable } from '@nestjs/common';
import { type Actor, Refusal } from '@app/kernel';
import { Db } from '@app/database';
import { Fence } from '@app/fence';
import { People } from '@app/directory';
import { Lifecycle } from './lifecycle.js';

/** As many are looked at before the worker turns to other things. */
const BATCH = 200;

/** First and last days that come without the source saying anything more. */
@Injectable()
export class Transitions {
  constructor(
    private readonly db: Db,
    private readonly people: People,
    private readonly lifecycle: Lifecycle,
    private readonly fence: Fence,
  ) {}

  /** Each in a write of its own that looks again under the row's lock: done twice, or late, it does no harm. @returns how many */
  async run(actor: Actor): Promise<number> {
    const due = await this.db.read(actor, (tx) => this.people.due(tx, BATCH));
    let done = 0;
    for (const id of due) if (await this.turn(actor, id)) done++;
    return done;
  }

  private async turn(actor: Actor, id: string): Promise<boolean> {
    try {
      return await this.db.write(actor, async (tx) => {
        const before = await this.people.locked(tx, id);
        const after = await this.people.restand(tx, before);
        if (after === before) {
          await this.fence.settle(tx);
          return tx.unchanged(false);
        }
        await this.lifecycle.changed(tx, before, after);
        return true;
      });
    } catch (refused) {
      if (refused instanceof Refusal && refused.code === 'person.unknown') return false;
      throw refused;
    }
  }
}
