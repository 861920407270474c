import { type McpSession, SessionStore } from '@app/gateway';

/** Sessions without a database, which several gateways of one test may share. */
export class MemorySessions extends SessionStore {
  readonly rows = new Map<string, McpSession>();
  most = Infinity;

  async enter(session: McpSession): Promise<boolean> {
    if (this.rows.size >= this.most) return false;
    this.rows.set(session.hash, session);
    return true;
  }
  async find(tenant: string, hash: string): Promise<McpSession | null> {
    const row = this.rows.get(hash);
    return row?.tenant === tenant ? row : null;
  }
  async change({ hash }: McpSession, said: Partial<McpSession>): Promise<void> {
    this.set(hash, said);
  }
  async watch(session: McpSession, resource: McpSession['subscriptions'][number]): Promise<boolean> {
    await this.unwatch(session, resource);
    const { subscriptions = [] } = this.rows.get(session.hash) ?? {};
    this.set(session.hash, { subscriptions: [...subscriptions, resource] });
    return true;
  }
  async unwatch({ hash }: McpSession, { publicUri }: { publicUri: string }): Promise<void> {
    const { subscriptions = [] } = this.rows.get(hash) ?? {};
    this.set(hash, { subscriptions: subscriptions.filter((each) => each.publicUri !== publicUri) });
  }
  async end({ hash }: McpSession): Promise<boolean> {
    return this.rows.delete(hash);
  }
  async seen(): Promise<void> {}

  private set(hash: string, said: Partial<McpSession>): void {
    const row = this.rows.get(hash);
    if (row) this.rows.set(hash, { ...row, ...said });
  }
}
