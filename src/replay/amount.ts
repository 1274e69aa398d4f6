import { floatText } from '../contracts/wire-numbers.ts';

/** Money of a comparison as a decimal text: to the millionth, which is finer than any difference that is told. */
export function amountText(value: number): string {
  return floatText(Math.round(value * 1e6) / 1e6) ?? '0';
}
