import { Mailbox, MailStore } from '@app/gateway';

/** What waits for whom, without a database; each process of one test has an ear on it. */
export class MemoryMail {
  private readonly waiting = new Map<string, string[]>();
  private readonly ears: { posted: (address: string | null) => void; shouted: (word: string) => void }[] = [];

  /** Where one process posts and collects. */
  store(): MailStore {
    const { waiting, ears } = this;
    return new (class extends MailStore {
      async put(address: string, bodies: readonly string[]): Promise<boolean> {
        waiting.set(address, [...(waiting.get(address) ?? []), ...bodies]);
        for (const { posted } of ears) queueMicrotask(() => posted(address));
        return true;
      }
      async collect(addresses: readonly string[]) {
        return addresses.flatMap((address) => {
          const found = waiting.get(address) ?? [];
          waiting.delete(address);
          return found.map((body) => ({ address, body }));
        });
      }
      async shout(word: string): Promise<void> {
        for (const { shouted } of ears) queueMicrotask(() => shouted(word));
      }
      listen(posted: (address: string | null) => void, shouted: (word: string) => void): void {
        ears.push({ posted, shouted });
      }
      async close(): Promise<void> {}
    })();
  }
}

/** A mailbox without a database; several on one `mail` are those of several processes. */
export function memoryMailbox(mail = new MemoryMail()): Mailbox {
  const sealer = {
    seal: (_: string, secret: Buffer | string) => String(secret),
    open: (_: string, sealed: string) => Buffer.from(sealed),
  };
  const mailbox = new Mailbox(mail.store(), sealer);
  mailbox.onApplicationBootstrap();
  return mailbox;
}
