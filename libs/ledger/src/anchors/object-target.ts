import { createHash } from 'node:crypto';
import { request } from 'undici';
import { boundedText } from '@app/kernel';
import { type AnchorTarget, type LaidNote, MOST_BYTES, type Receipt, type Standing, TIMEOUT_MS } from './target.js';

type Options = Readonly<{ headers: Readonly<Record<string, string>>; lockDays: number; now: () => Date }>;

/**
 * An object store that takes a plain PUT: one object for each checkpoint, which the store is asked to lock (S3 Object
 * Lock, compliance mode), and one that always names the newest. What authorizes us are headers or a signed address of
 * the operator's; requests are not signed here.
 */
export class ObjectTarget implements AnchorTarget {
  readonly kind = 'object';
  readonly name: string;

  constructor(
    private readonly base: URL,
    private readonly options: Options,
  ) {
    this.name = `${base.origin}${base.pathname}`;
  }

  async lay({ origin, size, note }: LaidNote): Promise<Receipt> {
    const until = new Date(this.options.now().getTime() + this.options.lockDays * 86_400_000);
    const receipt = await this.put(this.of(origin, String(size).padStart(16, '0')), note, {
      'if-none-match': '*', // whatever is there stays
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': until.toISOString(),
    });
    await this.put(this.of(origin, 'checkpoint'), note, {});
    return { note, receipt };
  }

  async newest(origin: string): Promise<Standing | null> {
    const note = await this.get(this.of(origin, 'checkpoint'));
    return note === null ? null : { notes: [note] };
  }

  private async get(url: URL): Promise<string | null> {
    const { statusCode, body } = await request(url, {
      headers: this.options.headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const note = await boundedText(body, MOST_BYTES);
    if (statusCode === 404) return null;
    if (statusCode !== 200 || note === null) throw new Error(`HTTP ${statusCode}`);
    return note;
  }

  /** @returns version or entity tag of what was stored, or was there already */
  private async put(url: URL, note: string, more: Readonly<Record<string, string>>): Promise<string | null> {
    const { statusCode, headers, body } = await request(url, {
      method: 'PUT',
      body: note,
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-md5': createHash('md5').update(note).digest('base64'), // S3 asks for it where objects are locked
        ...more,
        ...this.options.headers,
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await boundedText(body, MOST_BYTES);
    if (statusCode === 412 && more['if-none-match']) {
      if ((await this.get(url)) !== note) throw new Error('something else stands at the place of this checkpoint');
      return null;
    }
    if (statusCode < 200 || statusCode > 299) throw new Error(`HTTP ${statusCode}`);
    const tag = headers['x-amz-version-id'] ?? headers.etag ?? null;
    return Array.isArray(tag) ? tag.join(' ') : tag;
  }

  private of(origin: string, name: string): URL {
    const url = new URL(this.base);
    url.pathname = `${this.base.pathname.replace(/\/$/, '')}/${encodeURIComponent(origin)}/${name}`;
    return url;
  }
}
