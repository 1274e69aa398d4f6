import { Buffer } from 'node:buffer';
import type { Exchange } from './exchange.ts';
import type { ExchangeInput } from './exchange-input.ts';

/** What the venue's journal holds: an input, and the last market event that was seen before it. */
export function recordOf(exchange: Exchange, input: ExchangeInput): Buffer {
  return Buffer.from(JSON.stringify({ market: exchange.lastMarket, input }));
}

/** The exchange does what it did then. The journal has proven the bytes to be ours. */
export function replayInto(exchange: Exchange, record: Buffer): void {
  const { market, input } = JSON.parse(record.toString()) as { market: number; input: ExchangeInput };
  exchange.see(market);
  exchange.apply(input);
}
