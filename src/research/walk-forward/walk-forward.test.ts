import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { runBacktest } from '../../backtest/run.ts';
import { readRunFile } from '../../config/read-run-file.ts';
import { swingingBars, swingingRun } from '../sweep-file.twin.ts';
import type { Trial } from '../trials.ts';
import { figuresOf } from './figures.ts';
import { runWalkForward, type WalkForwardOptions } from './walk-forward.ts';
import { summariseWalkForward } from './walk-forward-summary.ts';

const { put } = temporaryFolder();
/** Buys after a rise over `back` bars: what it knows at a bar is the last eight bars at the most. */
const MOMENTUM = `import { defineStrategy } from 'conclave';
import { z } from 'zod';
export default defineStrategy({
  name: 'momentum', version: '1.0.0',
  params: z.object({ back: z.int().min(1).max(8).default(1), size: z.int().positive().default(50), fails: z.string().default('') }),
  create({ params }) {
    const closes = [];
    return {
      onBar(bar, ctx) {
        const day = new Date(bar.tsUs / 1000).toISOString().slice(0, 10);
        if (params.fails === day) throw new Error('not on ' + day);
        closes.push(bar.close);
        if (closes.length > params.back + 1) closes.shift();
        ctx.target(bar.instrument, bar.close > closes[0] ? params.size : 0);
      },
    };
  },
});
`;
const SEARCH = 'sweep: { agents: { trend: { back: [1, 2, 3, 4, 5, 6, 7, 8] } } }';
const ROLLING = 'walkForward: { scheme: rolling, train: 60, test: 20, purge: 10 }';
let lines: readonly string[] = [];

beforeAll(() => {
  put('momentum.ts', MOMENTUM);
  lines = swingingBars(180).split('\n');
});

/** `from` and `to` are bars whose prices are turned upside down. */
async function walk(
  more: string,
  options: Partial<WalkForwardOptions> & { turned?: readonly [number, number]; sets?: readonly string[] } = {},
) {
  const { turned, sets, ...others } = options;
  const rows = lines.map((line, i) =>
    turned !== undefined && i > turned[0] && i <= turned[1] ? upsideDown(line) : line,
  );
  put('bars.csv', rows.join('\n'));
  const { file, baseDir } = readRunFile(
    put('run.yaml', swingingRun('./momentum.ts', `${SEARCH}\n${more}`)),
    sets ?? [],
  );
  const result = await runWalkForward(file, { baseDir, jobs: 1, started: '2026-01-01T00:00:00Z', ...others });
  return { result, summary: summariseWalkForward(result, {}), file, baseDir };
}

function upsideDown(line: string): string {
  const [date, open, high, low, close, volume] = line.split(',');
  const turn = (price: string): string => (300 - Number(price)).toFixed(2);
  return [date, turn(open), turn(low), turn(high), turn(close), volume].join(',');
}

function choices({ summary }: Awaited<ReturnType<typeof walk>>) {
  return summary.windows.map(({ chosen, inSample }) => ({ chosen, inSample }));
}

describe('walking forward', () => {
  it('chooses in each window what its training shows, and judges it in the test that follows', async () => {
    const { summary, file, baseDir } = await walk(ROLLING);
    // 180 bars: tests of 20 from bar 60 on.
    expect(summary.windows.map(({ train, droppedBars, test }) => [train[0].bars, droppedBars, test[0].bars])).toEqual(
      Array.from({ length: 6 }, () => [50, 10, 20]),
    );
    const { chosen, inSample, train, test, outOfSample } = summary.windows[2];
    const scores: number[] = [];
    const over = (back: number, { from, to }: (typeof train)[number]) => {
      const data = file.data.map((entry) => ({ ...entry, from: new Date(Date.parse(from) - 1).toISOString(), to }));
      const agents = file.agents.map((agent) => ({ ...agent, params: { back } }));
      return runBacktest({ ...file, data, agents }, { baseDir });
    };
    for (const back of [1, 2, 3, 4, 5, 6, 7, 8]) scores.push((await over(back, train[0])).summary.metrics.sharpe ?? -9);
    const best = scores.indexOf(Math.max(...scores));
    expect(chosen).toEqual({ point: best, parameters: { 'trend.back': best + 1 } });
    expect(inSample?.sharpe).toBe(scores[best]);
    const judged = await over(best + 1, test[0]);
    expect(outOfSample?.sharpe).toBeCloseTo(judged.summary.metrics.sharpe ?? 0, 12);
    expect(outOfSample?.sessions).toBe(20);
  });

  it('joins the tests into one account, compounding', async () => {
    const { summary, result } = await walk(ROLLING);
    const [path] = summary.paths;
    expect(path).toMatchObject({ windows: [1, 2, 3, 4, 5, 6], missing: 0, sessions: 120 });
    const product = summary.windows.reduce(
      (level, { outOfSample }) => level * (1 + (outOfSample?.totalReturn ?? 0)),
      1,
    );
    expect(path.metrics?.totalReturn).toBeCloseTo(product - 1, 12);
    expect(summary.total.outOfSample).toEqual(path.metrics);
    const { closeUs } = result.paths[0].daily;
    expect(closeUs.every((tsUs, i) => i === 0 || tsUs > closeUs[i - 1])).toBe(true);
    expect(figuresOf(result.paths[0].daily, 365)).toEqual(path.metrics);
  });

  it('sees nothing of a test in the choice before it', async () => {
    const plain = await walk(ROLLING);
    for (const window of [0, 3]) {
      // The test of this window, and everything after it.
      const altered = await walk(ROLLING, { turned: [60 + 20 * window, 180] });
      expect(choices(altered).slice(0, window + 1)).toEqual(choices(plain).slice(0, window + 1));
      // What was judged did change: the alteration is felt.
      expect(altered.summary.windows[window].outOfSample).not.toEqual(plain.summary.windows[window].outOfSample);
    }
  });

  it('learns nothing from purged bars, and only from those that are not', async () => {
    const plain = await walk(ROLLING);
    const purged = await walk(ROLLING, { turned: [50, 60] });
    expect(choices(purged)[0]).toEqual(choices(plain)[0]);
    const learnt = await walk(ROLLING, { turned: [40, 50] });
    expect(choices(learnt)[0]).not.toEqual(choices(plain)[0]);
  });

  it('grows the training of an anchored walk from the first bar', async () => {
    const { summary } = await walk('walkForward: { scheme: anchored, train: 60, test: 40 }');
    expect(summary.windows.map(({ train }) => train[0].bars)).toEqual([60, 100, 140]);
    expect(new Set(summary.windows.map(({ train }) => train[0].from)).size).toBe(1);
  });

  it('records every evaluation as a trial of its own kind', async () => {
    const trials: Trial[] = [];
    const { summary } = await walk(ROLLING, { onTrials: (some) => void trials.push(...some) });
    expect(trials).toHaveLength(6 * 8 + 6);
    expect(summary.counts).toEqual({ ok: 54, refused: 0, failed: 0 });
    expect(new Set(trials.map(({ kind }) => kind))).toEqual(new Set(['walk-forward']));
  });

  it('names and counts the windows that a strategy fails in, and judges the rest', async () => {
    // A day within the third test: all trainings over it fail, and the test itself.
    const day = lines[1 + 105].slice(0, 10);
    const { summary } = await walk(ROLLING, { sets: [`agents.trend.params.fails=${day}`] });
    const status = summary.windows.map(({ status: each, counts }) => [each, counts.failed]);
    expect(status).toEqual([
      ['ok', 0],
      ['ok', 0],
      ['failed', 0],
      ['no-choice', 8],
      ['no-choice', 8],
      ['no-choice', 8],
    ]);
    // Eight points, the same in three windows each, and the choice of the third test.
    expect(summary.failures).toHaveLength(8 + 1);
    expect(summary.counts.failed).toBe(3 * 8 + 1);
    expect(summary.failures[0]).toMatchObject({ part: 'training', window: 4, point: 0, status: 'failed' });
    expect(summary.windows[2].error).toMatch(/agent 'trend' failed in onBar.*not on /);
    expect(summary.paths[0]).toMatchObject({ windows: [1, 2], missing: 4 });
  });
});

describe('combinatorial cross-validation', () => {
  const SPLITS = 'walkForward: { scheme: combinatorial, groups: 6, testGroups: 2, purge: 3, embargo: 9 }';

  it('has a choice for each split, a path for each of five, and says how likely the search overfits', async () => {
    const { summary } = await walk(SPLITS);
    expect(summary.windows).toHaveLength(15);
    expect(summary.paths.map(({ windows, sessions, missing }) => [windows.length, sessions, missing])).toEqual(
      Array.from({ length: 5 }, () => [6, 180, 0]),
    );
    expect(summary.sharpe?.paths).toBe(5);
    expect(summary.overfitting).toMatchObject({ compared: 8, note: null });
    expect(summary.overfitting?.probability).toBeGreaterThanOrEqual(0);
  });

  it('sees nothing of a test in the choice of its split, where the embargo is as long as the memory of the strategy', async () => {
    const some = ['sweep.agents.trend.back=[1, 4, 8]'];
    const plain = await walk(SPLITS, { sets: some });
    const altered = await walk(SPLITS, { sets: some, turned: [60, 90] });
    const judged = (at: Awaited<ReturnType<typeof walk>>) =>
      at.result.plan.windows.flatMap(({ test }, split) =>
        test.some(({ from }) => from === 60) ? [choices(at)[split]] : [],
      );
    expect(judged(plain)).toHaveLength(5);
    expect(judged(altered)).toEqual(judged(plain));
    expect(choices(altered)).not.toEqual(choices(plain));
    // Without the embargo what the strategy remembers of the test reaches the training after it.
    const sets = [...some, 'walkForward.embargo=0'];
    const open = await walk(SPLITS, { sets });
    expect(judged(await walk(SPLITS, { sets, turned: [60, 90] }))).not.toEqual(judged(open));
  });
});

describe('a walk that cannot be', () => {
  it.each([
    [
      'walkForward: { train: 500, test: 100 }',
      /walkForward: expected a training and a test that fit into the data, were 500 bars and 100 bars; there are 180 bars/,
    ],
    [
      'walkForward: { train: 20, test: 10, purge: 20 }',
      /walkForward\.purge: expected less than the training, which is 20 bars in window 1, was 20 bars/,
    ],
    ['walkForward: { train: 0, test: 10 }', /walkForward\.train: expected/],
    [
      'walkForward: { train: 60, test: 20, step: 10 }',
      /walkForward\.step: expected at least test: no session is judged twice/,
    ],
    [
      "walkForward: { train: 60, test: '20d' }",
      /walkForward\.test: expected the unit of train: all in bars, or all as durations/,
    ],
    ['walkForward: { embargo: 3 }', /walkForward\.embargo: expected 0 under the rolling scheme/],
    [
      'walkForward: { scheme: combinatorial, groups: 4, testGroups: 4 }',
      /walkForward\.testGroups: expected fewer than groups, 4/,
    ],
    [
      'walkForward: { scheme: combinatorial, train: 60 }',
      /walkForward\.train: expected groups and testGroups under the combinatorial scheme/,
    ],
  ])('%s is refused', async (section, message) => {
    await expect(walk(section)).rejects.toThrow(message);
  });

  it('refuses a method and a metric that it has no use for, and a parameter out of its range', async () => {
    await expect(walk(ROLLING, { sets: ['sweep.method=halving'] })).rejects.toThrow(
      'sweep.method: expected grid or random',
    );
    await expect(
      walk('walkForward: { scheme: combinatorial }', { sets: ['sweep.objective=turnover'] }),
    ).rejects.toThrow(/sweep\.objective: expected a metric of returns under the combinatorial scheme .*was 'turnover'/);
    await expect(walk(ROLLING, { sets: ['sweep.agents.trend.back=[1, 9]'] })).rejects.toThrow(
      'sweep.agents.trend.back: expected a number <= 8, was 9',
    );
  });
});
