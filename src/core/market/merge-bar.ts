import type { BarEvent } from '../model/bar.ts';

/** Makes `into` a copy of the first bar of a longer one. */
export function startBar(into: BarEvent, bar: BarEvent): void {
  into.instrument = bar.instrument;
  into.openUs = bar.openUs;
  into.tsUs = bar.tsUs;
  into.open = bar.open;
  into.high = bar.high;
  into.low = bar.low;
  into.close = bar.close;
  into.volume = bar.volume;
  into.bidOpen = bar.bidOpen;
  into.bidHigh = bar.bidHigh;
  into.bidLow = bar.bidLow;
  into.bidClose = bar.bidClose;
  into.askOpen = bar.askOpen;
  into.askHigh = bar.askHigh;
  into.askLow = bar.askLow;
  into.askClose = bar.askClose;
}

/** Adds the next bar to a longer one: first open, highest high, lowest low, last close, volumes added (NaN stays NaN). */
export function extendBar(into: BarEvent, bar: BarEvent): void {
  into.tsUs = bar.tsUs;
  if (bar.high > into.high) into.high = bar.high;
  if (bar.low < into.low) into.low = bar.low;
  into.close = bar.close;
  into.volume += bar.volume;
  if (bar.bidHigh > into.bidHigh) into.bidHigh = bar.bidHigh;
  if (bar.bidLow < into.bidLow) into.bidLow = bar.bidLow;
  into.bidClose = bar.bidClose;
  if (bar.askHigh > into.askHigh) into.askHigh = bar.askHigh;
  if (bar.askLow < into.askLow) into.askLow = bar.askLow;
  into.askClose = bar.askClose;
}
