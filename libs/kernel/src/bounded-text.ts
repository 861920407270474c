/** A body as text (UTF-8), or null when more than `mostBytes` come; the rest is not read then. */
export async function boundedText(body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<string | null> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > mostBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
