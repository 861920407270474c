import { Injectable } from '@nestjs/common';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Refusal } from '@app/kernel';

const QUARTER_S = 900;
/** Of the failures of a quarter of an hour, so many are recorded and told. */
export const MOST_TOLD = 100;

/**
 * Failed attempts that a process takes from one address in a quarter of an hour. There is no limit to those of all
 * addresses together: strangers could close the last way in by failing at it. Passwords are not to be guessed, so what
 * is limited is what guessing costs: the alarms.
 */
@Injectable()
export class Attempts {
  private readonly fromOne = new RateLimiterMemory({ points: 5, duration: QUARTER_S });
  private readonly failed = new RateLimiterMemory({ points: MOST_TOLD, duration: QUARTER_S });

  /**
   * Counts first, so that simultaneous attempts cannot slip by, and takes it back if it went well.
   * @param from an address, or a network that is as good as one
   * @throws Refusal break-glass.too-many, else whatever the attempt threw
   */
  async counted<T>(from: string, attempt: () => Promise<T>): Promise<T> {
    try {
      await this.fromOne.consume(from);
    } catch {
      throw new Refusal('break-glass.too-many');
    }
    const done = await attempt();
    await this.fromOne.reward(from);
    return done;
  }

  /** One more failure. @returns how many there were in this quarter of an hour */
  async fail(): Promise<number> {
    return (await this.failed.penalty('all')).consumedPoints;
  }
}
