/** A message as it was posted. */
export type Mail = Readonly<{ address: string; body: string }>;

/** Where messages between gateway processes wait, and by what the processes wake each other. */
export abstract class MailStore {
  /** @returns false when as much as is kept waits at this address already */
  abstract put(address: string, bodies: readonly string[]): Promise<boolean>;
  /** Removes what waits at these addresses. In the order in which it was posted. */
  abstract collect(addresses: readonly string[]): Promise<Mail[]>;
  /** To every process that can be reached now, also to this one; nothing is kept, and some may not hear it. */
  abstract shout(word: string): Promise<void>;
  /**
   * @param posted something waits at this address; null: words may have been lost, so anywhere
   * @param shouted somebody shouted
   */
  abstract listen(posted: (address: string | null) => void, shouted: (word: string) => void): void;
  abstract close(): Promise<void>;
}
