import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mulberry32 } from '../core/base/random.ts';
import { noise, walk } from '../core/engine/noise.twin.ts';
import type { RecordRow } from '../core/market/memory-record.ts';
import { avellanedaStoikov } from '../core/strategies/avellaneda-stoikov.ts';
import { defineStrategy } from '../core/strategies/define-strategy.ts';
import type { Handlers, Strategy } from '../core/strategies/strategy.ts';
import { type Scenario, SCENARIO_START_US } from '../backtest/scenario.ts';
import { settled } from '../telemetry/virtual-clock.twin.ts';
import { backtestStory, GatedFeed, TraderRig } from './trader-rig.twin.ts';

const S = 1_000_000;

/** A book that walks, trades at its best prices and quotes of them, several at one moment now and then. */
function market(seed: number, steps: number): RecordRow[] {
  const random = mulberry32(seed);
  const rows: RecordRow[] = [];
  let middle = 10_000;
  for (let k = 0; k < steps; k++) {
    const tsUs = (1 + (random() < 0.2 ? Math.floor(k / 2) : k / 2)) * S;
    if (tsUs < (rows.at(-1)?.tsUs ?? 0)) continue;
    const venueUs = tsUs - Math.floor(random() * 3_000);
    const levels = Array.from({ length: 4 }, (_, d): [1 | -1, number, number][] => [
      [1, middle - 1 - d, 1 + Math.floor(random() * 20)],
      [-1, middle + 1 + d, 1 + Math.floor(random() * 20)],
    ]).flat();
    rows.push({ kind: 'depth', tsUs, venueUs, levels, isSnapshot: true });
    const side = random() < 0.5 ? 1 : -1;
    if (random() < 0.7)
      rows.push({
        kind: 'trade',
        tsUs,
        venueUs,
        priceTicks: middle + 2 * side,
        lots: 1 + Math.floor(random() * 30),
        aggressor: side,
      });
    if (random() < 0.4) rows.push({ kind: 'quote', tsUs: tsUs + 100_000, top: [middle - 1, 5, middle + 1, 5] });
    middle += Math.floor(random() * 5) - 2;
  }
  return rows;
}

const PARAMS = { gamma: 0.5, kappa: 60, sigma: 0.02, horizon: 30, orderSize: 2, maxInventory: 4, refresh: 0 };
const maker = {
  strategy: avellanedaStoikov as unknown as Strategy,
  params: avellanedaStoikov.params.parse(PARAMS),
  instruments: ['A'],
};

const watching = (handlers: Handlers): Strategy =>
  defineStrategy({
    name: 'watching',
    version: '1.0.0',
    params: z.unknown(),
    create: () => handlers,
  }) as unknown as Strategy;

/** Leans with the last trade, and turns after quotes. */
const leaning = {
  strategy: watching({
    onTrade: (trade, ctx) => ctx.target(trade.instrument, trade.aggressor === 'buy' ? 3 : -3),
    onQuote: (quote, ctx) => ctx.target(quote.instrument, Math.round(quote.bid * 100) % 2 === 0 ? 1 : -1),
  }),
  instruments: ['A'],
};

const setups = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  latencyUs: fc.constantFrom(0, 20_000, 700_000),
  queue: fc.constantFrom({ model: 'risk-averse' as const }, { model: 'log' as const }),
  withBars: fc.boolean(),
  makes: fc.boolean(),
});
type Setup = typeof setups extends fc.Arbitrary<infer T> ? T : never;

function scenarioOf({ seed, latencyUs, queue, withBars, makes }: Setup): Scenario {
  return {
    seed,
    instruments: {
      A: { bars: [], events: market(seed, 30) },
      ...(withBars ? { B: { bars: walk(seed, 6), intervalUs: 2 * S } } : {}),
    },
    agents: {
      l: leaning,
      ...(makes ? { m: maker } : {}),
      ...(withBars
        ? { n: { strategy: noise, params: { orders: false, timers: true, activity: 0.5 }, instruments: ['B'] } }
        : {}),
    },
    execution: {
      queue,
      orderLatency: { model: 'constant', us: latencyUs },
      responseLatency: { model: 'constant', us: 0 },
    },
  };
}

/** A cancel was once on its way to the venue already when a restart asked for it again. */
const ASKED_TWICE: [Setup, { dieAt: number; kept: number; withVenue: boolean }[], number, number] = [
  { seed: 69_911, latencyUs: 700_000, queue: { model: 'risk-averse' }, withBars: false, makes: true },
  [{ dieAt: 346, kept: 0, withVenue: false }],
  20,
  0,
];

describe('A live trader over a recorded market', () => {
  it('does, with the venue behind a line, what a backtest does', async () => {
    let fills = 0;
    await fc.assert(
      fc.asyncProperty(setups, async (setup) => {
        const scenario = scenarioOf(setup);
        const rig = new TraderRig(scenario);
        const { trader } = await rig.start();
        expect(await trader.run()).toBe(true);
        expect(rig.story).toEqual(backtestStory(scenario));
        fills += rig.story.filter((line) => line.includes('fill:')).length;
      }),
      { numRuns: 12 },
    );
    expect(fills).toBeGreaterThan(0);
  });

  it('does the same when it dies at any step and starts again, with what the disk kept and with snapshots', async () => {
    const deaths = fc.array(
      fc.record({
        dieAt: fc.integer({ min: 1, max: 500 }),
        kept: fc.constantFrom(0, 0.5, 1),
        withVenue: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(
        setups,
        deaths,
        fc.constantFrom(20, 1e9),
        fc.constantFrom(0, 40),
        async (setup, lives, snapshotEvery, venueSyncTurns) => {
          const scenario = scenarioOf(setup);
          const rig = new TraderRig(scenario, { snapshotEvery, venueSyncTurns });
          for (const { dieAt, kept, withVenue } of lives) {
            rig.dieAt = dieAt;
            const run = rig.start().then(({ trader }) => trader.run());
            run.catch(() => {});
            await Promise.race([run, rig.died.promise]);
            rig.kill({ kept, garbage: kept === 0.5 });
            if (withVenue) await rig.killVenue();
          }
          rig.dieAt = Number.POSITIVE_INFINITY;
          const { trader } = await rig.start();
          await trader.run();
          expect(rig.story).toEqual(backtestStory(scenario));
        },
      ),
      { numRuns: 15, examples: [ASKED_TWICE] },
    );
  });

  it('gives a venue that died with it what it had confirmed and lost', async () => {
    const rows: RecordRow[] = Array.from({ length: 12 }, (_, k) => ({
      kind: 'depth',
      tsUs: (k + 1) * S,
      levels:
        k === 0
          ? [
              [1, 9_999, 10],
              [-1, 10_001, 10],
            ]
          : [[1, 9_990 - k, 1]],
      isSnapshot: k === 0,
    }));
    let books = 0;
    const late = watching({
      onStart: () => (books = 0),
      onBook: (book, ctx) => {
        books += 1;
        if (books === 9) ctx.target(book.instrument, 5);
      },
    });
    const scenario: Scenario = {
      instruments: { A: { bars: [], events: rows } },
      agents: { l: { strategy: late } },
      execution: { orderLatency: { model: 'constant', us: 0 }, responseLatency: { model: 'constant', us: 0 } },
    };
    let until = SCENARIO_START_US + 6 * S;
    const rig = new TraderRig(scenario, {
      venueSyncTurns: 1_000,
      feed: (feed) => Object.assign(new GatedFeed(feed), { until }),
    });
    const first = await rig.start();
    first.trader.run().catch(() => {});
    while (first.engine.account.nowUs < SCENARIO_START_US + 6 * S) await settled();
    await first.journal.synced(first.journal.lastSequence);
    rig.kill({ kept: 1 });
    await rig.killVenue();
    expect(rig.service?.exchange.lastMarket).toBeLessThan(65_536 * 11);
    until = Number.POSITIVE_INFINITY;
    const { trader } = await rig.start();
    expect(await trader.run()).toBe(true);
    expect(rig.story.filter((line) => line.includes('fill:'))).toHaveLength(1);
    expect(rig.story).toEqual(backtestStory(scenario));
  });
});
