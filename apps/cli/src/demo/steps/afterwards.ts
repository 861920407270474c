import { type Stage, given, holds } from '../stage.js';

type Preview = { agents: { agentId: string; name: string; stops: boolean; successor: { personId: string } | null }[] };
type Succession = { agentId: string; offers: { personId: string; state: string }[] };
type Receipt = {
  kind: string;
  body: { clocks: { received: string; committed: string }; unverified: { subject: string }[] };
};

const PATIENCE_MS = 15_000;

/** Asks, before anything happens, what it would do. */
export async function beforehand(stage: Stage): Promise<string> {
  const { ada, grace } = given(stage, 'people');
  const change = { kind: 'leaver', personId: ada.id };
  const { agents } = await given(stage, 'admin').post<Preview>('/api/v1/lifecycle/preview', { change });
  const agent = agents.find(({ agentId }) => agentId === given(stage, 'agent').id);
  holds(agent?.stops === true, 'the preview says that the agent would stop');
  holds(agent.successor?.personId === grace.id, 'the preview names the deputy as who would be asked');
  return `Asked beforehand: ${agent.name} would stop, and its deputy Grace would be asked to take over.`;
}

/** What follows within a second: somebody is asked to answer for the agent, and the leave gets its receipt. */
export async function afterwards(stage: Stage): Promise<string[]> {
  const { ada, grace } = given(stage, 'people');
  const admin = given(stage, 'admin');
  const search = await seen(async () => {
    const searches = await admin.get<Succession[]>('/api/v1/successions');
    return searches.find(({ agentId }) => agentId === given(stage, 'agent').id);
  });
  const asked = search.offers.find(({ state }) => state === 'open');
  holds(asked?.personId === grace.id, 'Grace, the deputy, is asked to answer for the agent');
  const { body } = await seen(async () => {
    const receipts = await admin.get<Receipt[]>(`/api/v1/people/${ada.id}/receipts`);
    return receipts.find(({ kind }) => kind === 'leaver');
  });
  const took = Date.parse(body.clocks.committed) - Date.parse(body.clocks.received);
  const beyond = [...new Set(body.unverified.map(({ subject }) => subject))];
  return [
    'Grace is asked to answer for invoice-bot; until somebody accepts and attests, it stands still.',
    `The leaver receipt: committed ${took} ms after the request had arrived; ${beyond.length} things named that are out of Surety’s reach.`,
  ];
}

async function seen<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Not as told: what follows a leave came within 15 seconds');
}
