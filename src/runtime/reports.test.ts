import { describe, expect, it } from 'vitest';
import { DAY_US } from '../core/base/time.ts';
import { flat, scripted } from '../core/engine/scenario.twin.ts';
import { type Scenario, SCENARIO_START_US } from '../backtest/scenario.ts';
import { clientOrderId } from '../core/orders/order.ts';
import { reportRow, type WireReport } from '../brokers/paper/report-row.ts';
import { settled } from '../telemetry/virtual-clock.twin.ts';
import { GatedFeed, TraderRig } from './trader-rig.twin.ts';

const day = (number: number) => SCENARIO_START_US + number * DAY_US;

async function rest(): Promise<void> {
  for (let k = 0; k < 40; k++) await settled();
}

async function until(scenario: Scenario, end: number) {
  let gate: GatedFeed | undefined;
  const rig = new TraderRig(scenario, {
    feed: (feed) => (gate = Object.assign(new GatedFeed(feed), { until: day(end) - 1 })),
  });
  const life = await rig.start();
  const run = life.trader.run();
  run.catch(() => {});
  await rest();
  return { rig, ...life, run, gate: gate! };
}

const scenario: Scenario = {
  instruments: { A: { bars: flat(100, 100, 100, 100, 100, 100) } },
  agents: {
    p: {
      strategy: scripted({
        '1': (ctx) => ctx.target('A', 10),
        '3': (ctx) => ctx.target('A', 20),
        '4': (ctx) => ctx.target('A', 4),
      }),
    },
  },
};

describe('What the venue reports', () => {
  const of = (terms: object) => ({
    kind: 'filled',
    venueOrderId: 'v',
    instrument: 0,
    tsUs: day(2),
    marketSequence: 0,
    executionId: '77',
    priceTicks: 10_000,
    lots: 1,
    fee: '0',
    slippage: '0',
    maker: false,
    reason: '',
    ...terms,
  });

  it.each([
    ['an order that is nobody’s', { clientOrderId: 'somebody-else' }],
    ['an order that never was', { clientOrderId: 'o-999.1' }],
    ['a size below nothing', { lots: -5 }],
    ['a fill of nothing', { lots: 0 }],
    ['an instrument that is not there', { instrument: 77 }],
    ['a kind that is none', { kind: 'sneezed' }],
    ['a price that is none', { priceTicks: 'NaN' }],
  ])('of %s moves no position, and the session goes on', async (_, terms) => {
    const { rig, gate, engine, run, trader } = await until(scenario, 1);
    gate.letGo(day(1));
    await rest();
    const { lastReport } = rig.service!.exchange;
    const known = [...engine.account.orders.live()].map(({ id }) => clientOrderId(id))[0] ?? 'o-1.0';
    rig.babble(reportRow(of({ number: lastReport + 1, clientOrderId: known, ...terms }) as WireReport));
    await rest();
    expect(engine.account.ledger.accountPosition(0)).toBe(10);
    expect(trader.counts.garbage + trader.counts.foreign).toBe(1);
    gate.letGo();
    expect(await run).toBe(true);
  });

  it('twice counts once', async () => {
    const { rig, gate, engine } = await until(scenario, 1);
    gate.letGo(day(1));
    await rest();
    const fill = rig.heard.findLast((text) => text.includes('"filled"'))!;
    rig.babble(fill);
    await rest();
    expect(engine.account.ledger.accountPosition(0)).toBe(10);
  });
});

describe('While the data of an instrument is stale', () => {
  it('an order that adds risk is refused by name, and one that reduces it passes', async () => {
    const { rig, gate, engine, run, trader } = await until(scenario, 3);
    const position = () => engine.account.ledger.accountPosition(0);
    expect(position()).toBe(10);
    trader.condition('feed-stale', true, 0, 'nothing for a minute');
    gate.letGo(day(4) - 1);
    await rest();
    expect(position()).toBe(10);
    expect(rig.story.filter((line) => line.includes('refused'))).toEqual([`${day(3)} refused: feedStale`]);
    gate.letGo();
    expect(await run).toBe(true);
    expect(position()).toBe(4);
  });
});
