import { type ErrorCode, errorCodes } from '../contracts/error-codes.ts';
import { type ErrorEnvelope, errorOf } from '../contracts/reply.ts';
import { formatTime, type Us } from '../core/base/time.ts';

export interface ErrorMore {
  readonly details?: ErrorEnvelope['details'];
  readonly retryAfterSeconds?: number;
}

/** A request that gets an error for an answer, in words that whoever asked may read. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: ErrorCode;
  readonly details: ErrorEnvelope['details'];
  readonly retryAfterSeconds: number | undefined;
  /** Of what was asked for, where it has got so far as to have an id. */
  correlationId = '';

  constructor(code: ErrorCode, message: string, { details = {}, retryAfterSeconds }: ErrorMore = {}) {
    super(message);
    this.code = code;
    this.details = details;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }

  envelope(correlationId: string, nowUs: Us): ErrorEnvelope {
    return errorOf(this.code, this.message, correlationId, formatTime(nowUs), this.details);
  }
}

/** A defect of ours stays in the house: whoever asked learns that there was one. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError('GW_INTERNAL', 'a defect of the server; its log says more');
}
