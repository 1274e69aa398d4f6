/**
 * Every code that an error, a refusal or a dead letter may carry, by family: GW the gateway to the outside, AUTH who may,
 * DATA what came in, STRAT agents, META the meta-agent, RISK limits, EXEC orders at the broker, CTL commands, BUS messages,
 * AUDIT the record. `status` is what HTTP answers with.
 */
export const errorCodes = {
  GW_TOO_LARGE: { status: 413, about: 'the body is larger than is read' },
  GW_RATE_LIMITED: { status: 429, about: 'too many requests of this source; Retry-After says when' },
  GW_UNAVAILABLE: { status: 503, about: 'the platform cannot take it now; Retry-After says when' },
  GW_NOT_FOUND: { status: 404, about: 'there is nothing at this address' },
  GW_METHOD_NOT_ALLOWED: { status: 405, about: 'this address does not take this method' },
  GW_UNSUPPORTED_MEDIA: { status: 415, about: 'the body is not of a kind that is read here' },
  GW_IDEMPOTENCY_CONFLICT: { status: 409, about: 'the same idempotency key came with another body' },
  GW_UNKNOWN_SOURCE: { status: 404, about: 'no webhook source of this name is configured' },
  GW_SLOW_BODY: { status: 408, about: 'the body did not arrive in time' },
  GW_INTERNAL: { status: 500, about: 'a defect of ours' },

  AUTH_MISSING: { status: 401, about: 'no signature, token or secret was given' },
  AUTH_BAD_SIGNATURE: { status: 401, about: 'the signature is not that of this body' },
  AUTH_STALE: { status: 401, about: 'the time of the signature lies outside the window' },
  AUTH_REPLAY: { status: 401, about: 'the nonce was used before' },
  AUTH_BAD_TOKEN: { status: 401, about: 'the token is unknown or over' },
  AUTH_FORBIDDEN: { status: 403, about: 'the token does not have this right' },
  AUTH_HOST: { status: 403, about: 'Host or Origin is not one that may call here' },
  AUTH_ADDRESS: { status: 403, about: 'the sender’s address is not among those configured' },

  DATA_TOO_LARGE: { status: 413, about: 'the message is larger than any message may be' },
  DATA_NOT_TEXT: { status: 422, about: 'the bytes are no UTF-8' },
  DATA_NOT_JSON: { status: 422, about: 'the text is no JSON' },
  DATA_UNKNOWN_SUBJECT: { status: 422, about: 'no message has this subject' },
  DATA_SUBJECT_MISMATCH: { status: 422, about: 'the message names another subject than the one it came on' },
  DATA_UNKNOWN_VERSION: { status: 422, about: 'the schema version is not one that is read here' },
  DATA_INVALID: { status: 422, about: 'a field is missing, unknown or out of its bounds' },
  DATA_UNKNOWN_DIALECT: { status: 422, about: 'the body is in none of the forms that are read here' },
  DATA_UNKNOWN_INSTRUMENT: { status: 422, about: 'the session has no such instrument' },
  DATA_OFF_TICK: { status: 422, about: 'the price lies between two ticks' },
  DATA_OFF_LOT: { status: 422, about: 'the quantity is not a whole number of lots' },
  DATA_OUT_OF_ORDER: { status: 422, about: 'the event is older than one before it' },
  DATA_STALE: { status: 503, about: 'the market data is stale: only reducing orders pass' },
  DATA_DAMAGED_RECORD: { status: 500, about: 'a record of the journal is not one that was written' },

  STRAT_UNKNOWN_AGENT: { status: 404, about: 'the session has no such agent' },
  STRAT_STOPPED: { status: 409, about: 'the agent has stopped' },

  META_BAD_WEIGHTS: { status: 422, about: 'the weights do not fit the method or the agents' },

  RISK_REFUSED: { status: 422, about: 'a limit refuses it; the details name the rule and the largest size allowed' },
  RISK_KILLED: { status: 409, about: 'a kill is in force: nothing that adds risk passes' },
  RISK_LIMITS_MISSING: { status: 503, about: 'the limits cannot be read: no new risk' },
  RISK_BAD_LIMIT: { status: 422, about: 'the limit is not one that can be set' },

  EXEC_UNKNOWN_ORDER: { status: 404, about: 'there is no such order' },
  EXEC_UNKNOWN_OUTCOME: { status: 503, about: 'the broker has not said what became of it' },
  EXEC_DISCONNECTED: { status: 503, about: 'the broker cannot be reached' },

  CTL_UNKNOWN_TARGET: { status: 404, about: 'there is nothing of this name to command' },
  CTL_NOT_RUNNING: { status: 503, about: 'the session is starting or stopping' },

  BUS_NO_RESPONDER: { status: 503, about: 'nobody answers on this subject' },
  BUS_TIMEOUT: { status: 504, about: 'no answer came in time; it may yet have been acted upon' },
  BUS_ATTEMPTS: { status: 500, about: 'the message could not be handled, however often it came' },

  AUDIT_STALLED: { status: 503, about: 'the audit trail cannot be written: no new risk' },
  AUDIT_BROKEN: { status: 500, about: 'the audit trail does not verify' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly about: string }>>;
export type ErrorCode = keyof typeof errorCodes;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}
