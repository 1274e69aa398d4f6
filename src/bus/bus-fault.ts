/** Why a bus did not do what it was asked. */
export const BusFaultCode = {
  /** nobody answers on this subject */ noResponder: 'no-responder',
  /** no answer in time: whether the request was acted upon is not known */ timeout: 'timeout',
  /** the responder's handler threw */ failed: 'failed',
  /** the bus, or what was asked of, is closed */ closed: 'closed',
  /** nothing more is kept for whoever does not take it */ full: 'full',
  /** not a subject, or not a pattern */ subject: 'subject',
  /** body over 1 MiB, or headers over 64 KiB */ tooLarge: 'too-large',
  /** the name of a durable subscription, or the subject of a responder, is in use */ taken: 'taken',
} as const;
export type BusFaultCode = (typeof BusFaultCode)[keyof typeof BusFaultCode];

/** What a bus rejects with; never a reason to end the process. */
export class BusFault extends Error {
  override name = 'BusFault';
  readonly code: BusFaultCode;

  constructor(code: BusFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}
