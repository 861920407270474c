import { Logger } from '@nestjs/common';
import type { WriteTx } from '@app/database';

/** What happened at the glass, as it is recorded and told. */
export type GlassEvent =
  'attempt-refused' | 'password-accepted' | 'key-registered' | 'signed-in' | 'enabled' | 'disabled';

const logger = new Logger('BreakGlass');

type Account = Readonly<{ personId: string; name: string }> | null;

/** Nothing here goes unnoticed: it is recorded, every administrator and security operator is told, and the log has it where no mail reaches them. */
export function alarm(tx: WriteTx, event: GlassEvent, account: Account, because = ''): void {
  const personId = account?.personId;
  tx.record({ action: `break-glass.${event}`, subject: personId ?? 'break-glass', detail: because ? { because } : {} });
  const words = { event, account: account?.name ?? 'unknown', because: because && `; ${because}` };
  const data = { ...words, ...(personId !== undefined && { personId }) };
  const payload = { template: 'break-glass.alarm', to: { roles: ['admin', 'security_operator'] }, data };
  logger.warn(`${event}: ${words.account}${words.because}`);
  tx.send({ topic: 'notify', payload });
}
