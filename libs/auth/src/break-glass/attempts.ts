import { Injectable } from '@nestjs/common';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Refusal } from '@app/kernel';

const QUARTER_S = 900;

/**
 * Failed attempts that a process takes in a quarter of an hour, from one address and from all. Passwords are not to be
 * guessed, so this only keeps guesses from costing much or alarming often; whoever gets it right loses nothing.
 */
@Injectable()
export class Attempts {
  private readonly fromOne = new RateLimiterMemory({ points: 5, duration: QUARTER_S });
  private readonly fromAll = new RateLimiterMemory({ points: 100, duration: QUARTER_S });

  /**
   * Counts first, so that simultaneous attempts cannot slip by, and takes it back if it went well.
   * @throws Refusal break-glass.too-many, else whatever the attempt threw
   */
  async counted<T>(from: string, attempt: () => Promise<T>): Promise<T> {
    try {
      await this.fromOne.consume(from);
      await this.fromAll.consume('all');
    } catch {
      throw new Refusal('break-glass.too-many');
    }
    const done = await attempt();
    await this.fromOne.reward(from);
    await this.fromAll.reward('all');
    return done;
  }
}
