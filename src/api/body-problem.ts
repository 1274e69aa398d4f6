import { ApiError } from './api-error.ts';
import type { BodyLimits } from './http/read-body.ts';

/** What whoever sent such a body is told. */
export function bodyProblem(problem: 'too-large' | 'too-slow', { bytesMax, timeoutMs }: BodyLimits): ApiError {
  if (problem === 'too-large') return new ApiError('GW_TOO_LARGE', `the body is larger than ${bytesMax} bytes`);
  return new ApiError('GW_SLOW_BODY', `the body did not arrive within ${timeoutMs} ms`);
}
