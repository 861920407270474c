import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from '@app/kernel';
import type { SourceRow } from './source.row.js';

/** Seconds over which a rate is counted: a burst may use up all of it at once. */
const WINDOW_S = 10;

/** How often each source may ask, counted by each process for itself. */
@Injectable()
export class SourceRates {
  private readonly limiters = new Map<number, RateLimiterMemory>();

  /** @returns seconds after which to try again, when this request is one too many; else null */
  async wait({ id, ratePerSecond }: Pick<SourceRow, 'id' | 'ratePerSecond'>): Promise<number | null> {
    try {
      await this.limiterFor(ratePerSecond).consume(id);
      return null;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
      throw new Refusal('request.failed', undefined, { cause: refused });
    }
  }

  private limiterFor(ratePerSecond: number): RateLimiterMemory {
    const known = this.limiters.get(ratePerSecond);
    if (known) return known;
    const limiter = new RateLimiterMemory({ points: ratePerSecond * WINDOW_S, duration: WINDOW_S });
    this.limiters.set(ratePerSecond, limiter);
    return limiter;
  }
}
