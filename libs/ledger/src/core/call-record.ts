/**
 * Types of the two entries of a tool call. The intent is durable before the call is forwarded; the outcome follows,
 * joined by `call_id`; an intent without outcome is a call of unknown result. The detail that reports read:
 * - intent: `call_id, agent, owner, owner_status, on_behalf_of, chain, client, server, tool, definition_hash,
 *   args_digest, decision, reason_code, grant_ids, fence_seq` (`fence_seq` is a decimal string); besides,
 *   `agents, delegations, token`, which tell the chain link by link and stand in the entry only
 * - outcome: `call_id, result_status, latency_us` (whole microseconds)
 */
export const CALL_INTENT = 'call.intent';
export const CALL_OUTCOME = 'call.outcome';
