import { Fault } from '../core/base/fault.ts';
import { formatTime } from '../core/base/time.ts';
import { BarSeries } from '../core/market/series.ts';
import { BarEvent } from '../core/model/bar.ts';

const FIELDS = [
  'tsUs',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'bidHigh',
  'bidLow',
  'bidClose',
  'askHigh',
  'askLow',
  'askClose',
] as const;

/** Both series as one, by open time. A bar that both have must be the same in both: which is right is not ours to guess. */
export function mergeSeries(
  old: BarSeries,
  fresh: BarSeries,
  price: (ticks: number) => number,
  name: string,
): BarSeries {
  const merged = new BarSeries(old.instrument, old.intervalUs, old.length + fresh.length, old.quoted);
  const [a, b] = [new BarEvent(), new BarEvent()];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    const oldUs = i < old.length ? old.openUs[i] : Number.POSITIVE_INFINITY;
    const freshUs = j < fresh.length ? fresh.openUs[j] : Number.POSITIVE_INFINITY;
    if (oldUs <= freshUs) old.read(i, a);
    if (freshUs <= oldUs) fresh.read(j, b);
    if (oldUs === freshUs) {
      const field = FIELDS.find((other) => !Object.is(a[other], b[other]));
      if (field !== undefined) {
        const show = (value: number) =>
          field === 'tsUs' ? formatTime(value) : field === 'volume' ? value : price(value);
        const what = `expected ${field} ${show(a[field])} as it is there, was ${show(b[field])}`;
        throw new Fault(
          'data',
          `catalogue: ${name}: bar of ${formatTime(oldUs)}: ${what}; replace all of it, or import it under another name`,
        );
      }
    }
    merged.push(oldUs <= freshUs ? a : b);
    if (oldUs <= freshUs) i += 1;
    if (freshUs <= oldUs) j += 1;
  }
  return merged;
}
