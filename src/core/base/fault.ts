/**
 * A mistake that is not ours, told to the person who can mend it: one message that names the field and what was
 * expected. The command line prints the message (never a stack) and exits with the code of the kind.
 */
export const FaultKind = {
  usage: 2,
  config: 3,
  data: 3,
  strategy: 3,
  world: 4,
  refused: 5,
  integrity: 6,
  interrupted: 130,
} as const;
export type FaultKind = keyof typeof FaultKind;

export class Fault extends Error {
  override name = 'Fault';
  readonly kind: FaultKind;
  /** What else helps: a list of further problems of the same input, one line each. */
  readonly details: readonly string[];

  constructor(kind: FaultKind, message: string, details: readonly string[] = []) {
    super(message);
    this.kind = kind;
    this.details = details;
  }

  get exitCode(): number {
    return FaultKind[this.kind];
  }
}
