/** As SCIM keeps addresses (RFC 7643 §4.1.2): the folded key names the primary one, the list has its original case. */
type Addressed = Readonly<{ emailKey: string | null; attributes: Readonly<Record<string, unknown>> }>;

export function mailAddressOf({ emailKey, attributes }: Addressed): string | null {
  const listed = Array.isArray(attributes['emails']) ? (attributes['emails'] as readonly unknown[]) : [];
  const values = listed.flatMap((element) => {
    const value: unknown = typeof element === 'object' && element !== null ? Reflect.get(element, 'value') : element;
    return typeof value === 'string' ? [value] : [];
  });
  return values.find((value) => value.normalize('NFKC').toLowerCase() === emailKey) ?? emailKey;
}

/** One address and nothing else: no list, no name, no line break. */
export const isEmail = (text: string): boolean =>
  text.length <= 254 && /^[^\s@,;:<>()"\\]+@[^\s@,;:<>()"\\]+$/.test(text);
