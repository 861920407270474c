import { type Declared, modernMeta } from './era.js';

type Params = Readonly<Record<string, unknown>>;

/** The envelope of a request to which no client adds anything. */
const plain = JSON.stringify(modernMeta(undefined));

/**
 * The text of a request of the modern era: the parameters as they are, with the envelope as their `_meta`. Put together
 * piece by piece, as to copy the parameters into another object first costs more than to write them.
 * @param asksProgress to be told of progress, by the request's own id
 */
export function requestText(
  id: number,
  method: string,
  params: Params,
  client: Declared | undefined,
  asksProgress: boolean,
): string {
  let fields = '';
  for (const key of Object.keys(params)) {
    if (key === '_meta') continue;
    const text: string | undefined = JSON.stringify(params[key]);
    if (text !== undefined) fields += `${JSON.stringify(key)}:${text},`;
  }
  const isPlain = client === undefined && !asksProgress && params['_meta'] === undefined;
  const meta = isPlain ? plain : metaText(id, params['_meta'], client, asksProgress);
  return `{"jsonrpc":"2.0","id":${id},"method":${JSON.stringify(method)},"params":{${fields}"_meta":${meta}}}`;
}

function metaText(id: number, own: unknown, client: Declared | undefined, asksProgress: boolean): string {
  const meta = modernMeta(own, client);
  return JSON.stringify(asksProgress ? { ...meta, progressToken: id } : meta);
}
