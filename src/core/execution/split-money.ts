import { mulDiv } from '../base/rounding.ts';

/**
 * The part of an amount that goes with `lots` of `totalLots`, when `beforeLots` have had theirs: parts add up to the amount
 * to the last unit, whatever their number. Amounts in ledger units.
 */
export function splitMoney(amount: bigint, beforeLots: number, lots: number, totalLots: number): bigint {
  if (amount === 0n) return 0n;
  if (lots === totalLots) return amount;
  const small = Number(amount);
  if (Number.isSafeInteger(small))
    return BigInt(mulDiv(small, beforeLots + lots, totalLots, 'zero') - mulDiv(small, beforeLots, totalLots, 'zero'));
  const total = BigInt(totalLots);
  return (amount * BigInt(beforeLots + lots)) / total - (amount * BigInt(beforeLots)) / total;
}
