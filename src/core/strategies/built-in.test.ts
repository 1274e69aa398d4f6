import { describe, expect, it } from 'vitest';
import type { ScenarioRow } from '../../backtest/scenario.ts';
import { mulberry32 } from '../base/random.ts';
import { consensusMethods } from '../consensus/method.ts';
import type { EngineState } from '../engine/engine.ts';
import { feed, freshEngine, record } from '../engine/input-tape.twin.ts';
import { flat, play, type Story } from '../engine/scenario.twin.ts';
import { avellanedaStoikov } from './avellaneda-stoikov.ts';
import { bollingerReversion } from './bollinger-reversion.ts';
import { builtInStrategies } from './built-in.ts';
import { buyAndHold } from './buy-and-hold.ts';
import { donchianBreakout } from './donchian-breakout.ts';
import { emaCross } from './ema-cross.ts';
import { EXTERNAL } from './external.ts';
import { momentum } from './momentum.ts';
import { pairs } from './pairs.ts';
import { rsiReversion } from './rsi-reversion.ts';
import type { Strategy } from './strategy.ts';

/** Those that decide for themselves, upon bars. */
const traders = builtInStrategies.filter(({ name }) => name !== EXTERNAL && name !== avellanedaStoikov.name);

type Declared = { readonly params: { parse(params: object): unknown } };

const agent = (strategy: Declared, params: object) => ({
  strategy: strategy as unknown as Strategy,
  params: strategy.params.parse(params),
});
const asks = (story: Story) =>
  story.view.intents().map(({ at, instrument, target }) => `${instrument} ${target} on ${at}`);

function alone(strategy: Declared, params: object, bars: readonly ScenarioRow[]): Story {
  return play({ instruments: { A: { bars } }, cash: '10000', agents: { x: agent(strategy, params) } });
}

describe('built-in agents', () => {
  it('buy-and-hold buys at its first bar, once', () => {
    expect(asks(alone(buyAndHold, {}, flat(100, 110, 50)))).toEqual(['A 100 on 1']);
    expect(asks(alone(buyAndHold, { fraction: 0.5 }, flat(100, 110)))).toEqual(['A 50 on 1']);
  });

  it('buy-and-hold shares its equity between its instruments', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100) }, B: { bars: flat(50, 50) } },
      cash: '10000',
      agents: { x: agent(buyAndHold, {}) },
    });
    expect(asks(story)).toEqual(['A 50 on 1', 'B 100 on 1']);
  });

  it('ema-cross is long while the fast average is above the slow one, flat or short below', () => {
    // EMA 1 is the close, EMA 3 the mean of the first three and then halfway to each close.
    const bars = flat(100, 100, 100, 110, 120, 90, 80, 120);
    expect(asks(alone(emaCross, { fast: 1, slow: 3 }, bars))).toEqual([
      'A 0 on 3',
      'A 90 on 4',
      'A 0 on 6',
      'A 53 on 8',
    ]);
    expect(
      asks(alone(emaCross, { fast: 1, slow: 3, short: true }, bars)).map((line) =>
        Math.sign(Number(line.split(' ')[1])),
      ),
    ).toEqual([-1, 1, -1, 1]);
  });

  it('donchian-breakout buys a close above the highest high before it, and leaves below the shorter channel', () => {
    const bars: ScenarioRow[] = [
      [100, 105, 95, 100],
      [100, 106, 96, 100],
      [100, 105, 97, 100],
      [100, 110, 100, 107],
      [107, 109, 104, 108],
      [108, 108, 101, 102],
    ];
    const story = alone(donchianBreakout, { entry: 3, exit: 2 }, bars);
    // After three bars the channel is 95 to 106: 107 breaks it. The lows of bars 4 and 5 are 100 and 104: 102 is above 100, it stays.
    expect(asks(story)).toEqual(['A 93 on 4']);
    expect(asks(alone(donchianBreakout, { entry: 3, exit: 2 }, [...bars, [102, 102, 90, 99]]))).toEqual([
      'A 93 on 4',
      'A 0 on 7',
    ]);
    expect(
      asks(alone(donchianBreakout, { entry: 3, exit: 2, short: true }, [...bars.slice(0, 3), [100, 100, 90, 90]])),
    ).toEqual(['A -111 on 4']);
  });

  it('rsi-reversion buys what fell, and leaves when the index is back', () => {
    const bars = flat(100, 99, 98, 97, 97, 99, 101, 103);
    expect(asks(alone(rsiReversion, { period: 3 }, bars))).toEqual(['A 103 on 4', 'A 0 on 6']);
    const rise = flat(100, 101, 102, 103, 101, 99, 97);
    expect(asks(alone(rsiReversion, { period: 3, short: true }, rise))[0]).toBe('A -97 on 4');
    expect(asks(alone(rsiReversion, { period: 3 }, rise))[0]).toBe('A 0 on 4');
  });

  it('bollinger-reversion buys below the lower band, and leaves at the middle', () => {
    const bars = flat(100, 101, 100, 101, 90, 95, 101);
    expect(asks(alone(bollingerReversion, { period: 4, width: 1 }, bars))).toEqual([
      'A 0 on 4',
      'A 111 on 5',
      'A 0 on 7',
    ]);
    expect(
      asks(alone(bollingerReversion, { period: 4, width: 1, short: true }, flat(100, 101, 100, 101, 112))).at(-1),
    ).toBe('A -89 on 5');
  });

  it('momentum follows the past return, sized to a volatility, looked at every so many bars', () => {
    const rising = flat(100, 102, 103, 106, 109, 110, 111, 112);
    const story = alone(
      momentum,
      { lookback: 3, volatilityPeriod: 2, rebalanceBars: 2, targetVolatility: 0.05 },
      rising,
    );
    expect(story.view.intents().map(({ at }) => at)).toEqual([4, 6, 8]);
    expect(story.view.intents().every(({ target }) => (target ?? 0) > 0 && (target ?? 0) < 100)).toBe(true);
    expect(asks(alone(momentum, { lookback: 3, volatilityPeriod: 2 }, flat(100, 99, 97, 96)))).toEqual(['A 0 on 4']);
    expect(
      alone(momentum, { lookback: 3, volatilityPeriod: 2, short: true }, flat(100, 99, 97, 96)).view.intents()[0]
        .target,
    ).toBeLessThan(0);
  });

  it('pairs sells the spread that stands far above its mean, and closes when it is back', () => {
    const random = mulberry32(5);
    const second = Array.from({ length: 40 }, () => 100 + Math.floor(random() * 600) / 100);
    const first = second.map(
      (price, k) => Math.round((price * (k === 30 || k === 31 ? 1.06 : 1) + random() * 0.3) * 100) / 100,
    );
    const story = play({
      instruments: { A: { bars: flat(...first) }, B: { bars: flat(...second) } },
      cash: '10000',
      agents: { x: agent(pairs, { period: 10, entry: 2, exit: 0.5, stop: 9 }) },
    });
    const around = story.view.intents().filter(({ at }) => at >= 31);
    expect(around[0]).toMatchObject({ at: 31, instrument: 'A' });
    expect(Math.sign(around[0].target ?? 0)).toBe(-1);
    expect(around[1]).toMatchObject({ at: 31, instrument: 'B' });
    expect(story.position('x', 'A')).toBe(0);
    expect(() => alone(pairs, {}, flat(1))).toThrow(/expected exactly 2 instruments, was 1 \(A\)/);
  });

  it.each([
    [emaCross, { fast: 10, slow: 5 }, /must be smaller than slow/],
    [rsiReversion, { oversold: 60 }, /must lie between oversold and overbought/],
    [pairs, { exit: 3 }, /must lie between exit and stop/],
    [buyAndHold, { fractoin: 1 }, /fractoin/],
  ] as [Declared, object, RegExp][])('refuses parameters that make no sense', (strategy, params, message) => {
    expect(() => strategy.params.parse(params)).toThrow(message);
  });
});

/** Small parameters, so that a short history makes every agent act. */
const QUICK: Readonly<Record<string, object>> = {
  'bollinger-reversion': { period: 5, width: 1, short: true },
  'buy-and-hold': {},
  'donchian-breakout': { entry: 6, exit: 3, short: true },
  'ema-cross': { fast: 2, slow: 5, short: true },
  momentum: { lookback: 4, volatilityPeriod: 3, rebalanceBars: 3, short: true },
  pairs: { period: 6, entry: 1, exit: 0.2, stop: 3 },
  'rsi-reversion': { period: 3, oversold: 40, overbought: 60, exit: 50, short: true },
};

const BARS = 90;

function history(seed: number, bars: number): ScenarioRow[] {
  const random = mulberry32(seed);
  let close = 100;
  return Array.from({ length: bars }, () => {
    const cents = (price: number) => Math.round(price * 100) / 100;
    const open = cents(close * (1 + (random() - 0.5) * 0.02));
    close = cents(open * (1 + (random() - 0.5) * 0.06));
    return [
      open,
      cents(Math.max(open, close) + random()),
      cents(Math.min(open, close) - random()),
      close,
      1_000 + Math.floor(random() * 500),
    ] as const;
  });
}

/** All that a run put out up to and with a day, line by line. */
function until(story: Story, day: number): string[] {
  const line = (row: { at: number }) => (row.at <= day ? [JSON.stringify(row)] : []);
  return [
    story.view.intents(),
    story.view.decisions(),
    story.view.orders(),
    story.view.fills(),
    story.view.allocations(),
    story.view.refusals(),
  ].flatMap((rows) => (rows as { at: number }[]).flatMap(line));
}

function market(cut: number | undefined, future: 'gone' | 'altered' | 'same') {
  const of = (seed: number): ScenarioRow[] => {
    const rows = history(seed, BARS);
    if (cut === undefined || future === 'same') return rows;
    const other = history(seed + 1_000, BARS).slice(cut);
    // What opens at the cut is known there: the open of the next bar is where orders of the last instant fill.
    return future === 'gone' ? rows.slice(0, cut) : [...rows.slice(0, cut), ...other];
  };
  return { A: { bars: of(11), resample: [7] }, B: { bars: of(12) } };
}

const settings = {
  cash: '100000',
  risk: { profile: 'aggressive' },
  execution: { participation: 0.5, slippage: { model: 'bps', bps: 1 }, fees: { model: 'bps', bps: 2 } },
} as const;
const team = Object.fromEntries(
  traders.map((strategy) => [
    strategy.name,
    { ...agent(strategy, QUICK[strategy.name]), exits: strategy.name === 'ema-cross' ? { stopLoss: 0.03 } : undefined },
  ]),
);

describe('a restart', () => {
  it.each(traders.map(({ name }) => name))('%s goes on from its saved state as if nothing had been', (name) => {
    const scenario = { instruments: market(undefined, 'same'), agents: { x: team[name] }, ...settings };
    const { inputs, outputs } = record(scenario);
    for (const cut of [1, 40, 100, 211]) {
      const before = freshEngine(scenario);
      feed(before, inputs.slice(0, cut));
      const after = freshEngine(scenario);
      after.load(JSON.parse(JSON.stringify(before.save())) as EngineState);
      expect(feed(after, inputs.slice(cut))).toEqual(outputs.slice(cut));
    }
  });
});

describe('no look-ahead', () => {
  it.each(traders.map(({ name }) => name))('the future changes nothing that %s did before', (name) => {
    const agents = { x: team[name] };
    const whole = play({ instruments: market(undefined, 'same'), agents, ...settings });
    expect(whole.fills.length).toBeGreaterThan(0);
    for (const cut of [20, 47, 71]) {
      // At the cut itself the agents and the vote know the same; what opens there, exits among it, is the future's.
      for (const future of ['gone', 'altered'] as const) {
        const other = play({ instruments: market(cut, future), agents, ...settings });
        expect(until(other, cut - 0.5)).toEqual(until(whole, cut - 0.5));
        expect(other.view.intents().filter(({ at, source }) => at === cut && source === 'agent')).toEqual(
          whole.view.intents().filter(({ at, source }) => at === cut && source === 'agent'),
        );
        expect(other.view.orders().filter(({ at, origin }) => at === cut && origin === 'target')).toEqual(
          whole.view.orders().filter(({ at, origin }) => at === cut && origin === 'target'),
        );
      }
    }
  });

  it.each(consensusMethods)('nor under %s', (method) => {
    const run = (cut: number | undefined, future: 'gone' | 'altered' | 'same') =>
      play({ instruments: market(cut, future), agents: team, consensus: { method }, ...settings });
    const whole = run(undefined, 'same');
    expect(until(run(60, 'gone'), 59.5)).toEqual(until(whole, 59.5));
    expect(until(run(60, 'altered'), 59.5)).toEqual(until(whole, 59.5));
  });

  it.each(traders.map(({ name }) => name))(
    '%s acts as soon as warm-up rows are over, and longer bars do not disturb it',
    (name) => {
      const plain = { A: { bars: history(11, BARS) }, B: { bars: history(12, BARS) } };
      const agents = { x: team[name] };
      const warmed = play({ instruments: plain, agents, ...settings, fromDay: 40 });
      const first = warmed.view.intents()[0];
      expect(first.at).toBe(40);
      const longer = { A: { ...plain.A, resample: [7] }, B: { ...plain.B, resample: [7] } };
      expect(play({ instruments: longer, agents, ...settings }).shares).toEqual(
        play({ instruments: plain, agents, ...settings }).shares,
      );
    },
  );
});
