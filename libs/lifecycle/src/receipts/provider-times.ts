import { Injectable } from '@nestjs/common';
import type { Tx } from '@app/database';

/** When something happened by the provider's own clock, and who says so. */
export type ProviderTime = Readonly<{ at: Date; basis: string }>;
type Ask = (tx: Tx, personId: string, committed: Date) => Promise<ProviderTime | null>;

/** SCIM carries no time of the source's own; rooms above that hear of one (security signals) say so here, at start. */
@Injectable()
export class ProviderTimes {
  private readonly asked: Ask[] = [];

  register(ask: Ask): void {
    this.asked.push(ask);
  }

  /** The earliest that is known of the person's leaving, around the time when we committed it. */
  async of(tx: Tx, personId: string, committed: Date): Promise<ProviderTime | null> {
    const told: ProviderTime[] = [];
    for (const ask of this.asked) told.push(...[await ask(tx, personId, committed)].flatMap((time) => time ?? []));
    return told.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null;
  }
}
