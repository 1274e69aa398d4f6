import { mulberry32, normal } from '../../core/base/random.ts';
import { DAY_US, formatTime } from '../../core/base/time.ts';

const FIRST_US = Date.UTC(2020, 0, 1) * 1000;

/** Daily bars of a price that wanders about its mean. */
export function wanderingBars(count: number, seed = 1): string {
  const random = mulberry32(seed);
  let close = 100;
  const rows = Array.from({ length: count }, (_, day) => {
    const open = close;
    close = Number((close + (100 - close) / 60 + 1.6 * normal(random)).toFixed(2));
    const high = (Math.max(open, close) + 0.5).toFixed(2);
    const low = (Math.min(open, close) - 0.5).toFixed(2);
    const date = formatTime(FIRST_US + day * DAY_US).slice(0, 10);
    return `${date},${open.toFixed(2)},${high},${low},${close.toFixed(2)},${50_000 + Math.round(10_000 * random())}`;
  });
  return ['date,open,high,low,close,volume', ...rows].join('\n');
}

/** A run file over `bars.csv` beside it; each agent has an account of its own, and no limits. */
export function probedRunFile(agents: Readonly<Record<string, string>>): string {
  return `
name: probed
account: { currency: USD, cash: 10000000 }
data:
  - { instrument: AAA, path: bars.csv, interval: 1d, tickSize: 0.01, lotSize: 1 }
agents:
${Object.entries(agents)
  .map(([id, strategy]) => `  - { id: ${id}, strategy: ${strategy} }`)
  .join('\n')}
consensus: { method: sum }
risk: { profile: unlimited }
execution: { fill: next-open, commissionBps: 1, participation: none }
`;
}
