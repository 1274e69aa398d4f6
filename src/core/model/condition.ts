import type { Us } from '../base/time.ts';

/** What the shell has noticed about the world and the engine must decide by: facts of wall time, recorded so that replay knows them too. */
export const ConditionName = {
  /** no event of the instrument for too long */ feedStale: 'feed-stale',
  /** the clock went back, or far ahead */ clockJumped: 'clock-jumped',
  /** the venue does not answer: nothing can be sent */ venueDisconnected: 'venue-disconnected',
  /** our books and the venue's differ */ booksDiffer: 'books-differ',
  /** the audit trail is not written */ auditStalled: 'audit-stalled',
  /** the limits cannot be read */ limitsMissing: 'limits-missing',
} as const;
export type ConditionName = (typeof ConditionName)[keyof typeof ConditionName];

/** In an object that is filled again for each. While a condition is so, new risk is refused; cancels and reducing orders pass. */
export class ConditionEvent {
  name: ConditionName = ConditionName.feedStale;
  /** It begins to be so, or ends. */
  on = true;
  /** Place of the instrument it is about; -1 is all of the account. */
  instrument = -1;
  /** Since when, as far as is known. */
  sinceUs: Us = 0;
  detail = '';
}
