import type { Answer } from '../answer.js';

/** The answer to one HTTP request, on its way to the client, free of any web framework. */
export interface Pipe {
  /** Bytes that the network has not taken yet. */
  readonly waiting: number;
  /** Whether what is written still goes anywhere. */
  readonly isOpen: boolean;
  /** Begins an answer in server-sent events. */
  begin(): void;
  /** Text of such an answer, after its beginning. */
  write(text: string): void;
  /** Ends such an answer. */
  end(): void;
  /** Answers as a whole. */
  answer(answer: Answer): void;
  /** Called once, when the connection has broken or the client has left before the end. */
  onGone(listener: () => void): void;
}
