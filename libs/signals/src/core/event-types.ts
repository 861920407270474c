const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/';
const RISC = 'https://schemas.openid.net/secevent/risc/event-type/';
const SSF = 'https://schemas.openid.net/secevent/ssf/event-type/';
const SCIM = 'urn:ietf:params:scim:event:';

/** CAEP 1.0 §3, RISC 1.0 §2, SSF 1.0 §8.1.4 and §8.1.5, RFC 9967 §2.4: those whose meaning we know. */
export const types = {
  sessionRevoked: `${CAEP}session-revoked`,
  credentialChange: `${CAEP}credential-change`,
  assuranceChange: `${CAEP}assurance-level-change`,
  riskChange: `${CAEP}risk-level-change`,
  accountDisabled: `${RISC}account-disabled`,
  accountEnabled: `${RISC}account-enabled`,
  accountPurged: `${RISC}account-purged`,
  credentialCompromise: `${RISC}credential-compromise`,
  /** RISC's own, older event of the same meaning. */
  sessionsRevoked: `${RISC}sessions-revoked`,
  verification: `${SSF}verification`,
  streamUpdated: `${SSF}stream-updated`,
  scimDeactivate: `${SCIM}prov:deactivate`,
  scimDelete: `${SCIM}prov:delete`,
  scimProvisioning: `${SCIM}prov:`,
  scimFeed: `${SCIM}feed:`,
} as const;
