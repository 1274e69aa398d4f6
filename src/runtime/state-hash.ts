import { createHash } from 'node:crypto';
import { canonicalJson } from '../config/canonical.ts';
import type { Engine } from '../core/engine/engine.ts';

/**
 * SHA-256 of the account after the last input: ledger, orders, limits, halts, kills, weights. Equal for equal inputs, whether
 * they came live, were replayed, or lie behind a snapshot. What agents keep to themselves is not in it.
 */
export function stateHash({ account }: Engine): string {
  return createHash('sha256').update(canonicalJson(account.save())).digest('hex');
}
