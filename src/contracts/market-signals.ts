import { assert } from '../core/base/assert.ts';
import type { BarEvent } from '../core/model/bar.ts';
import type { Instrument } from '../core/model/instrument.ts';
import type { Payload } from './contracts.ts';
import type { InputEvent } from './input-event.ts';
import { type InputRefusal, refuseInput } from './input-refusal.ts';
import type { SessionNames } from './session-names.ts';
import type { Subject } from './subjects.ts';
import { floatText, priceOrNull, priceText, quantityText } from './wire-numbers.ts';
import { halfTicksOfText, lotsOfText, neighbours, ticksOfText } from './wire-quantities.ts';

type Signal = Payload<typeof Subject.signalsNormalized>;
type Bar = Extract<Signal, { kind: 'bar' }>;
type Range = NonNullable<Bar['bid']>;

const PRICES = ['open', 'high', 'low', 'close'] as const;
const BID = { open: 'bidOpen', high: 'bidHigh', low: 'bidLow', close: 'bidClose' } as const;
const ASK = { open: 'askOpen', high: 'askHigh', low: 'askLow', close: 'askClose' } as const;

/** A market event as others are told of it. The caller owes an event of one of the three kinds. */
export function signalOf(event: InputEvent, names: SessionNames): Signal {
  const { kind } = event;
  assert(kind === 'bar' || kind === 'quote' || kind === 'trade', 'a signal is a bar, a quote or a trade');
  if (kind === 'bar') return barSignal(event.bar, names);
  const { instrument: place, venueUs } = event[kind];
  const instrument = names.instruments[place];
  const common = { instrument: instrument.name, venueUs: Number.isNaN(venueUs) ? null : venueUs };
  if (kind === 'quote') {
    const { bidTicks, bidLots, askTicks, askLots } = event.quote;
    return {
      kind,
      ...common,
      bidPrice: priceOrNull(instrument, bidTicks),
      bidQuantity: quantityText(instrument, bidLots),
      askPrice: priceOrNull(instrument, askTicks),
      askQuantity: quantityText(instrument, askLots),
    };
  }
  const { priceTicks, lots, aggressor } = event.trade;
  return {
    kind,
    ...common,
    price: priceText(instrument, priceTicks),
    quantity: quantityText(instrument, lots),
    aggressor: aggressor === 1 ? 'buyer' : aggressor === -1 ? 'seller' : 'unknown',
  };
}

function barSignal(bar: BarEvent, { instruments, intervals }: SessionNames): Bar {
  const instrument = instruments[bar.instrument];
  const price = (ticks: number): string => priceText(instrument, ticks);
  const side = (names: typeof BID | typeof ASK): Range => ({
    open: price(bar[names.open]),
    high: price(bar[names.high]),
    low: price(bar[names.low]),
    close: price(bar[names.close]),
  });
  const quoted = PRICES.some((at) => bar[BID[at]] !== bar[at] || bar[ASK[at]] !== bar[at]);
  return {
    kind: 'bar',
    instrument: instrument.name,
    interval: intervals[bar.instrument][bar.interval],
    openUs: bar.openUs,
    open: price(bar.open),
    high: price(bar.high),
    low: price(bar.low),
    close: price(bar.close),
    volume: floatText(bar.volume),
    ...(quoted && { bid: side(BID), ask: side(ASK) }),
  };
}

/** The other way: a signal as an input, at the time that the message names. Sizes go toward zero to the lot. */
export function readSignal(
  signal: Signal,
  tsUs: number,
  names: SessionNames,
  into: InputEvent,
): InputRefusal | undefined {
  if (signal.kind === 'alert')
    return refuseInput('DATA_INVALID', 'kind', 'an alert is no input: it is for agents elsewhere');
  const instrument = names.instruments.find(({ name }) => name === signal.instrument);
  if (instrument === undefined) {
    return refuseInput('DATA_UNKNOWN_INSTRUMENT', 'instrument', `the session has no instrument '${signal.instrument}'`);
  }
  into.kind = signal.kind;
  if (signal.kind === 'bar') return readBar(signal, tsUs, instrument, names, into.bar);
  const event = into[signal.kind];
  event.instrument = instrument.index;
  event.tsUs = tsUs;
  event.venueUs = signal.venueUs ?? Number.NaN;
  return signal.kind === 'quote' ? readQuote(signal, instrument, into) : readTrade(signal, instrument, into);
}

function readQuote(
  signal: Extract<Signal, { kind: 'quote' }>,
  instrument: Instrument,
  { quote }: InputEvent,
): InputRefusal | undefined {
  for (const side of ['bid', 'ask'] as const) {
    const price = signal[`${side}Price`];
    const ticks = price === null ? Number.NaN : ticksOfText(instrument, price);
    if (ticks === undefined) return offTick(`${side}Price`, instrument, price!);
    const lots = lotsOfText(instrument, signal[`${side}Quantity`]);
    if (lots === undefined) return beyond(`${side}Quantity`);
    quote[`${side}Ticks`] = ticks;
    quote[`${side}Lots`] = lots;
  }
  return undefined;
}

function readTrade(
  signal: Extract<Signal, { kind: 'trade' }>,
  instrument: Instrument,
  { trade }: InputEvent,
): InputRefusal | undefined {
  const ticks = ticksOfText(instrument, signal.price);
  if (ticks === undefined) return offTick('price', instrument, signal.price);
  const lots = lotsOfText(instrument, signal.quantity);
  if (lots === undefined) return beyond('quantity');
  trade.priceTicks = ticks;
  trade.lots = lots;
  trade.aggressor = { buyer: 1, seller: -1, unknown: 0 }[signal.aggressor];
  return undefined;
}

function readBar(
  signal: Bar,
  tsUs: number,
  instrument: Instrument,
  { intervals }: SessionNames,
  bar: BarEvent,
): InputRefusal | undefined {
  const interval = intervals[instrument.index].indexOf(signal.interval);
  if (interval < 0) {
    const known = intervals[instrument.index].join(', ');
    return refuseInput('DATA_INVALID', 'interval', `must be one of ${known}`);
  }
  if (signal.openUs > tsUs) return refuseInput('DATA_INVALID', 'openUs', 'a bar opens before it closes');
  if ((signal.bid === undefined) !== (signal.ask === undefined)) {
    return refuseInput(
      'DATA_INVALID',
      signal.bid === undefined ? 'bid' : 'ask',
      'comes with the other side or not at all',
    );
  }
  bar.instrument = instrument.index;
  bar.interval = interval;
  bar.openUs = signal.openUs;
  bar.tsUs = tsUs;
  bar.volume = signal.volume === null ? Number.NaN : Number(signal.volume);
  for (const at of PRICES) {
    const ticks = halfTicksOfText(instrument, signal[at]);
    if (ticks === undefined) return offTick(at, instrument, signal[at]);
    bar[at] = ticks;
    for (const [side, cells] of [
      ['bid', BID],
      ['ask', ASK],
    ] as const) {
      const text = signal[side]?.[at];
      const sideTicks = text === undefined ? ticks : ticksOfText(instrument, text);
      if (sideTicks === undefined) return offTick(`${side}/${at}`, instrument, text!);
      bar[cells[at]] = sideTicks;
    }
  }
  if (bar.low > Math.min(bar.open, bar.close) || bar.high < Math.max(bar.open, bar.close)) {
    return refuseInput('DATA_INVALID', 'high', 'open and close must lie between low and high');
  }
  return undefined;
}

function offTick(field: string, instrument: Instrument, text: string): InputRefusal {
  const [below, above] = neighbours(instrument, text);
  return refuseInput('DATA_OFF_TICK', field, `lies between two ticks: ${below} and ${above}`);
}

function beyond(field: string): InputRefusal {
  return refuseInput('DATA_OFF_LOT', field, 'is beyond any size (2^53 lots)');
}
