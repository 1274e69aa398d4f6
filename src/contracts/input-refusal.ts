import { clip } from './checked.ts';
import type { ErrorCode } from './error-codes.ts';

/** Why a message of right form is no input of this session. */
export interface InputRefusal {
  readonly code: ErrorCode;
  readonly path: string;
  readonly reason: string;
}

export function refuseInput(code: ErrorCode, field: string, reason: string): InputRefusal {
  return { code, path: field === '' ? '/payload' : `/payload/${field}`, reason: clip(reason, 1_024) };
}
