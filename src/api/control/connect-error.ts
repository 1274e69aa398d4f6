import { Code, ConnectError } from '@connectrpc/connect';
import type { Us } from '../../core/base/time.ts';
import { type ApiError, asApiError } from '../api-error.ts';
import { ErrorEnvelopeSchema } from './control-v1.ts';

/** By the HTTP status that the catalogue gives to an error. */
const codes: Readonly<Record<number, Code>> = {
  401: Code.Unauthenticated,
  403: Code.PermissionDenied,
  404: Code.NotFound,
  408: Code.DeadlineExceeded,
  409: Code.FailedPrecondition,
  413: Code.ResourceExhausted,
  422: Code.InvalidArgument,
  429: Code.ResourceExhausted,
  503: Code.Unavailable,
  504: Code.DeadlineExceeded,
};

/** The error as gRPC and Connect carry it, with our envelope as its detail. Connect makes its HTTP status from the code. */
export function connectError(error: unknown, correlationId: string, nowUs: Us): ConnectError {
  if (error instanceof ConnectError) return error;
  const known = asApiError(error);
  const { retryAfterSeconds } = known;
  return new ConnectError(
    known.message,
    codeOf(known),
    retryAfterSeconds === undefined ? undefined : { 'retry-after': String(retryAfterSeconds) },
    [{ desc: ErrorEnvelopeSchema, value: { ...known.envelope(correlationId, nowUs) } }],
  );
}

function codeOf(error: ApiError): Code {
  if (error.code === 'GW_IDEMPOTENCY_CONFLICT') return Code.AlreadyExists;
  if (error.code === 'RISK_REFUSED') return Code.FailedPrecondition;
  return codes[error.status] ?? Code.Internal;
}
