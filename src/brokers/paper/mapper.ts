import type { Us } from '../../core/base/time.ts';
import type { BarEvent } from '../../core/model/bar.ts';
import type { BrokerReport, MarketEvent } from '../broker.ts';
import type { BarFrame, MarketFrame } from './protocol.ts';
import type { WireReport } from './report-row.ts';

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
    number: wire.number,
    kind: wire.kind as BrokerReport['kind'],
    clientOrderId: wire.clientOrderId,
    venueOrderId: wire.venueOrderId,
    instrument: wire.instrument,
    tsUs: wire.tsUs,
    reachedUs: wire.reachedUs,
    marketSequence: wire.marketSequence,
    executionId: wire.executionId,
    priceTicks: wire.priceTicks,
    lots: wire.lots,
    fee: unitsOf(wire.fee),
    slippage: unitsOf(wire.slippage),
    maker: wire.maker,
    reason: wire.reason,
  };
}

/** Most are none, and a bigint is slow to read. */
function unitsOf(amount: string): bigint {
  return amount === '0' ? 0n : BigInt(amount);
}
