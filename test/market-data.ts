import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));

/**
 * The folder of real market data that some tests want: `$CONCLAVE_DATA`, or `../shared/data` beside the checkout. Where it is
 * absent, says in one line what is left out, and returns `undefined`.
 */
export function marketData(leftOut: string): string | undefined {
  const set = process.env.CONCLAVE_DATA;
  const folder = set === undefined || set === '' ? resolve(CHECKOUT, '../shared/data') : resolve(set);
  if (existsSync(folder)) return folder;
  // oxlint-disable-next-line no-console
  console.log(`left out: ${leftOut} (no market data in ${folder}; set CONCLAVE_DATA to its folder)`);
  return undefined;
}
