import type { ScenarioRun } from '../../backtest/scenario.ts';
import { mulberry32 } from '../base/random.ts';
import { ConditionName } from '../model/condition.ts';
import { DifferenceKind } from '../model/difference.ts';
import { consensusMethods } from '../consensus/method.ts';
import { Command } from './event.ts';

/** What the shell of a live session says now and then, at random: for `meanwhile`. */
export function liveNoise(seed: number): (run: ScenarioRun) => void {
  const random = mulberry32(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const below = (most: number): number => Math.floor(random() * most);
  let references = 0;
  return ({ driver, engine }) => {
    const { account } = engine;
    const instrument = below(account.instrumentCount);
    const last = Math.round(account.lastTicks[instrument] || 10_000);
    const roll = random();
    if (roll < 0.1) {
      driver.enter('condition', ({ condition }) => {
        condition.name = pick(Object.values(ConditionName));
        condition.instrument = pick([-1, instrument]);
        condition.on = random() < 0.4;
      });
    } else if (roll < 0.2) {
      driver.enter('quote', ({ quote }) => {
        quote.instrument = instrument;
        quote.tsUs = driver.nowUs;
        quote.bidTicks = last - below(100);
        quote.askTicks = random() < 0.1 ? Number.NaN : last + below(100);
        quote.bidLots = 5;
        quote.askLots = 6;
      });
    } else if (roll < 0.3) {
      driver.enter('trade', ({ trade }) => {
        trade.instrument = instrument;
        trade.tsUs = driver.nowUs;
        trade.priceTicks = last + below(100) - 50;
        trade.lots = 1 + below(50);
      });
    } else if (roll < 0.5) {
      driver.enter('intent', ({ intent }) => {
        intent.agent = below(account.agentCount);
        intent.instrument = instrument;
        intent.kind = random() < 0.8 ? 'target' : 'order';
        intent.targetLots = below(61) - 30;
        intent.confidence = random();
        intent.lots = 1 + below(9);
        intent.side = pick([1, -1] as const);
        intent.type = 'limit';
        intent.limitTicks = last + pick([-300, 0.5, 200]);
      });
    } else if (roll < 0.55) {
      driver.enter('control', (event) => {
        event.command = Command.setLimits;
        event.limits = pick<Readonly<Record<string, number | string>>>([
          { position: 0.2 },
          { ordersPerMinute: 3 },
          { drawdown: 'none', collar: 0.02 },
          { nothing: 1 },
        ]);
        event.who = 'a person';
      });
    } else if (roll < 0.6) {
      driver.enter('control', (event) => {
        event.command = Command.setMethod;
        event.method = pick(consensusMethods);
        event.weights = {};
        event.who = 'a person';
      });
    } else if (roll < 0.7) {
      const order = pick([...account.orders.live(), undefined]);
      if (order === undefined) return;
      driver.enter('report', ({ report }) => {
        report.kind = 'lost';
        report.orderId = order.id;
        report.instrument = order.terms.instrument;
        report.tsUs = driver.nowUs;
      });
    } else if (roll < 0.8) {
      const order = pick([...account.orders.live(), undefined]);
      driver.enter('difference', ({ difference }) => {
        references += 1;
        difference.kind = pick(Object.values(DifferenceKind));
        difference.instrument = order?.terms.instrument ?? instrument;
        difference.orderId = order?.id ?? 0;
        difference.lots = (order?.terms.side ?? pick([1, -1] as const)) * (1 + below(3));
        difference.priceTicks = last;
        difference.fillId = 1_000_000 + references;
        difference.cash = BigInt(below(2_000) - 1_000);
        difference.currency = 'USD';
        difference.reference = `x${references}`;
      });
    }
  };
}
