import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { Agent, buildConnector, request } from 'undici';
import { boundedText } from '@app/kernel';

const TIMEOUT_MS = 5000;
const MOST_BYTES = 256 * 1024;

/** Special-use addresses (RFC 6890 and the IANA registries): nobody's, our own, or of the network that we stand in. */
const special = new BlockList();
const v4 = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
  192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4`;
for (const [net = '', bits] of v4.split(/\s+/).map((range) => range.split('/'))) special.addSubnet(net, Number(bits));
for (const [net = '', bits] of ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'].map((range) =>
  range.split('/'),
))
  special.addSubnet(net, Number(bits), 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/** Whether an address is one that anybody on the internet could have. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !special.check(address);
  return isIP(address) === 6 && global6.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

const connect = buildConnector({ timeout: TIMEOUT_MS });

/** Goes to public addresses only. */
export const guarded = new Agent({ connect: (options, callback) => void connectPublic(options, callback) });
const open = new Agent({ connect: { timeout: TIMEOUT_MS } });

/** Connects to the address that was looked at and to no other one: a second look-up could answer otherwise. */
async function connectPublic(options: buildConnector.Options, callback: buildConnector.Callback): Promise<void> {
  let address: string;
  try {
    address = await addressOf(options.hostname);
  } catch (wrong) {
    callback(wrong instanceof Error ? wrong : new Error('no address'), null);
    return;
  }
  connect({ ...options, hostname: address, servername: options.servername ?? options.hostname }, callback);
}

async function addressOf(hostname: string): Promise<string> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  const found = isIP(bare) ? [bare] : (await lookup(bare, { all: true })).map(({ address }) => address);
  const [first] = found;
  if (first === undefined || !found.every(isPublic)) throw new Error('the address is not a public one');
  return first;
}

/**
 * Reads JSON over https. Redirects are not followed; time and size are bounded.
 * @param allowPrivate lets it go to private and loopback addresses, and over http
 * @throws Error for everything but a 200 with JSON
 */
export async function publicJson(address: string, allowPrivate: boolean): Promise<unknown> {
  if (!allowPrivate && new URL(address).protocol !== 'https:') throw new Error('only https is read');
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const headers = { accept: 'application/json' };
  const answer = await request(address, { dispatcher: allowPrivate ? open : guarded, headers, signal });
  const text = await boundedText(answer.body, MOST_BYTES);
  if (text === null) throw new Error('the answer is too large');
  if (answer.statusCode !== 200) throw new Error(`HTTP ${answer.statusCode}`);
  return JSON.parse(text) as unknown;
}
