import type { AdapterPayload } from 'oidc-provider';
import type { Sealer } from '@app/database';

/** Models whose id is itself a token or a cookie: their payload is stored without it. */
const idIsSecret = new Set([
  'AccessToken',
  'AuthorizationCode',
  'BackchannelAuthenticationRequest',
  'ClientCredentials',
  'InitialAccessToken',
  'PushedAuthorizationRequest',
  'RefreshToken',
  'RegistrationAccessToken',
  'Session',
]);

/**
 * What is stored of a payload. A device code is found by what its person types as well, and saved again then, so its
 * id is kept under seal; so is the one that an interaction of a device refers to.
 */
export function hidden(sealer: Sealer, model: string, payload: AdapterPayload): AdapterPayload {
  const { jti, deviceCode, ...kept } = payload;
  const seal = (id: string): string => sealer.seal(place, id);
  return {
    ...kept,
    ...(jti !== undefined && !idIsSecret.has(model) && { jti: model === 'DeviceCode' ? seal(jti) : jti }),
    ...(deviceCode !== undefined && { deviceCode: seal(deviceCode) }),
  };
}

/** @param id as it was looked for, if that was by id */
export function shown(sealer: Sealer, model: string, stored: AdapterPayload, id?: string): AdapterPayload {
  const open = (sealed: string): string => sealer.open(place, sealed).toString();
  const { jti, deviceCode } = stored;
  return {
    ...stored,
    ...(id !== undefined && idIsSecret.has(model) && { jti: id }),
    ...(model === 'DeviceCode' && jti !== undefined && { jti: open(jti) }),
    ...(deviceCode !== undefined && { deviceCode: open(deviceCode) }),
  };
}

const place = 'oidc_record/device-code';
