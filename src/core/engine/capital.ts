import { must } from '../base/assert.ts';
import { parseDecimal, unitsAt } from '../base/decimal.ts';
import { Fault } from '../base/fault.ts';
import { towardZero } from '../base/rounding.ts';
import type { EngineSpec } from './spec.ts';

export interface OpeningDeposit {
  readonly owner: number;
  readonly amount: bigint;
}

/** Millionths: fine enough for any fraction a person writes. */
const WHOLE = 1_000_000;

/**
 * Who owns the opening cash. Under `sum` each agent owns its fraction, those without one share the rest equally, and what
 * nobody owns is the house's; under every other method all of it is the house's, and agents advise for the whole account.
 */
export function openingDeposits(spec: EngineSpec, scale: number, house: number): OpeningDeposit[] {
  const cash = unitsAt(must(parseDecimal(spec.account.cash), 'account.cash is a decimal'), scale);
  if (cash === undefined)
    throw new Fault('config', `account.cash: at most ${scale} decimals, was ${spec.account.cash}`);
  if (spec.consensus.method !== 'sum') return [{ owner: house, amount: cash }];
  const given = spec.agents.map((agent) =>
    agent.capital === undefined ? undefined : towardZero(agent.capital * WHOLE),
  );
  const total = given.reduce<number>((sum, share) => sum + (share ?? 0), 0);
  if (total > WHOLE) throw new Fault('config', `agents: 'capital' adds up to ${total / WHOLE}, more than 1`);
  const sharing = given.filter((share) => share === undefined).length;
  const deposits: OpeningDeposit[] = given.map((share, owner) => ({
    owner,
    amount:
      share === undefined
        ? (cash * BigInt(WHOLE - total)) / BigInt(WHOLE * sharing)
        : (cash * BigInt(share)) / BigInt(WHOLE),
  }));
  const left = deposits.reduce((rest, deposit) => rest - deposit.amount, cash);
  return [...deposits, { owner: house, amount: left }].filter((deposit) => deposit.amount !== 0n);
}
