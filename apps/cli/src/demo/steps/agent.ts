import { generateKeyPairSync } from 'node:crypto';
import { McpAgent } from '../mcp-agent.js';
import { type Step, given } from '../stage.js';
import { WebClient } from '../web-client.js';

const days = (count: number): string => new Date(Date.now() + count * 86_400_000).toISOString();

export const agent: Step = {
  name: 'agent',
  title: 'Agent: Ada registers an agent she answers for, with a deputy and a key pair',
  async play(stage) {
    const admin = given(stage, 'admin');
    const { ada, grace } = given(stage, 'people');
    const { link } = await admin.post<{ link: string }>(`/api/v1/people/${ada.id}/sign-in-links`);
    const owner = (stage.owner = await WebClient.signIn(link));

    const registration = {
      name: 'invoice-bot',
      kind: 'autonomous',
      purpose: 'Adds up invoices and files the results',
      deputyId: grace.id,
      expiresAt: days(90),
      nextReviewAt: days(30),
    };
    const { id } = await owner.post<{ id: string }>('/api/v1/agents', registration);
    const tools = given(stage, 'tools');
    const write = { toolId: tools['files__write_file'], effect: 'allow', condition: null };
    const sum = {
      toolId: tools['calculator__get-sum'],
      effect: 'allow',
      condition: { arg: 'a', op: 'lte', value: 100 },
    };
    for (const grant of [sum, write]) await owner.post(`/api/v1/agents/${id}/grants`, grant);

    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await owner.post(`/api/v1/agents/${id}/keys`, { jwk: publicKey.export({ format: 'jwk' }), expiresAt: days(60) });
    await owner.post(`/api/v1/agents/${id}/activate`);
    stage.agent = new McpAgent(stage.url, id, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
    return [
      'invoice-bot: owner Ada, deputy Grace, expires in 90 days, next review in 30.',
      'Its own grants are narrower than hers: get-sum if a ≤ 100, write_file; not list_directory.',
      'Credential: a P-256 key pair; only the public half was sent (private_key_jwt).',
    ];
  },
};
