import type { ConditionEnv } from '@app/access';

/** A Wednesday, 10:00 in Berlin. */
export const WEDNESDAY = new Date('2026-03-04T09:00:00Z');

/** A call by Mira through an agent that Otto owns. */
export function callOf(stated: Partial<ConditionEnv> = {}): ConditionEnv {
  return {
    args: {},
    person: { userName: 'mira', employeeNumber: '42', roles: ['sales', 'lead'], level: 3 },
    owner: { userName: 'otto', department: 'finance', roles: [] },
    agent: { id: 'a1', environment: 'staging', tags: ['batch', 'eu'] },
    server: { name: 'crm', environment: 'production', classification: null },
    at: WEDNESDAY,
    context: {
      clientId: 'client-1',
      signIn: { acr: 'mfa', amr: ['pwd', 'otp'], at: new Date(WEDNESDAY.getTime() - 600_000) },
    },
    ids: { agentId: 'a1', personId: 'p1', toolId: 't1', profileId: null, grantId: 'g1' },
    ...stated,
  };
}
