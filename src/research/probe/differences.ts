import type { Us } from '../../core/base/time.ts';
import { type Step, StepKind } from './trace.ts';

/** Where two runs part for the first time, for one agent. */
export interface Difference {
  /** -1: the account. */
  readonly agent: number;
  readonly instrument: number;
  readonly atUs: Us;
  readonly original: readonly Step[];
  readonly altered: readonly Step[];
  /** Another agent of the account differed earlier, and may have caused it. */
  readonly after?: number;
}

/** What a size may differ by when another agent has changed the equity of an account that both use. */
const SHARED_TOLERANCE = 0.05;

/** An agent's own wish: it can depend on nothing that happens after it at its instant, such as a fill at the next open. */
function isWish({ kind }: Step): boolean {
  return kind === StepKind.target || kind === StepKind.order || kind === StepKind.failure;
}

/**
 * The first difference of each agent in what two runs did before `endUs`, and in what agents wished for at `endUs` itself, the
 * earliest first. Agents share an account, or cross in it: of those that differ later than another one, sizes that are nearly the
 * same do not count. The account stands for itself only where no agent differs as early.
 */
export function firstDifferences(original: readonly Step[], altered: readonly Step[], endUs: Us): Difference[] {
  const counts = (step: Step): boolean => step.tsUs < endUs || (step.tsUs === endUs && isWish(step));
  const [before, after] = [byAgent(original.filter(counts)), byAgent(altered.filter(counts))];
  const agents = [...new Set([...before.keys(), ...after.keys()])];
  const firstOfAgent = (agent: number, same: (a: Step, b: Step) => boolean) =>
    firstOf(agent, before.get(agent) ?? [], after.get(agent) ?? [], same);
  const found = agents.flatMap((agent) => firstOfAgent(agent, isSame) ?? []).sort((a, b) => a.atUs - b.atUs);
  const leader = found.find(({ agent }) => agent >= 0);
  if (leader === undefined) return found;
  return found.flatMap((difference) => {
    if (difference.agent < 0) return difference.atUs < leader.atUs ? [difference] : [];
    if (difference.atUs === leader.atUs) return [difference];
    const own = firstOfAgent(difference.agent, isAlike);
    return own === undefined ? [] : [{ ...own, after: leader.agent }];
  });
}

/** As two runs of one agent are whose account has another equity. */
function isAlike(a: Step, b: Step): boolean {
  return a.tsUs === b.tsUs && a.kind === b.kind && a.instrument === b.instrument && isNear(a, b, SHARED_TOLERANCE);
}

/** The same for agents' targets and orders alone, their times mapped by `moment` and sizes compared within a tolerance. */
export function firstShiftedDifferences(
  original: readonly Step[],
  shifted: readonly Step[],
  moment: (us: Us) => Us,
  endUs: Us,
  tolerance: number,
): Difference[] {
  const before = byAgent(original.filter(isWish).map((step) => ({ ...step, tsUs: moment(step.tsUs) })));
  const after = byAgent(shifted.filter(isWish));
  const close = (a: Step, b: Step): boolean =>
    a.tsUs === b.tsUs && a.kind === b.kind && a.instrument === b.instrument && isNear(a, b, tolerance);
  const found: Difference[] = [];
  for (const agent of new Set([...before.keys(), ...after.keys()])) {
    const within = (steps: readonly Step[] = []) => steps.filter(({ tsUs }) => tsUs < endUs);
    const difference = firstOf(agent, within(before.get(agent)), within(after.get(agent)), close);
    if (difference !== undefined) found.push(difference);
  }
  return found;
}

/** The same direction, and a size that agrees in lots or in the share of the agent's equity. */
export function isNear(a: Step, b: Step, tolerance: number): boolean {
  if (Number.isNaN(a.lots) || Number.isNaN(b.lots)) return Object.is(a.lots, b.lots);
  if (Math.sign(a.lots) !== Math.sign(b.lots)) return false;
  if (Math.abs(a.lots - b.lots) <= 1) return true;
  // a share is one of whole lots
  const lot = 1 / Math.min(Math.abs(a.lots), Math.abs(b.lots));
  return apart(a.lots, b.lots) <= tolerance || apart(a.share, b.share) <= tolerance + lot;
}

/** |a - b| over the larger of both. */
function apart(a: number, b: number): number {
  return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), Number.MIN_VALUE);
}

function isSame(a: Step, b: Step): boolean {
  return (
    a.tsUs === b.tsUs &&
    a.kind === b.kind &&
    a.instrument === b.instrument &&
    Object.is(a.lots, b.lots) &&
    a.rest === b.rest
  );
}

function byAgent(steps: readonly Step[]): Map<number, Step[]> {
  const lists = new Map<number, Step[]>();
  for (const step of steps) {
    const list = lists.get(step.agent);
    if (list === undefined) lists.set(step.agent, [step]);
    else list.push(step);
  }
  return lists;
}

function firstOf(
  agent: number,
  original: readonly Step[],
  altered: readonly Step[],
  same: (a: Step, b: Step) => boolean,
): Difference | undefined {
  let k = 0;
  while (k < original.length && k < altered.length && same(original[k], altered[k])) k += 1;
  const first = [original[k], altered[k]].filter((step) => step !== undefined);
  if (first.length === 0) return undefined;
  const [{ tsUs: atUs, instrument }] = first.toSorted((a, b) => a.tsUs - b.tsUs);
  const there = (steps: readonly Step[]) =>
    steps.slice(k).filter((step) => step.tsUs === atUs && step.instrument === instrument);
  return { agent, instrument, atUs, original: there(original), altered: there(altered) };
}
