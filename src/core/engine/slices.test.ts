import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../backtest/scenario-view.ts';
import type { ScenarioRun } from '../../backtest/scenario.ts';
import { resolveSlicing } from '../execution/slicing/slicing-config.ts';
import { ReportKind, Reports } from '../model/report.ts';
import type { Context } from '../strategies/strategy.ts';
import { Command } from './event.ts';
import { liveNoise } from './live-inputs.twin.ts';
import { noise, walk } from './noise.twin.ts';
import { flat, play, type Story } from './scenario.twin.ts';

const wants = (quantity: number) => (ctx: Context) => ctx.target('A', quantity);
const DAYS = { A: { bars: flat(100, 100, 100, 100, 100, 100, 100, 100, 100, 100) } };
const twap = (more: object = {}) => resolveSlicing({ algorithm: 'twap', horizon: '4d', slices: 4, ...more }, 'slicing');

function parents({ run }: Story): string[] {
  const { parents: rows } = run.observer.recording;
  return Array.from(
    { length: rows.count },
    (_, k) => `${rows.side[k] * rows.lots[k]} ${rows.state[k]} ${rows.filledLots[k]}`,
  );
}

const onDay =
  (day: number, act: (run: ScenarioRun) => void) =>
  (run: ScenarioRun): void =>
    dayOf(run.driver.nowUs) === day ? act(run) : undefined;

describe('a netted order in slices', () => {
  it('leaves child by child over its horizon, and every owner gets what it asked for', () => {
    const story = play({ instruments: DAYS, slicing: twap(), agents: { a: { 1: wants(30) }, b: { 1: wants(10) } } });
    expect(story.fills).toEqual([1, 2, 3, 4].map((day) => `A +10 @ 100 on ${day}`));
    expect(parents(story)).toEqual(['40 working 0', '40 filled 40']);
    expect([story.position('a'), story.position('b')]).toEqual([30, 10]);
    expect(story.decisions).toEqual(['A decided 40 on 1']);
  });

  it('no larger than the least child goes whole, and so does what a breaker sells', () => {
    const small = play({ instruments: DAYS, slicing: twap({ minLots: 40 }), agents: { a: { 1: wants(40) } } });
    expect(small.fills).toEqual(['A +40 @ 100 on 1']);
    expect(parents(small)).toEqual([]);
  });

  it('is replaced by a new decision: its children end, the rest is worked anew', () => {
    const story = play({ instruments: DAYS, slicing: twap(), agents: { a: { 1: wants(40), 3: wants(8) } } });
    expect(parents(story)).toEqual(['40 working 0', '40 cancelled 20', '-12 working 0', '-12 filled 12']);
    expect(story.fills).toEqual([
      'A +10 @ 100 on 1',
      'A +10 @ 100 on 2',
      'A -3 @ 100 on 3',
      'A -3 @ 100 on 4',
      'A -3 @ 100 on 5',
      'A -3 @ 100 on 6',
    ]);
  });

  it.each([
    ['account', '', 20],
    ['instrument', 'A', 0],
    ['strategy', 'a', 0],
  ] as const)('ends with a kill of the %s: no child leaves after it', (scope, subject, left) => {
    const story = play({
      instruments: DAYS,
      slicing: twap(),
      agents: { a: { 1: wants(40) }, b: {} },
      meanwhile: onDay(3, ({ driver }) => driver.command({ command: Command.kill, scope, subject })),
    });
    expect(story.fills.filter((line) => line.includes('+')).length).toBeLessThanOrEqual(3);
    expect(parents(story)[1]).toMatch(/^40 cancelled/);
    expect(story.position('account') <= left || scope === 'account').toBe(true);
    expect(story.run.engine.account.orders.liveCount).toBe(0);
  });

  it('asks for the end of a child that the venue no longer has once an instant, and no more', () => {
    const story = play({
      instruments: DAYS,
      slicing: twap(),
      agents: { a: { 1: wants(40) } },
      meanwhile: onDay(3, ({ driver, observer }) => {
        const reports = new Reports();
        const { id } = observer.recording.orders;
        Object.assign(reports.add(ReportKind.busted, id[0], 0, driver.nowUs), {
          lots: 10,
          priceTicks: 10_000,
          fillId: 1,
        });
        driver.enter('report', (event) => (event.report = reports.at(0)));
      }),
    });
    const { changes, orders } = story.run.observer.recording;
    const asked = Array.from({ length: changes.count }, (_, k) => [changes.order[k], dayOf(changes.tsUs[k])]);
    const days = asked.filter(([order]) => order === orders.id[0]).map(([, day]) => day);
    expect(days.length).toBeGreaterThan(0);
    expect(new Set(days).size).toBe(days.length);
  });

  it('ends when a breaker says no new risk', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 80, 80, 80, 80, 80) } },
      slicing: twap(),
      risk: { dailyLoss: 0.01 },
      agents: { a: { 1: wants(400) } },
    });
    expect(story.notices[0]).toMatch(/^halt/);
    expect(parents(story)[1]).toMatch(/^400 cancelled/);
  });

  it('gives up at its limit when the market runs away, and is decided again', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 130, 130, 130, 130, 130, 130, 130, 130) } },
      slicing: twap({ sweep: false }),
      risk: { collar: 0.05 },
      agents: { a: { 1: wants(40) } },
    });
    expect(parents(story).slice(0, 3)).toEqual(['40 working 0', '40 expired 10', '30 working 0']);
    expect(story.position('a')).toBeGreaterThan(10);
  });

  it('children and what they filled never exceed their parent, whatever happens', () => {
    const sections = fc.constantFrom(
      { algorithm: 'twap', horizon: '4d', slices: 4 },
      { algorithm: 'pov', horizon: '3d', slices: 6, participation: 0.1, price: 'near' },
      { algorithm: 'vwap', horizon: '2d', profile: [1, 3, 1], price: 'far', jitter: 0.5 },
      {
        algorithm: 'implementation-shortfall',
        horizon: '3d',
        volatility: 0.02,
        temporaryImpact: 0.1,
        riskAversion: 1e-3,
      },
    );
    let children = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        sections,
        fc.constantFrom(undefined, 0.05),
        (seed, section, part) => {
          const live = liveNoise(seed);
          const story = play({
            instruments: { A: { bars: walk(seed, 30) }, B: { bars: walk(seed + 1, 30) } },
            slicing: resolveSlicing(section, 'slicing'),
            agents: {
              a: {
                strategy: noise,
                params: { activity: 0.5, orders: false, timers: false },
                exits: { stopLoss: 0.06 },
              },
              b: { strategy: noise, params: { activity: 0.5, orders: false, timers: true } },
            },
            seed,
            execution: { participation: part },
            // Fills that only the venue knows of make more than the parent; they have tests of their own.
            meanwhile: (run) => (seed % 3 === 0 ? live(run) : undefined),
          });
          const { orders, parents: rows, fills } = story.run.observer.recording;
          const sizes = new Map<number, number>();
          for (let k = 0; k < rows.count; k++) sizes.set(rows.decision[k], rows.lots[k]);
          if (seed % 3 === 0) return;
          const filled = new Map<number, number>();
          for (let k = 0; k < fills.count; k++)
            filled.set(fills.order[k], (filled.get(fills.order[k]) ?? 0) + Math.abs(fills.signedLots[k]));
          const done = new Map<number, number>();
          for (let k = 0; k < orders.count; k++) {
            const size = sizes.get(orders.decision[k]);
            if (size === undefined || orders.origin[k] !== 'target') continue;
            children += 1;
            expect(orders.lots[k]).toBeLessThanOrEqual(size);
            done.set(orders.decision[k], (done.get(orders.decision[k]) ?? 0) + (filled.get(orders.id[k]) ?? 0));
          }
          for (const [decision, lots] of done) expect(lots).toBeLessThanOrEqual(sizes.get(decision) ?? 0);
        },
      ),
      { numRuns: 40 },
    );
    expect(children).toBeGreaterThan(100);
  });
});
