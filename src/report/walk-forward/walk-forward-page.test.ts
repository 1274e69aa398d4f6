import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { readRunFile } from '../../config/read-run-file.ts';
import { swingingBars, swingingRun } from '../../research/sweep-file.twin.ts';
import { runWalkForward, type WalkForwardResult } from '../../research/walk-forward/walk-forward.ts';
import { summariseWalkForward } from '../../research/walk-forward/walk-forward-summary.ts';
import { runPage } from '../page/browser.twin.ts';
import { walkForwardPage } from './walk-forward-page.ts';

const { put } = temporaryFolder();
const SEARCH = 'sweep: { agents: { trend: { fast: [5, 10, 15], slow: [15, 30] } } }';
let rolling: WalkForwardResult;
let splits: WalkForwardResult;

beforeAll(async () => {
  put('bars.csv', swingingBars(160));
  const path = put('run.yaml', swingingRun('ema-cross', `name: '<b>&'\n${SEARCH}`).replace('name: swings\n', ''));
  const walk = (section: string) => {
    const { file, baseDir } = readRunFile(path, [`walkForward=${section}`]);
    return runWalkForward(file, { baseDir, jobs: 1, started: '2026-01-01T00:00:00Z' });
  };
  rolling = await walk('{ train: 60, test: 30, purge: 5 }');
  splits = await walk('{ scheme: combinatorial, groups: 4, testGroups: 2, purge: 2, embargo: 5 }');
});

function pageOf(result: WalkForwardResult): string {
  return walkForwardPage(result, summariseWalkForward(result, { page: 'walk-forward.html' }));
}

describe('the page of a walk', () => {
  it('draws growth out of sample beside the pace in sample', () => {
    const { plots } = runPage(pageOf(rolling));
    const [t, out, pace] = plots.at(-1)?.data ?? [];
    expect(t).toHaveLength(90);
    const total = summariseWalkForward(rolling, {}).total.outOfSample?.totalReturn ?? 0;
    expect(out.at(-1)).toBeCloseTo(1 + total, 4);
    const { figures, sessions = 0 } = rolling.judged[0].choice ?? {};
    expect(pace[0]).toBeCloseTo((1 + (figures?.totalReturn ?? 0)) ** (1 / sessions), 4);
  });

  it('draws the paths of combinatorial splits', () => {
    const page = pageOf(splits);
    expect(runPage(page).plots.at(-1)?.data).toHaveLength(1 + 3);
    expect(page).toContain('Probability of overfitting');
    expect(page.match(/<b style="left:/g)?.length).toBeGreaterThanOrEqual(3);
  });

  it('has a lane with training, gap and test for each window', () => {
    const page = pageOf(rolling);
    for (const kind of ['of-train', 'of-gap', 'of-test'])
      expect(page.split(`<i class="${kind}" style="left`).length - 1).toBeGreaterThanOrEqual(3);
    // 160 bars; the first window learns from bars 0 to 54, a purge of 5, a test of 30.
    expect(page).toContain('<i class="of-train" style="left:0.00%;width:34.38%"></i>');
    expect(page).toContain('<i class="of-gap" style="left:34.38%;width:3.13%"></i>');
    expect(page).toContain('<i class="of-test" style="left:37.50%;width:18.75%"></i>');
  });

  it('names what was refused, and lets no name become markup', () => {
    const page = pageOf(rolling);
    expect(page).toContain('Point 4 (trend.fast 15, trend.slow 15) refused in the training of window 1');
    expect(page).toContain('&lt;b&gt;&amp;');
    expect(page).not.toContain('<b>&');
  });

  it('has the same bytes for the same walk', () => {
    expect(pageOf(rolling)).toBe(pageOf(rolling));
  });
});
