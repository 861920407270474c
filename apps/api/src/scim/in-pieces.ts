import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/** Elements that are written without giving way; a list of more makes an answer long. */
const PIECE = 1000;

/** A long answer as a stream of its JSON, so that writing 50,000 members keeps nobody waiting; others as they are. */
export const inPieces = (answer: unknown): unknown =>
  typeof answer === 'object' && answer !== null && Object.values(answer).some(isLong)
    ? Readable.from(written(answer))
    : answer;

async function* written(answer: object): AsyncGenerator<string> {
  let before = '{';
  for (const [name, value] of Object.entries(answer)) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    before = ',';
    if (isLong(value)) yield* elements(value);
    else yield JSON.stringify(value);
  }
  yield '}';
}

async function* elements(list: readonly unknown[]): AsyncGenerator<string> {
  for (let from = 0; from < list.length; from += PIECE) {
    const piece = JSON.stringify(list.slice(from, from + PIECE)).slice(1, -1);
    yield `${from === 0 ? '[' : ','}${piece}`;
    await setImmediate();
  }
  yield ']';
}

const isLong = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > PIECE;
