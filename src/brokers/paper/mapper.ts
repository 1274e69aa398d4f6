import type { Us } from '../../core/base/time.ts';
import type { BarEvent } from '../../core/model/bar.ts';
import type { BrokerReport, MarketEvent } from '../broker.ts';
import type { BarFrame, MarketFrame, WireReport } from './protocol.ts';

/** A market event as it travels. */
export function frameOf(event: MarketEvent): MarketFrame {
  const { kind, sequence } = event;
  switch (kind) {
    case 'expire':
      return { kind, sequence, tsUs: event.tsUs };
    case 'quote': {
      const { instrument, tsUs, bidTicks, bidLots, askTicks, askLots } = event.quote;
      const venueUs = orNull(event.quote.venueUs);
      return { kind, sequence, instrument, tsUs, venueUs, bidTicks, bidLots, askTicks, askLots };
    }
    case 'trade': {
      const { instrument, tsUs, priceTicks, lots, aggressor } = event.trade;
      return { kind, sequence, instrument, tsUs, venueUs: orNull(event.trade.venueUs), priceTicks, lots, aggressor };
    }
    case 'depth': {
      const { instrument, tsUs, isSnapshot, levels } = event.depth;
      return { kind, sequence, instrument, tsUs, venueUs: orNull(event.depth.venueUs), isSnapshot, levels };
    }
    default:
      return { kind, sequence, bar: barOf(event.bar) };
  }
}

function orNull(venueUs: Us): Us | null {
  return Number.isNaN(venueUs) ? null : venueUs;
}

function barOf(bar: BarEvent): BarFrame['bar'] {
  const { instrument, openUs, tsUs, open, high, low, close } = bar;
  const volume = Number.isNaN(bar.volume) ? null : bar.volume;
  const hasSides =
    bar.bidOpen !== open ||
    bar.askOpen !== open ||
    bar.bidHigh !== high ||
    bar.askHigh !== high ||
    bar.bidLow !== low ||
    bar.askLow !== low ||
    bar.bidClose !== close ||
    bar.askClose !== close;
  const plain = { instrument, openUs, tsUs, open, high, low, close, volume };
  if (!hasSides) return plain;
  const bid = [bar.bidOpen, bar.bidHigh, bar.bidLow, bar.bidClose];
  return { ...plain, sides: [...bid, bar.askOpen, bar.askHigh, bar.askLow, bar.askClose] };
}

export function reportOf(wire: WireReport): BrokerReport {
  return {
    ...wire,
    kind: wire.kind as BrokerReport['kind'],
    fee: BigInt(wire.fee),
    slippage: BigInt(wire.slippage),
  };
}
