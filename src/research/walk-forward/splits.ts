import { assert } from '../../core/base/assert.ts';
import { Fault } from '../../core/base/fault.ts';
import type { Us } from '../../core/base/time.ts';
import type { Length } from '../../config/walk-forward-section.ts';
import { afterTest, beforeTest, lengthText, type Range, type TrainTest } from './windows.ts';

/**
 * Combinatorial purged cross-validation (López de Prado, "Advances in Financial Machine Learning", 2018, chapter 12): of N
 * groups of one length, every choice of k is a test once, C(N, k) splits. The tested groups put together again make
 * φ = k/N·C(N, k) paths over the whole period.
 */
export interface GroupSplit extends TrainTest {
  /** Groups that are tested, rising; `test` are their ranges. */
  readonly groups: readonly number[];
}

const SPLITS_MAX = 1_000;

/** Equal parts, as far as whole instants allow. */
export function groupsOf(count: number, groups: number): readonly Range[] {
  return Array.from({ length: groups }, (_, group) => ({
    from: Math.floor((group * count) / groups),
    to: Math.floor(((group + 1) * count) / groups),
  }));
}

export function splitCount(groups: number, testGroups: number): number {
  let count = 1;
  for (let i = 1; i <= testGroups; i++) count = (count * (groups - testGroups + i)) / i;
  return Math.round(count);
}

/** All choices of `testGroups` places of `groups`, in lexicographic order. */
function combinations(groups: number, testGroups: number): readonly (readonly number[])[] {
  const found: number[][] = [];
  const choose = (chosen: readonly number[], from: number): void => {
    if (chosen.length === testGroups) return void found.push([...chosen]);
    for (let group = from; group < groups; group++) choose([...chosen, group], group + 1);
  };
  choose([], 0);
  return found;
}

export interface SplitOptions {
  readonly groups: number;
  readonly testGroups: number;
  /** Cut off training that a test follows. */
  readonly purge: Length;
  /** Cut off training that follows a test. */
  readonly embargo: Length;
}

export function splitsOf(times: ArrayLike<Us>, options: SplitOptions): readonly GroupSplit[] {
  const { groups, testGroups, purge, embargo } = options;
  const count = splitCount(groups, testGroups);
  if (count > SPLITS_MAX) {
    throw new Fault(
      'config',
      `walkForward.testGroups: ${testGroups} of ${groups} groups are ${count.toLocaleString('en-US')} splits, expected at most ${SPLITS_MAX.toLocaleString('en-US')}`,
    );
  }
  if (times.length < 2 * groups) {
    throw new Fault(
      'config',
      `walkForward.groups: expected two bars a group or more, ${times.length} are too few for ${groups}`,
    );
  }
  const ranges = groupsOf(times.length, groups);
  return combinations(groups, testGroups).map((chosen) => {
    const train: Range[] = [];
    const dropped: Range[] = [];
    for (const run of runsWithout(chosen, groups)) {
      const [from, to] = [ranges[run.from].from, ranges[run.to - 1].to];
      const begin = run.from === 0 ? from : Math.min(to, afterTest(times, from, embargo));
      const end = run.to === groups ? to : Math.max(begin, beforeTest(times, to, purge));
      if (begin > from) dropped.push({ from, to: begin });
      if (end > begin) train.push({ from: begin, to: end });
      if (end < to) dropped.push({ from: end, to });
    }
    if (train.length === 0) {
      throw new Fault(
        'config',
        `walkForward.purge: purge and embargo leave nothing to learn from when groups ${chosen.map((group) => group + 1).join(', ')} are tested; they were ${lengthText(purge)} and ${lengthText(embargo)}, a group is ${ranges[0].to} bars`,
      );
    }
    return { groups: chosen, train, dropped, test: chosen.map((group) => ranges[group]) };
  });
}

/** The longest stretches of neighbouring groups that are not tested. */
function runsWithout(tested: readonly number[], groups: number): Range[] {
  const runs: Range[] = [];
  let from = 0;
  for (const group of [...tested, groups]) {
    if (group > from) runs.push({ from, to: group });
    from = group + 1;
  }
  return runs;
}

/**
 * The splits that each path takes its groups from: `paths[p][g]` is the place of a split that tests group g. Each test of each
 * split stands in one path.
 */
export function pathsOf(splits: readonly Pick<GroupSplit, 'groups'>[], groups: number): readonly (readonly number[])[] {
  const testing = Array.from({ length: groups }, (_, group) =>
    splits.flatMap(({ groups: tested }, split) => (tested.includes(group) ? [split] : [])),
  );
  const paths = testing[0].length;
  assert(
    testing.every((list) => list.length === paths),
    'every group is tested equally often',
  );
  return Array.from({ length: paths }, (_, path) => testing.map((list) => list[path]));
}
