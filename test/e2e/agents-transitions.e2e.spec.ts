import { afterAll, beforeAll, expect, it } from 'vitest';
import { AccessModule } from '@app/access';
import {
  after,
  AgentCredentials,
  type AgentEvent,
  Agents,
  AgentsModule,
  type AgentState,
  AgentTerms,
  Approvals,
  Stewardship,
  transitions,
} from '@app/agents';
import { CatalogModule } from '@app/catalog';
import { DirectoryModule, type PersonRow } from '@app/directory';
import { newId } from '@app/kernel';
import { hr, openWorld, publicJwk } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let agents: Agents;
let owner: PersonRow;
let heir: PersonRow;
let tool: Awaited<ReturnType<typeof world.server>>['reading'];
beforeAll(async () => {
  world = await openWorld(DirectoryModule, CatalogModule, AgentsModule, AccessModule);
  agents = world.app.get(Agents);
  [owner, heir] = [await world.person('owner'), await world.person('heir')];
  ({ reading: tool } = await world.server('files'));
});
afterAll(() => world.close());

/** A fresh agent in the state, with one key. */
async function agentIn(state: AgentState) {
  const agent = await world.agent(owner, { requiresApproval: state === 'requested' });
  await agents.bindKey(hr, agent.id, publicJwk(), agent.expiresAt);
  if (state === 'active') await agents.activate(hr, agent.id);
  if (state === 'retired') await agents.retire(hr, agent.id, 'over');
  return agent;
}

const attested = { attest: true, reason: 'so' };
type Verb = Readonly<{ entry: string; run: (id: string, until: Date) => Promise<unknown> }>;
const verbs: Readonly<Record<AgentEvent, Verb>> = {
  approve: { entry: 'agent.approved', run: (id) => world.app.get(Approvals).approve(hr, id, 'so') },
  decline: { entry: 'agent.declined', run: (id) => world.app.get(Approvals).decline(hr, id, 'so') },
  activate: { entry: 'agent.activated', run: (id) => agents.activate(hr, id) },
  suspend: { entry: 'agent.suspended', run: (id) => agents.kill(hr, id, 'so') },
  resume: {
    entry: 'agent.cause-cleared',
    run: async (id) => {
      await agents.kill(hr, id, 'so').catch(() => undefined); // refused where nothing can be stopped; then so is this
      await agents.restart(hr, id, 'so');
    },
  },
  bind: {
    entry: 'agent.key-bound',
    run: (id, expiresAt) =>
      world.app.get(AgentCredentials).bind(hr, id, {
        kind: 'tls_client_auth',
        proof: { tls_client_auth_san_dns: `${newId()}.example.com` },
        expiresAt,
      }),
  },
  grant: { entry: 'agent.granted', run: async (id) => world.allow(await agentOf(id), tool) },
  renew: {
    entry: 'agent.renewed',
    run: (id, expiresAt) => world.app.get(AgentTerms).renew(hr, id, { ...attested, expiresAt }),
  },
  'hand-over': {
    entry: 'agent.handed-over',
    run: (id, until) => world.write((tx) => world.app.get(Stewardship).handOver(tx, id, heir.id, until)),
  },
  retire: { entry: 'agent.retired', run: (id) => agents.retire(hr, id, 'so') },
};
const agentOf = (id: string) => world.db.read(hr, (tx) => agents.find(tx, id));

const states = Object.keys(transitions) as AgentState[];
const events = Object.keys(verbs) as AgentEvent[];
const cases = states.flatMap((state) => events.map((event) => [event, state, after(state, event)] as const));

it.each(cases)(
  '%s of an agent that is %s leads to %s, recorded, or is refused and changes nothing [agent.lifecycle]',
  async (event, state, to) => {
    const { id, expiresAt } = await agentIn(state);
    const before = (await world.ledger()).length;
    const { entry, run } = verbs[event];
    const outcome = await run(id, expiresAt).then(
      () => 'done',
      (refusal: { code?: string }) => refusal.code,
    );
    const told = (await world.ledger()).filter(({ subject }) => subject === id).map(({ type }) => type);
    const same = (event === 'activate' && state === 'active') || (event === 'retire' && state === 'retired');
    const refused = state === 'retired' ? 'agent.retired' : 'agent.illegal-move';
    expect(outcome).toBe(to === null && !same ? refused : 'done');
    expect((await world.ledger()).length > before).toBe(to !== null);
    expect(to === null || told.includes(entry)).toBe(true);
    expect((await agentOf(id)).state).toBe(to ?? state);
    const acts = (await world.standing(id)) === 'active';
    expect(acts).toBe((to ?? state) === 'active' && event !== 'suspend');
  },
);
