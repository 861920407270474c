import { Injectable } from '@nestjs/common';
import { Clock, Surroundings } from '@app/kernel';
import { Db, type Sealed, Sealer, type Tx } from '@app/database';

/**
 * What a call was decided by beside what the directory and the grants say: its arguments, and what was known of the
 * call (client, sign-in, counters, marks), both as plain JSON.
 */
export type CallInputs = Readonly<{ arguments: unknown; context: unknown }>;
/** `arguments` is left out when they were too large to keep. */
export type KeptInputs = Readonly<{ arguments?: unknown; context: unknown }>;

/** Arguments of more bytes of JSON than this are not kept. */
const MOST_BYTES = 8_192;
const USUAL_DAYS = 30;
const DAY_MS = 86_400_000;

const placeOf = (callId: string): string => `call_input:${callId}`;

export function sealInputs(sealer: Sealer, callId: string, inputs: CallInputs): Sealed {
  const args = JSON.stringify(inputs.arguments ?? null);
  const fits = Buffer.byteLength(args) <= MOST_BYTES;
  const context = JSON.stringify(inputs.context ?? null);
  return sealer.seal(placeOf(callId), fits ? `{"arguments":${args},"context":${context}}` : `{"context":${context}}`);
}

/** What calls were about, for as long as the installation keeps it. */
@Injectable()
export class KeptCallInputs {
  private readonly days: number;

  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
    { callInputsDays = USUAL_DAYS }: Surroundings,
  ) {
    this.days = callInputsDays;
  }

  /** The inputs of these calls that are still kept. */
  async of(tx: Tx, callIds: readonly string[]): Promise<Map<string, KeptInputs>> {
    const rows = await tx.query<{ callId: string; sealed: Sealed }[]>(
      'SELECT call_id AS "callId", sealed FROM call_input WHERE call_id = ANY ($1::uuid[])',
      [callIds],
    );
    return new Map(rows.map(({ callId, sealed }) => [callId, this.opened(callId, sealed)]));
  }

  /** Removes what is older than it may be. Run by a timer. */
  async sweep(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - this.days * DAY_MS);
    await this.db.upkeep('every-tenant', (tx) => tx.query('DELETE FROM call_input WHERE at < $1', [before]));
  }

  private opened(callId: string, sealed: Sealed): KeptInputs {
    return JSON.parse(this.sealer.open(placeOf(callId), sealed).toString()) as KeptInputs;
  }
}
