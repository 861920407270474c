import { isObject } from '@app/kernel';

type Fields = Readonly<Record<string, unknown>>;

/** By which capability of a client a server may ask what (MCP 2025-11-25; the same names in 2026-07-28). */
const capabilityFor: Readonly<Record<string, string>> = {
  'elicitation/create': 'elicitation',
  'sampling/createMessage': 'sampling',
  'roots/list': 'roots',
};

/**
 * What of a client's capabilities is declared in a handshake: the questions that we can take to it. Of `roots` not
 * `listChanged`, as nobody tells us of that, and neither tasks nor extensions, which the handshake era has in other forms.
 */
export function bridged(capabilities: Fields): Fields {
  const { elicitation, sampling, roots } = capabilities;
  return {
    ...(isObject(elicitation) && { elicitation }),
    ...(isObject(sampling) && { sampling }),
    ...(isObject(roots) && { roots: {} }),
  };
}

/** Whether a client that declared this may be asked that; `elicitation: {}` means forms only. */
export function mayAsk(capabilities: Fields, method: string, params: Fields): boolean {
  const name = Object.hasOwn(capabilityFor, method) ? capabilityFor[method] : undefined;
  const declared = name === undefined ? undefined : capabilities[name];
  if (!isObject(declared)) return false;
  if (name !== 'elicitation') return true;
  const { mode = 'form' } = params;
  return mode === 'form'
    ? isObject(declared['form']) || Object.keys(declared).length === 0
    : isObject(declared[String(mode)]);
}
