/** Cedar's decimals have four places and 64 bits. */
const PLACES = 4;
const LARGEST = 922_337_203_685_477n * 10_000n;

/**
 * The decimals next to a number: the same one twice if it is one. Between two there is no other, so comparing with a
 * decimal says the same as comparing with the number. Undefined beyond what Cedar holds.
 */
export function decimalsAround(value: number): Readonly<{ low: string; high: string }> | undefined {
  const units = unitsBelow(value);
  if (units === undefined) return undefined;
  const { below, isExact } = units;
  const above = isExact ? below : below + 1n;
  return below < -LARGEST || above > LARGEST ? undefined : { low: written(below), high: written(above) };
}

/** The decimal that a number is, if it is one. */
export function asDecimal(value: number): string | undefined {
  const around = decimalsAround(value);
  return around && around.low === around.high ? around.low : undefined;
}

function unitsBelow(value: number): { below: bigint; isExact: boolean } | undefined {
  // the shortest text that means this number: texts of that kind are in the order of the numbers (ECMA-262 §6.1.6.1.20)
  const text = String(value);
  const tiny = /^(-?)[\d.]+e-\d+$/.exec(text);
  if (tiny) return { below: tiny[1] === '-' ? -1n : 0n, isExact: false };
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!parts) return undefined;
  const [, sign, whole = '', fraction = ''] = parts;
  const units = BigInt(whole + fraction.slice(0, PLACES).padEnd(PLACES, '0'));
  const isExact = fraction.length <= PLACES;
  if (sign !== '-') return { below: units, isExact };
  return { below: isExact ? -units : -units - 1n, isExact };
}

function written(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(PLACES + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`;
}
