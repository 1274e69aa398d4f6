import type { View } from './view.ts';

/** A session at work, with something to say in every panel. */
export const sampleView: View = {
  session: 'quickstart',
  dir: 'sessions/quickstart',
  start: 2,
  state: 'running',
  method: 'adahedge',
  eventUs: Date.UTC(2003, 3, 11, 20) * 1_000,
  speed: 1_998_764.2,
  upSeconds: 3_725,
  account: { currency: 'USD', equity: 102_860.94, realised: 3_000, open: -139.06, fees: 431.25, exposure: 90_123.4 },
  equityCurve: [100_000, 100_250, 99_800, 100_900, 101_700, 101_300, 102_100, 102_860.94],
  agents: [
    { id: 'bands', strategy: 'bollinger-reversion', state: 'awake', weight: 0.07, profit: -464.82 },
    { id: 'dip', strategy: 'rsi-reversion', state: 'paused', weight: 0.61, profit: 3_129.55 },
    { id: 'mine\u001B[2J', strategy: 'sma-15', state: 'warming-up', weight: 0.32, profit: 0 },
  ],
  selected: 1,
  positions: [{ instrument: 'SPX', quantity: -101, averagePrice: 868.3, lastPrice: 869.68, profit: -139.06 }],
  limits: [
    { rule: 'gross', limit: 150_000, used: 90_123.4 },
    { rule: 'drawdown', limit: 10_286.09, used: 9_400 },
    { rule: 'dailyLoss', limit: Number.POSITIVE_INFINITY, used: 12 },
  ],
  counts: { events: 822, intents: 210, decisions: 301, orders: 187, fills: 187, refusals: 96 },
  eventsPerSecond: 15.9,
  ordersPerSecond: 3.5,
  hops: [
    { name: 'tick-to-order', p50Us: 412, p99Us: 2_380 },
    { name: 'synced', p50Us: 2_640, p99Us: 43_300 },
  ],
  health: [
    { name: 'venue', healthy: true, text: '' },
    { name: 'audit', healthy: true, text: '' },
  ],
  kills: [],
  audit: { records: 2_292, signed: 2_200, head: 'b771f4dfac9b373d' },
  addresses: { control: 'http://127.0.0.1:45549', metrics: 'http://127.0.0.1:40511' },
  recent: [
    { tsUs: Date.UTC(2003, 3, 10, 20) * 1_000, kind: 'refusal', text: 'SPX  120 refused: position 104000 over 100000' },
    { tsUs: Date.UTC(2003, 3, 10, 20) * 1_000, kind: 'decision', text: 'SPX  -90 → -101  (3 agents, dissent 0.40)' },
    { tsUs: Date.UTC(2003, 3, 11, 13, 30) * 1_000, kind: 'fill', text: 'SPX  sold 11 at 871.58' },
  ],
  question: '',
};
