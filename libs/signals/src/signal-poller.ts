import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { type Actor, Refusal, isObject, within } from '@app/kernel';
import { Sealer } from '@app/database';
import { type SetError, setErrorOf } from './core/set-error.js';
import { LONGEST } from './set-verifier.js';
import { type SignalStreamRow } from './signal-stream.row.js';
import { type DueStream, SignalStreams, placeOf } from './signal-streams.js';
import { Signals } from './signals.js';
import { StreamHealth } from './stream-health.js';
import { jsonFrom } from './transmitter-http.js';

const MOST_EVENTS = 20;
/** Requests to one stream in one go; a transmitter that always has more waits for the next go. */
const MOST_ROUNDS = 50;
/** How long one go waits for the slowest of its streams. */
const PATIENCE_MS = 5000;

/** What the transmitter is to be told in the next request (RFC 8936 §2.2). */
type Answers = { ack: string[]; setErrs: Record<string, SetError> };
const none = (): Answers => ({ ack: [], setErrs: {} });

/** Asks transmitters for events (RFC 8936). Run by a timer, on one worker at a time. */
@Injectable()
export class SignalPoller implements BeforeApplicationShutdown {
  private readonly log = new Logger('Signals');
  private readonly going = new Map<string, Promise<void>>();
  private stopping = false;

  constructor(
    private readonly streams: SignalStreams,
    private readonly signals: Signals,
    private readonly health: StreamHealth,
    private readonly sealer: Sealer,
  ) {}

  /** One go over all streams that are due, side by side: a slow transmitter keeps nobody waiting but itself. */
  async poll(): Promise<void> {
    const due = await this.streams.due();
    const goes = due.filter(({ stream }) => !this.going.has(stream.id)).map((each) => this.go(each));
    await within(PATIENCE_MS, Promise.all(goes)).catch(() => undefined); // who is slower goes on by itself
  }

  /** Waits for what is being taken. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.going.values());
  }

  private go({ actor, stream }: DueStream): Promise<void> {
    const going = this.stream(actor, stream)
      .catch((fault: unknown) => this.log.error(`stream ${stream.id}: ${String(fault)}`))
      .finally(() => this.going.delete(stream.id));
    this.going.set(stream.id, going);
    return going;
  }

  private async stream(actor: Actor, stream: SignalStreamRow): Promise<void> {
    try {
      await this.rounds(actor, stream);
      await this.health.polled(actor.tenant, stream.id);
    } catch (failure) {
      const refusal = failure instanceof Refusal ? failure : null;
      this.log.warn(`stream ${stream.id} was not polled: ${String(refusal?.message ?? failure)}`);
      await this.health.failed(actor.tenant, stream.id, refusal?.code ?? 'request.failed');
    }
  }

  /** What was committed, or refused for good, is told in the request after; what could not be decided is told nothing. */
  private async rounds(actor: Actor, stream: SignalStreamRow): Promise<void> {
    let answers = none();
    let maxEvents = MOST_EVENTS;
    for (let round = 1; ; round++) {
      const { sets, more } = await this.ask(stream, { ...answers, maxEvents });
      if (maxEvents === 0) return;
      answers = none();
      for (const [jti, token] of Object.entries(sets)) await this.take(actor, stream, jti, token, answers);
      if (answers.ack.length + Object.keys(answers.setErrs).length === 0) return;
      if (!more || this.stopping || round === MOST_ROUNDS) maxEvents = 0; // the next request only tells
    }
  }

  private async take(
    actor: Actor,
    stream: SignalStreamRow,
    jti: string,
    token: unknown,
    { ack, setErrs }: Answers,
  ): Promise<void> {
    try {
      const text = typeof token === 'string' ? token : '';
      await this.signals.receive(actor, stream, text.slice(0, LONGEST + 1));
      ack.push(jti);
    } catch (stop) {
      if (!(stop instanceof Refusal)) throw stop;
      // it stays with the transmitter and is asked for again
      if (stop.status >= 500 || stop.code === 'signal.stream-paused') return;
      setErrs[jti] = setErrorOf(stop.code, stop.detail);
    }
  }

  private async ask(
    { id, pollUrl, sealedAuthorization }: SignalStreamRow,
    asked: Answers & { maxEvents: number },
  ): Promise<{ sets: Readonly<Record<string, unknown>>; more: boolean }> {
    const authorization =
      sealedAuthorization === null ? undefined : this.sealer.open(placeOf(id), sealedAuthorization).toString('utf8');
    const body = { ...asked, returnImmediately: true };
    const answer = await jsonFrom(new URL(String(pollUrl)), { body, authorization });
    const sets = isObject(answer) ? answer['sets'] : undefined;
    if (!isObject(answer) || (sets !== undefined && !isObject(sets))) {
      throw new Refusal('signal.transmitter-unavailable', 'its answer has no form');
    }
    return { sets: sets ?? {}, more: answer['moreAvailable'] === true };
  }
}
