import { createHmac } from 'node:crypto';
import { type IncomingHttpHeaders, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AgentsModule } from '@app/agents';
import { AuthModule, Roles } from '@app/auth';
import { Db } from '@app/database';
import { DirectoryModule, People, type PersonRow, Sources } from '@app/directory';
import { Fence } from '@app/fence';
import { newId, Refusal, Surroundings } from '@app/kernel';
import { type NotificationRow, Notifications, NotificationsModule, Webhooks } from '@app/notifications';
import { handover } from '../support/handover.js';
import { hr, openWorld } from '../support/world.js';

type Mail = Readonly<{ to: string[]; text: string }>;
type Post = Readonly<{ headers: IncomingHttpHeaders; body: string; url: string }>;

let world: Awaited<ReturnType<typeof openWorld>>;
let jml: ReturnType<typeof handover>;
let notifications: Notifications;
let smtp: SMTPServer;
let hookServer: ReturnType<typeof createServer>;
let hookUrl: string;
let admin: PersonRow;
const mails: Mail[] = [];
const posts: Post[] = [];
let answer: () => number = () => 204;
let reply: (address: string) => Error | undefined = () => undefined;

beforeAll(async () => {
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _, done) => {
      const fault = reply(address);
      if (fault) done(fault);
      else done();
    },
    onData: (stream, { envelope }, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(parts).toString() });
        done();
      });
    },
  });
  await new Promise<void>((up) => smtp.listen(0, '127.0.0.1', up));
  const { port } = smtp.server.address() as AddressInfo;
  hookServer = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      posts.push({ headers: request.headers, body: Buffer.concat(parts).toString(), url: request.url ?? '' });
      const status = answer();
      response.writeHead(status, status === 307 ? { location: '/elsewhere' } : {}).end();
    });
  }).listen(0, '127.0.0.1');
  await new Promise((up) => hookServer.once('listening', up));
  hookUrl = `http://127.0.0.1:${(hookServer.address() as AddressInfo).port}/hook`;
  world = await openWorld(DirectoryModule, AgentsModule, AuthModule, NotificationsModule);
  Object.assign(world.app.get(Surroundings), {
    mail: { smtpUrl: `smtp://127.0.0.1:${port}`, from: 'Surety <surety@example.org>' },
  });
  jml = handover(world);
  notifications = world.app.get(Notifications);
  admin = await somebody('admin', 'Admin@Example.org');
  await world.app.get(Roles).give(hr, admin.id, 'admin');
});
afterAll(async () => {
  await world.close();
  await new Promise<void>((down) => smtp.close(down));
  hookServer.close();
});
beforeEach(() => {
  mails.length = 0;
  posts.length = 0;
  answer = () => 204;
  reply = () => undefined;
});

let sourceId: string | undefined;
const somebody = async (userName: string, email: string | null): Promise<PersonRow> => {
  sourceId ??= (await world.app.get(Sources, { strict: false }).connect(hr, { name: 'mail', dialect: 'strict' })).source
    .id;
  return world.write(async (tx) => {
    const attributes =
      email === null ? {} : { emails: [{ value: 'other@example.org' }, { value: email, primary: true }] };
    const facts = { userName, displayName: userName, email, managerId: null, externalId: null, attributes } as const;
    const row = await world.app.get(People, { strict: false }).add(tx, sourceId ?? '', { ...facts, status: 'active' });
    const fence = world.app.get(Fence, { strict: false });
    await fence.enrol(tx, { id: row.id, kind: 'person', status: 'active', ownerId: null });
    return row;
  });
};
const notify = async (template: string, to: object, data: object): Promise<void> => {
  await world.write(async (tx) => tx.send({ topic: 'notify', payload: { template, to, data } }));
  await jml.deliver();
};
const leave = ({ id }: PersonRow): Promise<unknown> =>
  world.write((tx) =>
    tx.query(`UPDATE person SET status = 'inactive', present = false, source_status = 'inactive' WHERE id = $1`, [id]),
  );
const deliver = () => notifications.deliver(hr);
const newest = async (): Promise<NotificationRow> => {
  const [row] = await notifications.list(hr);
  if (!row) throw new Error('nothing was composed');
  return row;
};

describe('an e-mail', () => {
  it('names what the message names by id, goes out once, and says so in no ledger [notification.email]', async () => {
    const gone = await somebody('Eve Leaver', null);
    const agent = await world.agent(admin, { name: 'ledger-bot' });
    const data = { personId: gone.id, agentIds: [agent.id], deadline: '2026-06-15T09:00:00.000Z' };
    await notify('succession.offered', { personId: admin.id }, data);
    await deliver();
    await deliver();
    expect(mails).toHaveLength(1);
    const [mail] = mails;
    expect(mail?.to).toEqual(['Admin@example.org']);
    expect(mail?.text).toContain('From: Surety <surety@example.org>');
    expect(mail?.text).toContain('Subject: Will you answer for agents of Eve Leaver?');
    expect(mail?.text).toContain('ledger-bot');
    expect(mail?.text).toContain('2026-06-15 09:00 UTC');
    expect(mail?.text).toContain('Auto-Submitted: auto-generated');
    const row = await newest();
    expect(mail?.text).toContain(`Message-ID: <${row.id}@localhost>`);
    expect(row).toMatchObject({ state: 'sent', attempts: 1, error: null });
    const told = (await world.ledger()).filter(({ type }) => type === 'notification.composed');
    expect(told.map(({ entry }) => entry).join()).not.toMatch(/Eve|example\.org|ledger-bot/);
    expect(told.at(-1)?.entry).toContain('"queued":1');
  });

  it('goes to everybody who holds a role, and to nobody who has left [notification.role]', async () => {
    const former = await somebody('former', 'former@example.org');
    await world.app.get(Roles).give(hr, former.id, 'admin');
    await leave(former);
    await notify('agent.retired', { role: 'admin' }, { personId: former.id, agentIds: [] });
    await deliver();
    expect(mails.map(({ to }) => to)).toEqual([['Admin@example.org']]);
    await notify('deputy.left', { personId: former.id }, { personId: admin.id });
    expect(await newest()).toMatchObject({ state: 'skipped', error: 'the person is not active' });
  });

  it('does not reach somebody who has left while it waited [notification.left]', async () => {
    const soon = await somebody('soon gone', 'soon@example.org');
    await notify('deputy.left', { personId: soon.id }, { personId: admin.id });
    await leave(soon);
    await deliver();
    expect(mails).toEqual([]);
    expect((await notifications.list(hr)).find(({ personId }) => personId === soon.id)).toMatchObject({
      state: 'failed',
      error: 'the person is not active',
    });
  });

  it('is sent once an hour, however often a provider repeats what is refused [notification.repetition]', async () => {
    const { webhook } = await world.app.get(Webhooks).add(hr, hookUrl);
    const [one, other] = [await somebody(newId(), null), await somebody(newId(), null)];
    const refused = ({ id: personId }: PersonRow) =>
      notify('scim.leaver-refused', { role: 'admin' }, { sourceId, personId, code: 'scim.invalid-path' });
    for (const each of [one, one, other, one]) await refused(each);
    await deliver();
    expect([mails.length, posts.length]).toEqual([2, 2]);
    world.clock.pass(1 / 20);
    await refused(one);
    await deliver();
    expect([mails.length, posts.length]).toEqual([3, 3]);
    await world.app.get(Webhooks).remove(hr, webhook.id);
  });

  it('cannot be bent by an address: whoever has no usable one is skipped [notification.skipped]', async () => {
    for (const address of [null, 'a@x.org, b@x.org', 'a@x.org\r\nRCPT TO:<b@x.org>']) {
      const { id } = await somebody(newId(), address);
      await notify('deputy.left', { personId: id }, { personId: admin.id });
      expect(await newest()).toMatchObject({ state: 'skipped', error: 'no usable e-mail address is known' });
    }
    await deliver();
    expect(mails).toEqual([]);
  });

  it('is not queued without a mail server, and shown as skipped [notification.skipped]', async () => {
    const surroundings = world.app.get(Surroundings) as { mail: object | undefined };
    const { mail } = surroundings;
    surroundings.mail = undefined;
    await notify('deputy.left', { personId: admin.id }, { personId: admin.id });
    surroundings.mail = mail;
    expect((await newest()).error).toContain('SURETY_SMTP_URL');
    await deliver();
    expect(mails).toEqual([]);
  });

  it('that is refused for now is tried later, and one that is refused for good is not [notification.retries]', async () => {
    reply = () => Object.assign(new Error('busy'), { responseCode: 451 });
    await notify('deputy.left', { personId: admin.id }, { personId: admin.id });
    await deliver();
    expect(await newest()).toMatchObject({ state: 'queued', attempts: 1 });
    reply = () => undefined;
    await deliver();
    expect(mails).toEqual([]);
    world.clock.pass(1 / 24 / 60);
    await deliver();
    expect(await newest()).toMatchObject({ state: 'sent', attempts: 2 });
    reply = () => Object.assign(new Error('no such user'), { responseCode: 550 });
    await notify('deputy.left', { personId: admin.id }, { personId: admin.id });
    await deliver();
    expect(await newest()).toMatchObject({ state: 'failed', attempts: 1, error: expect.stringContaining('550') });
  });
});

describe('a webhook', () => {
  const hooks = () => world.app.get(Webhooks);
  const add = () => hooks().add(hr, hookUrl);
  const clear = async () => {
    for (const { id } of await hooks().list(hr)) await hooks().remove(hr, id);
  };
  const post = (template = 'agent.retired') =>
    notify(template, { role: 'auditor' }, { personId: admin.id, agentIds: [] });

  it('is told in ids, signed with its secret over the very bytes [webhook.delivered]', async () => {
    const { webhook, secret } = await add();
    await post();
    await deliver();
    expect(posts).toHaveLength(1);
    const { headers, body } = posts[0]!;
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    expect(key).toHaveLength(32);
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    expect(headers['webhook-timestamp']).toBe(String(Math.floor(world.clock.at.getTime() / 1000)));
    expect(JSON.parse(body)).toEqual({
      type: 'agent.retired',
      timestamp: world.clock.at.toISOString(),
      data: { personId: admin.id, agentIds: [] },
    });
    expect(headers['webhook-id']).toBe((await newest()).id);
    const [stored] = await world.sql<{ sealed_secret: string }>('SELECT sealed_secret FROM webhook WHERE id = $1', [
      webhook.id,
    ]);
    expect(stored?.sealed_secret).not.toContain(key.toString('base64'));
    expect(JSON.stringify(await world.ledger())).not.toContain(key.toString('base64'));
    await clear();
  });

  it('that fails is tried eight times with the same id and bytes, then given up and seen [webhook.retries]', async () => {
    await add();
    answer = () => 500;
    await post();
    for (let hour = 0; hour < 60; hour++) {
      await deliver();
      world.clock.pass(1 / 24);
    }
    expect(posts).toHaveLength(8);
    expect(new Set(posts.map(({ headers, body }) => String(headers['webhook-id']) + body)).size).toBe(1);
    expect(new Set(posts.map(({ headers }) => headers['webhook-signature'])).size).toBe(8);
    const [failed] = await notifications.list(hr, 'failed');
    expect(failed).toMatchObject({ attempts: 8, error: 'the webhook answered 500' });
    await clear();
  });

  it.each([
    ['410: nobody listens there any more', 410, 'failed'],
    ['307: no other address is ever called', 307, 'queued'],
  ])('that answers %s [webhook.retries]', async (_, status, state) => {
    await add();
    answer = () => status;
    await post();
    await deliver();
    expect(posts.map(({ url }) => url)).toEqual(['/hook']);
    expect(await newest()).toMatchObject({ state, error: `the webhook answered ${status}` });
    await clear();
  });

  it('that is removed is not called any more [webhook.removed]', async () => {
    const { webhook } = await add();
    await post();
    await hooks().remove(hr, webhook.id);
    await deliver();
    expect(posts).toEqual([]);
    expect(await newest()).toMatchObject({ state: 'failed', error: 'the webhook was removed' });
    await expect(hooks().remove(hr, webhook.id)).rejects.toThrow(Refusal);
    await expect(hooks().add(hr, 'http://example.org/')).rejects.toThrow('https');
  });

  it('hears of a tripped breaker, and so do administrators [notification.breaker]', async () => {
    await add();
    await world.write(async (tx) =>
      tx.send({
        topic: 'lifecycle.breaker-tripped',
        payload: { sourceId, breakerId: newId(), leavers: 51, limit: 50 },
      }),
    );
    await jml.deliver();
    await deliver();
    expect(posts.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual(['breaker.tripped']);
    expect(mails[0]?.text).toContain('51 people of mail left');
    await clear();
  });

  it('sends each once, however many workers there are, and takes over what another one dropped [notification.claims]', async () => {
    await add();
    for (let i = 0; i < 25; i++) await post();
    await Promise.all([deliver(), deliver(), deliver()]);
    expect(posts).toHaveLength(25);
    posts.length = 0;
    await post();
    const dropped = await newest();
    // as a worker leaves it that is cut off while it sends
    const lease = new Date(world.clock.at.getTime() + 120_000);
    await world.app
      .get(Db)
      .upkeep(hr.tenant, (tx) =>
        tx.query('UPDATE notification SET attempts = 1, next_at = $2 WHERE id = $1', [dropped.id, lease]),
      );
    await deliver();
    expect(posts).toEqual([]);
    world.clock.pass(1 / 24);
    await deliver();
    expect(posts).toHaveLength(1);
    expect(await newest()).toMatchObject({ state: 'sent', attempts: 2 });
    await clear();
  });
});

it('forgets names and addresses after ninety days [notification.kept]', async () => {
  expect((await notifications.list(hr)).length).toBeGreaterThan(0);
  world.clock.pass(91);
  await deliver();
  expect(await notifications.list(hr)).toEqual([]);
});
