import { describe, expect, it } from 'vitest';
import { axisOf, type Axis } from '../../research/axis.ts';
import { metricNames } from '../../research/metric-names.ts';
import type { SweepRow } from '../../research/sweep-row.ts';
import type { SweepSummary } from '../../research/sweep-summary.ts';
import { runPage } from '../page/browser.twin.ts';
import { SweepCells } from './sweep-cells.ts';
import { SweepLines } from './sweep-lines.ts';
import { sweepPage } from './sweep-page.ts';

const span = (from: number, to: number, step: number) => ({ from, to, step, scale: 'linear' as const });
const AXES: readonly Axis[] = [
  axisOf('a.fast', span(1, 3, 1), true, 'fast'),
  axisOf('a.slow', span(10, 40, 10), true, 'slow'),
  { key: 'a.<b>', values: ['on', 'off'] },
];

/** Every combination; the Sharpe ratio is fast x 10 + slow / 10, one less where the last is off; slow 40 is refused. */
function rows(): SweepRow[] {
  const made: SweepRow[] = [];
  for (const fast of [1, 2, 3]) {
    for (const slow of [10, 20, 30, 40]) {
      for (const last of ['on', 'off']) {
        const ok = slow < 40;
        const zeros = Object.fromEntries(metricNames.map((name) => [name, 0]));
        made.push({
          ...{ row: made.length, point: made.length, rung: 0, share: 1, status: ok ? 'ok' : 'refused' },
          parameters: { 'a.fast': fast, 'a.slow': slow, 'a.<b>': last },
          metrics: ok
            ? ({ ...zeros, sharpe: fast * 10 + slow / 10 - (last === 'off' ? 1 : 0) } as SweepRow['metrics'])
            : null,
          ...{ counts: null, endEquity: null, configHash: null, resultHash: null },
          error: ok ? null : 'too <slow>',
        });
      }
    }
  }
  return made;
}

function summary(all: readonly SweepRow[]): SweepSummary {
  const ok = all.filter(({ status }) => status === 'ok');
  return {
    apiVersion: 0,
    state: 'done',
    sweep: {
      ...{ name: 'test', version: '0.1.0', method: 'grid', objective: 'sharpe', seed: 1, runSeed: 1 },
      ...{ points: all.length, rungs: [1], parameters: AXES, configHash: 'c0', dataHash: 'd0', strategies: {} },
    },
    rungs: [{ share: 1, points: all.length, to: null }],
    counts: { points: all.length, evaluations: all.length, ok: ok.length, refused: all.length - ok.length, failed: 0 },
    best: ok.toReversed().slice(0, 3),
    failures: all.filter(({ status }) => status !== 'ok'),
    warnings: [],
    files: { page: 'sweep.html', table: 'points.parquet' },
  };
}

function pageOf(all: readonly SweepRow[]): string {
  const cells = new SweepCells(AXES, 'sharpe');
  const lines = new SweepLines(cells.axes, 'sharpe', all.length);
  for (const row of all) {
    cells.add(row);
    lines.add(row, false);
  }
  return sweepPage(summary(all), cells, lines);
}

describe('the page of a sweep', () => {
  it('draws the mean or the best over the parameters that are not chosen, either way round', () => {
    const { at } = runPage(pageOf(rows()));
    const cellsNow = () =>
      at('#heat')
        .all('td')
        .map((cell) => cell.textContent)
        .filter((text) => text !== '');
    expect(cellsNow().slice(0, 4)).toEqual(['10.50', '11.50', '12.50', '20.50']);
    const choose = (picker: string, value: string) => {
      at(picker).value = value;
      for (const listener of at(picker).listeners.get('change') ?? []) listener();
    };
    choose('#heat-others', 'best');
    expect(cellsNow().slice(0, 4)).toEqual(['11.00', '12.00', '13.00', '21.00']);
    choose('#heat-rows', '1');
    choose('#heat-columns', '0');
    expect(cellsNow().slice(0, 4)).toEqual(['11.00', '21.00', '31.00', '12.00']);
    choose('#heat-columns', '-1');
    expect(cellsNow()).toEqual(['31.00', '32.00', '33.00']);
  });

  it('draws a line for each point with a result, the best last', () => {
    const { at } = runPage(pageOf(rows()));
    const paths = at('#parallel').all('path');
    expect(paths).toHaveLength(18);
    expect(paths.at(-1)?.getAttribute('style')).toBe('--score:100%');
    expect(at('#parallel-note').textContent).toBe('18 of 18 lines.');
  });

  it('holds texts of users as texts, and is the same bytes again', () => {
    const page = pageOf(rows());
    expect(page).not.toContain('too <slow>');
    expect(page).toContain('too &lt;slow&gt;');
    expect(pageOf(rows())).toBe(page);
    expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  });

  it('says so where nothing has a result', () => {
    const page = pageOf(rows().filter(({ status }) => status !== 'ok'));
    runPage(page);
    expect(page).toContain('None of 6 evaluations had a Sharpe ratio.');
    expect(page).not.toContain('id="heat"');
  });

  it('keeps its size, however many points there are', () => {
    const few = rows();
    const many = Array.from({ length: 200 }, () => few)
      .flat()
      .map((row, point) => ({ ...row, point, row: point }));
    const cells = new SweepCells(AXES, 'sharpe');
    const lines = new SweepLines(cells.axes, 'sharpe', many.length);
    for (const row of many) {
      cells.add(row);
      lines.add(row, false);
    }
    expect(lines.lines.length).toBeLessThanOrEqual(800);
    expect(cells.cells()[0].count.reduce((a, b) => a + b)).toBe(200 * 18);
  });
});
