/** 0.1234 -> '12.3 %'; '-' where there is none. */
export function percent(value: number | null): string {
  return value === null ? '-' : `${(100 * value).toFixed(1)} %`;
}

/** Two decimals, nothing without a sign; '-' where there is none. */
export function ratio(value: number | null): string {
  return value === null ? '-' : value.toFixed(2).replace('-0.00', '0.00');
}

/** A decimal text of money to the cent, with thousands: '-12,345.60'. */
export function money(value: string): string {
  const amount = Number(value);
  return amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}
