import { DAY_US, type Us } from '../base/time.ts';
import type { Indicator, IndicatorBar, IndicatorPage } from './indicator.ts';

class Vwap implements Indicator<IndicatorBar, number> {
  private readonly sessionStart: (tsUs: Us) => number;
  private session = Number.NaN;
  private money = 0;
  private volume = 0;

  constructor(sessionStart: (tsUs: Us) => number) {
    this.sessionStart = sessionStart;
  }

  update(bar: IndicatorBar): number | undefined {
    const money = ((bar.high + bar.low + bar.close) / 3) * bar.volume;
    if (!Number.isFinite(money)) return undefined;
    const session = this.sessionStart(bar.tsUs);
    if (session !== this.session) {
      this.session = session;
      this.money = 0;
      this.volume = 0;
    }
    this.money += money;
    this.volume += bar.volume;
    return this.volume > 0 ? this.money / this.volume : undefined;
  }
}

/** A bar that closes at midnight belongs to the day that ends. */
function utcDay(tsUs: Us): number {
  return (Math.ceil(tsUs / DAY_US) - 1) * DAY_US;
}

/**
 * Volume-weighted average price since the session began: sum of typical price x volume over sum of volume. It restarts
 * whenever `sessionStart(bar.tsUs)` changes (any number that names the session; UTC days unless given). `undefined` until
 * something has been traded in the session, and for bars without a volume. O(1).
 */
export function vwap(sessionStart: (tsUs: Us) => number = utcDay): Indicator<IndicatorBar, number> {
  return new Vwap(sessionStart);
}

export const vwapPage: IndicatorPage = {
  name: 'vwap',
  title: 'Volume-weighted average price',
  family: 'trend',
  input: 'bar',
  outputs: ['value'],
  parameters: [],
  warmup: () => 1,
  cost: 'O(1)',
  about:
    'Sum of (high + low + close) / 3 x volume over sum of volume since the session began; restarts with the session ' +
    '(a function of the time in code, UTC days otherwise). No value until the session has traded.',
  make: () => vwap(),
};
