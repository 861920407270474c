import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** About 70 ms and 32 MiB a guess; Node allows just that much unless told otherwise. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 } as const;
const HASH_BYTES = 32;

/** 20 characters without lookalikes, about 100 bits: nobody chooses it, so nobody guesses it. */
export const newPassword = (): string => {
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
  const letters = [...randomBytes(20)].map((byte) => alphabet[byte % alphabet.length] ?? '');
  return (letters.join('').match(/.{5}/g) ?? []).join('-');
};

export const hashPassword = (password: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, cost, (error, hash) =>
      error ? reject(error) : resolve(hash),
    );
  });

const nobody = { salt: randomBytes(16), passwordHash: randomBytes(HASH_BYTES) };

/** Takes as long for nobody as for somebody, so that it does not tell which names exist. */
export async function isPasswordOf(
  account: Readonly<{ salt: Buffer; passwordHash: Buffer }> | null,
  password: string,
): Promise<boolean> {
  const { salt, passwordHash } = account ?? nobody;
  return timingSafeEqual(await hashPassword(password, salt), passwordHash) && account !== null;
}
