import { type Id, sequenceOf } from '../core/base/ids.ts';
import type { Account } from '../core/engine/account.ts';
import { clip } from './checked.ts';
import { inputId } from './envelope.ts';

/** The input that caused what has this id. */
export function inputIdOf(id: Id): string {
  return inputId(sequenceOf(id));
}

/** The agent's id; null for the account. */
export function agentOrNull(account: Account, agent: number): string | null {
  return agent < 0 ? null : account.spec.agents[agent].id;
}

/** An owner of positions: an agent, or the house. */
export function ownerName(account: Account, owner: number): string {
  return owner === account.house ? 'house' : account.spec.agents[owner].id;
}

const VALUES_MAX = 64;
const WORD_MAX = 1_024;

/** The values of a reason: numbers that JSON has as they are, the rest as words. */
export function valuesOf(values: readonly (number | string)[]): (number | string)[] {
  return values
    .slice(0, VALUES_MAX)
    .map((value) => (typeof value === 'number' && Number.isFinite(value) ? value : clip(String(value), WORD_MAX)));
}
