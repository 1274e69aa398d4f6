import { assert } from '../base/assert.ts';
import type { Id } from '../base/ids.ts';

const SEAL: unique symbol = Symbol('approved by risk');

type Maker = <T>(orderId: Id, value: T, reducing: boolean) => RiskApproved<T>;

let make: Maker | undefined;

/**
 * What risk has approved, and reserved for. Nothing else may be sent to a venue, and nobody but risk's gate can make one:
 * the constructor is private, the private field keeps look-alikes from passing, and the maker below is given out once.
 */
export class RiskApproved<T> {
  readonly refused = false;
  readonly orderId: Id;
  readonly value: T;
  /** It only brings the account's position nearer to zero: such orders go first. */
  readonly reducing: boolean;
  readonly #seal: typeof SEAL;

  private constructor(seal: typeof SEAL, orderId: Id, value: T, reducing: boolean) {
    assert(seal === SEAL, 'only the gate of risk approves');
    this.#seal = seal;
    this.orderId = orderId;
    this.value = value;
    this.reducing = reducing;
  }

  /** True of what the gate made, at run time too: for code that takes orders from outside the type checker's sight. */
  static is(value: unknown): value is RiskApproved<unknown> {
    return typeof value === 'object' && value !== null && #seal in value && value.#seal === SEAL;
  }

  static {
    make = (orderId, value, reducing) => new RiskApproved(SEAL, orderId, value, reducing);
  }
}

/** The maker, to the first who asks, which is the gate as it loads; whoever asks later has gone round it. */
export function claimMaker(): Maker {
  assert(make !== undefined, 'the gate alone makes approvals: ask it');
  const maker = make;
  make = undefined;
  return maker;
}
