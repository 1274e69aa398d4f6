import type { BacktestResult } from '../../../backtest/result.ts';
import { differences } from './compact.ts';

/** Which way each agent, and what was allowed, pointed over time: changes only. */
export interface Stances {
  /** By drawn instrument; then by agent in the run's order, the decision last. */
  readonly lanes: readonly (readonly Lane[])[];
  /** There were more changes than a page holds: what is here ends early. */
  readonly cut: boolean;
}

/** Differences of seconds, and the way from there on: 1 long, 0 flat, -1 short, null asleep. */
type Lane = readonly [readonly number[], readonly (number | null)[]];

const CHANGES_MAX = 40_000;

export function stances(
  { recording: { decisions, votes }, agents }: BacktestResult,
  places: readonly number[],
): Stances {
  const slots = new Map(places.map((place, slot) => [place, slot]));
  const lanes = places.map(() =>
    Array.from({ length: agents.length + 1 }, () => ({ t: [] as number[], way: [] as (number | null)[] })),
  );
  const rowOf = new Map<number, number>();
  let changes = 0;
  const note = (slot: number, lane: number, tsUs: number, way: number | null): void => {
    const { t, way: ways } = lanes[slot][lane];
    if (changes >= CHANGES_MAX || ways.at(-1) === way) return;
    t.push(Math.floor(tsUs / 1e6));
    ways.push(way);
    changes += 1;
  };
  for (let row = 0; row < decisions.count; row++) {
    rowOf.set(decisions.id[row], row);
    const slot = slots.get(decisions.instrument[row]);
    if (slot !== undefined) note(slot, agents.length, decisions.tsUs[row], Math.sign(decisions.allowedLots[row]) + 0);
  }
  for (let vote = 0; vote < votes.count; vote++) {
    const row = rowOf.get(votes.decision[vote]);
    const slot = row === undefined ? undefined : slots.get(decisions.instrument[row]);
    if (row === undefined || slot === undefined) continue;
    const asleep = votes.awake[vote] === 0 || Number.isNaN(votes.targetLots[vote]);
    note(slot, votes.agent[vote], decisions.tsUs[row], asleep ? null : Math.sign(votes.targetLots[vote]) + 0);
  }
  return {
    lanes: lanes.map((owners) => owners.map(({ t, way }) => [differences(t), way] as const)),
    cut: changes >= CHANGES_MAX,
  };
}
