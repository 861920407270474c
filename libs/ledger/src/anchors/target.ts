/** A signed checkpoint to be laid down. */
export type LaidNote = Readonly<{
  origin: string;
  size: number;
  note: string;
  /** RFC 6962 §2.1.2, from a smaller size to this one. */
  consistency(from: number): Promise<readonly Buffer[]>;
}>;
/** `note` may have gained a cosignature; `receipt` is what the place answered. */
export type Receipt = Readonly<{ note: string; receipt: string | null }>;
/**
 * What stands at a place: notes, the newest first, of which the first one counts that is ours; or the size of a
 * checkpoint that cannot be read and that ours do not continue.
 */
export type Standing = Readonly<{ notes: readonly string[] }> | Readonly<{ size: number }>;

/** A place where we cannot rewrite what we laid down. */
export interface AnchorTarget {
  readonly kind: 'file' | 'object' | 'witness';
  /** As it is shown: without anything secret. */
  readonly name: string;
  /**
   * Laying down twice changes nothing.
   * @param before the size that was laid down here last, as far as we remember
   * @throws Conflict when the place knows a longer log or another one, Error when it does not answer as it should
   */
  lay(note: LaidNote, before: number): Promise<Receipt>;
  /**
   * @param ours our newest signed checkpoint, for places that tell nothing unasked
   * @throws Error when it does not answer as it should
   */
  newest(origin: string, ours: LaidNote | null): Promise<Standing | null>;
}

/** A place that keeps a checkpoint of so many entries, and ours does not continue it. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  constructor(readonly size: number) {
    super(`a checkpoint of ${size} entries is there, and ours does not continue it`);
  }
}

/** Whether we waited in vain. What a place answers to one log, however wrong, says nothing of what it answers to others. */
export const isSilence = (cause: unknown): boolean => cause instanceof Error && cause.name === 'TimeoutError';

export const TIMEOUT_MS = 5_000;
/** A checkpoint with many signatures; what is longer is none. */
export const MOST_BYTES = 65_536;
