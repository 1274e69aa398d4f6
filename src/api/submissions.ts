import type { ErrorCode } from '../contracts/error-codes.ts';
import type { Acceptance, ErrorEnvelope } from '../contracts/reply.ts';
import { DAY_US } from '../core/base/time.ts';
import type { Clock } from '../telemetry/clock.ts';
import { ApiError } from './api-error.ts';
import { type KeyStore, KeyStoreFault } from './keys/key-store.ts';
import { KeyConflict, Once } from './keys/once.ts';

const KEEP_US = DAY_US;
const RETRY_SECONDS = 5;

type Answer =
  | { readonly acceptance: Acceptance }
  | { readonly refusal: { code: ErrorCode; message: string; details: ErrorEnvelope['details'] } };

/** Requests with a key of the caller's: each is sent once, and a repetition within a day gets the first answer. */
export class Submissions {
  private readonly once: Once<Answer>;

  constructor(store: KeyStore, clock: Clock) {
    this.once = new Once(store, () => clock.nowUs() + KEEP_US);
  }

  /**
   * `content` is all that the request says: something else under the same key is a conflict. What is `urgent` (a kill) goes
   * out even when its key cannot be remembered; the runtime knows repetitions by their id anyway.
   */
  async submit(
    key: string,
    content: Uint8Array | string,
    urgent: boolean,
    send: () => Promise<Acceptance>,
  ): Promise<Acceptance> {
    try {
      const answer = await this.once.run(key, content, () => outcomeOf(send));
      if ('acceptance' in answer) return answer.acceptance;
      const { code, message, details } = answer.refusal;
      throw new ApiError(code, message, { details });
    } catch (error) {
      if (error instanceof KeyConflict)
        throw new ApiError('GW_IDEMPOTENCY_CONFLICT', 'the idempotency key was used before, for something else');
      if (!(error instanceof KeyStoreFault)) throw error;
      if (urgent) return send();
      throw new ApiError('GW_UNAVAILABLE', 'the idempotency key cannot be remembered now; nothing was taken', {
        retryAfterSeconds: RETRY_SECONDS,
      });
    }
  }
}

/** A clear no is as final as a yes. Anything else may come out differently the next time, and is thrown. */
async function outcomeOf(send: () => Promise<Acceptance>): Promise<Answer> {
  try {
    return { acceptance: await send() };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500 || error.status === 429) throw error;
    const { code, message, details } = error;
    return { refusal: { code, message, details } };
  }
}
