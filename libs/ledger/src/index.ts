export { KeptCallInputs, type KeptInputs } from './call-inputs.js';
export { CallLog, type CallIntent } from './call-log.js';
export { firstDenied, lastAdmitted, newestDetail } from './call-history.js';
export { type CallIntentEntry, intentOf, intentsBetween } from './call-intents.js';
export { type AnchorState, Anchoring } from './anchors/anchoring.js';
export { Anchors } from './anchors/anchors.js';
export { Backlog } from './backlog.js';
export { Checkpoints, type SignedCheckpoint } from './checkpoints.js';
export { compiledVerifier } from './compiled-verifier.js';
export { CALL_INTENT, type CallOutcome } from './core/call-record.js';
export { canonical } from './core/canonical.js';
export { parseCheckpoint } from './core/checkpoint.js';
export {
  type ToolCallRow,
  csvHeader,
  isCallRecord,
  toCsv,
  toNdjson,
  toolCallManifest,
  toolCallRowsOf,
} from './core/tool-call-report.js';
export { type Erasure, Erasures, REFERENCE, type RetentionHold, SUBJECT } from './erasure/erasures.js';
export { type FieldView, type OpenedField, Payloads } from './erasure/payloads.js';
export { PayloadRetention } from './erasure/retention.js';
export { type Leaf, LedgerLog } from './ledger-log.js';
export { LedgerModule } from './ledger.module.js';
export { OpenCalls } from './open-calls.js';
export { type EntryAt, LedgerProofs } from './proofs.js';
export { Sequencer } from './sequencer.js';
export { checkKeys, verifyPack, verifyPackFile } from './verifier/verify-pack.js';
export { TiledLog } from './tiled-log.js';
