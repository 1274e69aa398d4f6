import { describe, expect, it } from 'vitest';
import { flat, scripted } from '../../core/engine/scenario.twin.ts';
import { clientOrderId } from '../../core/orders/order.ts';
import { settled } from '../../telemetry/virtual-clock.twin.ts';
import { DAY_US } from '../../core/base/time.ts';
import { SCENARIO_START_US } from '../../backtest/scenario.ts';
import { GatedFeed, TraderRig } from '../../runtime/trader-rig.twin.ts';
import type { Log } from '../../telemetry/logs.ts';
import { Reconciler } from './reconciler.ts';

const log = { error() {} } as unknown as Log;
const buyer = scripted({
  '1': (ctx) => {
    ctx.intend({ instrument: 'A', side: 'buy', quantity: 5, orderType: 'limit', limitPrice: 50 });
    ctx.intend({ instrument: 'A', side: 'buy', quantity: 3, orderType: 'market' });
  },
});

async function rest(): Promise<void> {
  for (let k = 0; k < 40; k++) await settled();
}

/** Three lots bought, an order for five rests. */
async function traded() {
  let gate: GatedFeed | undefined;
  const rig = new TraderRig(
    { instruments: { A: { bars: flat(100, 100, 100, 100) } }, agents: { p: { strategy: buyer } } },
    { feed: (feed) => (gate = Object.assign(new GatedFeed(feed), { until: SCENARIO_START_US + 2 * DAY_US })) },
  );
  const life = await rig.start();
  void life.trader.run();
  await rest();
  const reconciler = new Reconciler({ ...life, clock: rig.clock, everyUs: 1e6, log, onDrift() {} });
  const compare = async (): Promise<boolean> => {
    const compared = reconciler.compare();
    await rest();
    return compared;
  };
  const differ = () => life.engine.account.risk.hasCondition('books-differ', -1);
  return { rig, gate: gate!, ...life, reconciler, compare, differ };
}

describe('Reconciliation', () => {
  it('finds nothing where nothing differs', async () => {
    const { compare, reconciler, differ, engine } = await traded();
    expect(engine.account.ledger.accountPosition(0)).toBe(3);
    expect(await compare()).toBe(true);
    expect([reconciler.differences, differ()]).toEqual([[], false]);
  });

  it('finds a position that somebody moved at the venue, and no new risk is taken', async () => {
    const { rig, compare, reconciler, differ } = await traded();
    rig.service!.exchange.apply({
      kind: 'desk',
      request: 1,
      action: { do: 'move', instrument: 0, lots: 7, priceTicks: 10_000 },
    });
    await rest();
    expect(await compare()).toBe(true);
    expect(reconciler.differences.map(({ kind }) => kind)).toContain('position-differs');
    expect(differ()).toBe(true);
  });

  it('finds an order that vanished at the venue', async () => {
    const { rig, compare, reconciler, differ, engine } = await traded();
    const [order] = engine.account.orders.live();
    rig.service!.exchange.apply({
      kind: 'desk',
      request: 1,
      action: { do: 'vanish', clientOrderId: clientOrderId(order.id) },
    });
    await rest();
    expect(await compare()).toBe(true);
    expect(reconciler.differences.length).toBeGreaterThan(0);
    expect(differ()).toBe(true);
  });

  it('finds what is wrong on our side', async () => {
    const { compare, reconciler, engine } = await traded();
    const { ledger, house } = engine.account;
    ledger.reconcile(house, 0, 2, 10_000, 0n);
    expect(await compare()).toBe(true);
    expect(reconciler.differences.map(({ kind }) => kind)).toContain('position-differs');
  });

  it('judges nothing while reports are on their way', async () => {
    const { rig, compare, reconciler, differ, gate } = await traded();
    rig.passes = (to, kind) => !(to === 'trader' && kind === 'report');
    gate.letGo(SCENARIO_START_US + 3 * DAY_US);
    rig.service!.exchange.apply({
      kind: 'desk',
      request: 1,
      action: { do: 'move', instrument: 0, lots: 7, priceTicks: 10_000 },
    });
    const compared = compare();
    await rig.clock.advance(5_000);
    expect([await compared, reconciler.comparisons, differ()]).toEqual([false, 0, false]);
  });
});
