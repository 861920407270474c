import { Refusal } from '@app/kernel';
import { upstreamUrl } from '@app/catalog';
import type { Reach } from './guard/reach.js';
import { Way } from './guard/way.js';

const REQUESTS = 64;
/** Streams that stay open, calls that wait for a person, and the answers that they wait for: never in one queue with requests. */
const ASIDE = 256;

/** The connections to one HTTP upstream, shared by all sessions with it; they close with the last one that holds them. */
export class HttpLine {
  private holders = 0;

  private constructor(
    readonly url: URL,
    /** For requests that are answered by the server alone. */
    readonly pool: Way,
    /** For everything that may stay open for long. */
    readonly aside: Way,
  ) {}

  /** @throws Refusal `upstream.unavailable` when the address is not one that is called */
  static to(address: string, reach: Reach): HttpLine {
    const url = upstreamUrl(address);
    if (!url) throw new Refusal('upstream.unavailable', 'its address is not one that is called');
    return new HttpLine(url, new Way(url.origin, reach, REQUESTS), new Way(url.origin, reach, ASIDE, true));
  }

  get path(): string {
    return `${this.url.pathname}${this.url.search}`;
  }

  hold(): this {
    this.holders += 1;
    return this;
  }

  /** After the last one this cuts what is still under way. */
  async release(): Promise<void> {
    this.holders -= 1;
    if (this.holders === 0) await Promise.all([this.pool.destroy(), this.aside.destroy()]);
  }
}
