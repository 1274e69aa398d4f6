import { describe, expect, it } from 'vitest';
import { ScenarioRun } from '../../backtest/scenario.ts';
import { dayOf } from '../../backtest/scenario-view.ts';
import { type Report, ReportKind, Reports } from '../model/report.ts';
import type { Context } from '../strategies/strategy.ts';
import { flat, scripted, type Script, Story } from './scenario.twin.ts';

/** What a venue may say on top of what the bars make it say, at the end of a day. */
function hearing(day: number, say: (reports: Reports, run: ScenarioRun) => void, script: Script): Story {
  const run = new ScenarioRun({
    instruments: { A: { bars: flat(100, 100, 100, 100, 100) } },
    agents: { x: { strategy: scripted(script) } },
    meanwhile: ({ driver }) => {
      if (dayOf(driver.nowUs) !== day) return;
      const reports = new Reports();
      say(reports, run);
      for (let k = 0; k < reports.count; k++) {
        driver.enter('report', (event) => {
          event.report = reports.at(k);
        });
      }
    },
  });
  return new Story(run.run());
}

const buy: Script = { 1: (ctx: Context) => ctx.target('A', 10) };

function about(reports: Reports, run: ScenarioRun, kind: ReportKind, more: Partial<Report>): void {
  const { orders } = run.observer.recording;
  Object.assign(reports.add(kind, orders.id[0], 0, run.driver.nowUs), more);
}

describe('what should not happen, and does', () => {
  it('a fill that comes after the end is the house’s until somebody decides about it', () => {
    const story = hearing(
      2,
      (reports, run) => about(reports, run, ReportKind.filled, { lots: 3, priceTicks: 10_000, fillId: 99 }),
      buy,
    );
    expect([story.position('x'), story.position('house'), story.position('account')]).toEqual([10, 3, 13]);
    expect(story.run.engine.account.orders.counts.lateFills).toBe(1);
  });

  it('a fill that the venue takes back is taken back from the house', () => {
    const story = hearing(
      2,
      (reports, run) => about(reports, run, ReportKind.busted, { lots: 10, priceTicks: 10_000, fillId: 1 }),
      buy,
    );
    expect([story.position('x'), story.position('house'), story.position('account')]).toEqual([10, -10, 0]);
  });

  it('a fill that is told twice counts once', () => {
    const story = hearing(
      2,
      (reports, run) => about(reports, run, ReportKind.filled, { lots: 10, priceTicks: 10_000, fillId: 1 }),
      buy,
    );
    expect(story.position('account')).toBe(10);
    expect(story.notices).toEqual(['warning account: a report was refused: filled (duplicate) on 2']);
  });

  it('a report about an order that is not ours is a warning and changes nothing', () => {
    const story = hearing(2, (reports, run) => void reports.add(ReportKind.accepted, 77, 0, run.driver.nowUs), buy);
    expect(story.notices).toEqual(['warning account: the venue reports an order that is not ours: o-0.77 on 2']);
    expect(story.position('account')).toBe(10);
  });

  it('a rejected netted order is decided again at the next close', () => {
    const story = hearing(1, (reports, run) => about(reports, run, ReportKind.rejected, { reason: 'venue-closed' }), {
      1: (ctx) => ctx.target('A', 10),
      2: (ctx) => ctx.target('A', 12),
    });
    // It had filled before it was said to be rejected: the word is not taken.
    expect(story.notices).toEqual(['warning account: a report was refused: rejected (closed) on 1']);
    expect(story.position('account')).toBe(12);
  });
});

describe('what agents are told', () => {
  it('of fills: their part, the price and the fee; of crosses that they are free', () => {
    const told: unknown[] = [];
    const onFill = (id: string) => ({
      onFill: ({
        quantity,
        price,
        fee,
        crossed,
        instrument,
      }: {
        quantity: number;
        price: number;
        fee: number;
        crossed: boolean;
        instrument: string;
      }) => told.push([id, instrument, quantity, price, fee, crossed]),
    });
    new ScenarioRun({
      instruments: { A: { bars: flat(100, 100, 110, 110), lot: '0.1' } },
      execution: { fees: { model: 'bps', bps: 10 } },
      agents: {
        x: { strategy: scripted({ 1: (ctx) => ctx.target('A', 2.5), 2: (ctx) => ctx.target('A', 0) }, onFill('x')) },
        y: { strategy: scripted({ 2: (ctx) => ctx.target('A', 1) }, onFill('y')) },
      },
    }).run();
    expect(told).toEqual([
      ['x', 'A', 2.5, 100, 0.25, false],
      ['x', 'A', -1, 110, 0, true],
      ['y', 'A', 1, 110, 0, true],
      ['x', 'A', -1.5, 110, 0.165, false],
    ]);
  });

  it('at the start and at the end, once', () => {
    const told: string[] = [];
    new ScenarioRun({
      instruments: { A: { bars: flat(100, 100) } },
      agents: {
        x: {
          strategy: scripted(
            {},
            {
              onStart: (ctx) => told.push(`start ${dayOf(ctx.nowUs)}`),
              onStop: (ctx) => told.push(`stop ${dayOf(ctx.nowUs)}`),
            },
          ),
        },
      },
    }).run();
    expect(told).toEqual(['start 0', 'stop 2']);
  });

  it('what it logs is a notice, and what it wanted last is what `targeted` says', () => {
    const seen: unknown[] = [];
    const run = new ScenarioRun({
      instruments: { A: { bars: flat(100, 100, 100) } },
      agents: {
        x: {
          strategy: scripted({
            1: (ctx) => {
              seen.push(ctx.targeted('A'));
              ctx.target('A', 3);
              seen.push(ctx.targeted('A'), ctx.position('A'));
              ctx.log('warn', 'close {0}', [100]);
            },
            2: (ctx) => {
              seen.push(ctx.position('A'));
              ctx.target('A', null);
              seen.push(ctx.targeted('A'));
            },
          }),
        },
      },
    }).run();
    expect(seen).toEqual([null, 3, 0, 3, null]);
    expect(new Story(run).notices).toEqual(['log-warn x: close 100 on 1']);
  });
});
