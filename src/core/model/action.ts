import type { Decimal } from '../base/decimal.ts';

/** What happens to those who hold an instrument, other than by trading it. */
export const ActionKind = {
  /** `numerator` units for each `denominator` held before */ split: 'split',
  /** `amount` of the instrument's currency for each unit: holders get it, shorts pay it */ dividend: 'dividend',
  /** `amount` is the rate, a fraction of the notional: holders pay it, shorts get it; negative the other way */ funding:
    'funding',
} as const;
export type ActionKind = (typeof ActionKind)[keyof typeof ActionKind];

/** An action, in an object that is used again. */
export class ActionEvent {
  instrument = 0;
  kind: ActionKind = ActionKind.split;
  /** split: 2 and 1 for a share that becomes two, 1 and 10 for ten that become one; 1 and 1 for other kinds */
  numerator = 1;
  denominator = 1;
  /** The exact amount is units / 10^scale. */
  units = 0n;
  scale = 0;
}

/** One that is known beforehand. */
export type Action = Readonly<ActionEvent>;

const NONE: Decimal = { units: 0n, scale: 0 };

export function splitOf(instrument: number, numerator: number, denominator: number): Action {
  return { instrument, kind: ActionKind.split, numerator, denominator, ...NONE };
}

export function dividendOf(instrument: number, amount: Decimal): Action {
  return { instrument, kind: ActionKind.dividend, numerator: 1, denominator: 1, ...amount };
}

export function fundingOf(instrument: number, rate: Decimal): Action {
  return { instrument, kind: ActionKind.funding, numerator: 1, denominator: 1, ...rate };
}
