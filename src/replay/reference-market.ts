import { must } from '../core/base/assert.ts';
import type { Us } from '../core/base/time.ts';
import type { EngineSpec } from '../core/engine/spec.ts';
import { parseInterval } from '../core/market/interval.ts';
import { Resampler } from '../core/market/resample.ts';
import { BarEvent } from '../core/model/bar.ts';
import { InputEvent } from '../contracts/input-event.ts';
import { BarsAhead, type Inputs } from './market-events.ts';

/** Base bars as they should have come, in the order of `tsUs` and then of instruments; may be walked more than once. */
export type Bars = Iterable<BarEvent>;

/** Where the bars of a session are not those of its source. */
export interface BarGap {
  readonly kind: 'missing' | 'extra' | 'differs';
  readonly instrument: number;
  readonly openUs: Us;
  readonly tsUs: Us;
}

/** The inputs of a session with another market: its bars in the place of those recorded, the longer ones made of them anew. */
export function withMarket(inputs: Inputs, bars: Bars, spec: EngineSpec): Inputs {
  return () => merged(inputs(), bars, spec);
}

function* merged(events: Iterable<InputEvent>, bars: Bars, spec: EngineSpec): Generator<InputEvent, void, void> {
  const made = new InputEvent();
  const source = bars[Symbol.iterator]();
  const resamplers = spec.intervals.map((names, i) =>
    names.slice(1).map((name, k) => new Resampler(parseInterval(name, 'interval'), spec.calendars[i], k + 1)),
  );
  let next = source.next().value;
  const longer: { bar: BarEvent; lengthUs: Us }[] = [];
  const put = (bar: BarEvent | undefined, lengthUs: Us): void => {
    if (bar !== undefined) longer.push({ bar: Object.assign(new BarEvent(), bar), lengthUs });
  };
  const of = (bar: BarEvent, tsUs: Us): InputEvent => {
    made.kind = 'bar';
    made.tsUs = tsUs;
    Object.assign(made.bar, bar);
    return made;
  };
  for (const event of events) {
    if (event.kind === 'bar') continue;
    if (event.kind !== 'instant') {
      yield event;
      continue;
    }
    const lastUs = event.tsUs;
    while (next !== undefined && next.tsUs <= lastUs) {
      const { tsUs } = next;
      for (const list of resamplers) for (const each of list) put(each.flush(tsUs), each.targetUs);
      for (; next !== undefined && next.tsUs === tsUs; next = source.next().value) {
        for (const each of resamplers[next.instrument]) put(each.add(next), each.targetUs);
        yield of(next, tsUs);
      }
      longer.sort((a, b) => a.lengthUs - b.lengthUs || a.bar.instrument - b.bar.instrument);
      for (const { bar } of longer.splice(0)) yield of(bar, tsUs);
      if (tsUs === lastUs) break;
      made.kind = 'instant';
      yield made;
    }
    yield event;
  }
}

const PRICES = ['open', 'high', 'low', 'close', 'volume'] as const;
const SIDES = ['bidOpen', 'bidHigh', 'bidLow', 'bidClose', 'askOpen', 'askHigh', 'askLow', 'askClose'] as const;
const COMPARED = ['openUs', ...PRICES, ...SIDES] as const;

/** Every bar in which two markets differ, in the order of time. */
export function* barGaps(recorded: Inputs, reference: Inputs, instruments: number): Generator<BarGap, void, void> {
  const [ours, theirs] = [new BarsAhead(recorded, instruments), new BarsAhead(reference, instruments)];
  for (;;) {
    let [first, firstUs] = [-1, Number.POSITIVE_INFINITY];
    for (let i = 0; i < instruments; i++) {
      const tsUs = Math.min(ours.peek(i)?.tsUs ?? Infinity, theirs.peek(i)?.tsUs ?? Infinity);
      if (tsUs < firstUs) [first, firstUs] = [i, tsUs];
    }
    if (first < 0) return;
    const [our, their] = [ours.peek(first), theirs.peek(first)].map((bar) => (bar?.tsUs === firstUs ? bar : undefined));
    const { openUs } = must(their ?? our, 'one of the two is the first');
    const kind = our === undefined ? 'missing' : their === undefined ? 'extra' : 'differs';
    if (kind !== 'differs' || COMPARED.some((key) => !Object.is(our?.[key], their?.[key])))
      yield { kind, instrument: first, openUs, tsUs: firstUs };
    if (our !== undefined) ours.take(first);
    if (their !== undefined) theirs.take(first);
  }
}
