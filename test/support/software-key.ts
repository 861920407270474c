import { type KeyObject, createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

type Options = Readonly<{ challenge: string }>;
type Faults = Readonly<{ origin?: string; rpId?: string; flags?: number; counter?: number; key?: KeyObject }>;

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
/** User present, user verified. */
const PRESENT_AND_VERIFIED = 0x05;
const ATTESTED = 0x40;

/** CBOR (RFC 8949), as much of it as a security key writes. */
function cbor(value: unknown): Buffer {
  const head = (major: number, n: number): Buffer =>
    n < 24
      ? Buffer.from([(major << 5) | n])
      : n < 256
        ? Buffer.from([(major << 5) | 24, n])
        : Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Map) {
    return Buffer.concat([head(5, value.size), ...[...value].flatMap(([name, inner]) => [cbor(name), cbor(inner)])]);
  }
  throw new TypeError('not written here');
}

/** A security key made of software: signs real WebAuthn ceremonies with ES256, attestation `none`. */
export class SoftwareKey {
  readonly id = randomBytes(32);
  counter = 0;
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  constructor(
    private readonly origin: string,
    private readonly rpId = new URL(origin).hostname,
  ) {}

  /** `navigator.credentials.create`. */
  register(options: Options, faults: Faults = {}) {
    const { x = '', y = '' } = this.pair.publicKey.export({ format: 'jwk' });
    const cose = new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]);
    const length = Buffer.from([0, this.id.length]);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, cbor(cose)]);
    const data = Buffer.concat([
      this.authenticatorData({ flags: PRESENT_AND_VERIFIED | ATTESTED, ...faults }),
      attested,
    ]);
    const attestationObject = cbor(
      new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', data],
      ]),
    );
    const client = this.clientData('webauthn.create', options, faults);
    return this.credential({
      clientDataJSON: client.toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
    });
  }

  /** `navigator.credentials.get`. */
  answer(options: Options, faults: Faults = {}) {
    this.counter += 1;
    const data = this.authenticatorData(faults);
    const client = this.clientData('webauthn.get', options, faults);
    const signature = sign('sha256', Buffer.concat([data, sha256(client)]), faults.key ?? this.pair.privateKey);
    return this.credential({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: signature.toString('base64url'),
    });
  }

  private authenticatorData({
    rpId = this.rpId,
    flags = PRESENT_AND_VERIFIED,
    counter = this.counter,
  }: Faults): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count]);
  }

  private clientData(type: string, { challenge }: Options, { origin = this.origin }: Faults): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  private credential<T extends { clientDataJSON: string }>(response: T) {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} } as const;
  }
}
