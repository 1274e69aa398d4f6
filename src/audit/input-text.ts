import { canonicalJson } from '../config/canonical.ts';
import { idText } from '../core/base/ids.ts';
import { inputId } from '../contracts/envelope.ts';
import { encodeInput } from '../contracts/input.ts';
import type { InputEvent, InputOrigin } from '../contracts/input-event.ts';
import { signalOf } from '../contracts/market-signals.ts';
import type { SessionNames } from '../contracts/session-names.ts';
import { inputMessage, type Names } from './record-of.ts';

/**
 * `inputMessage` of the input's bytes in canonical form, written from the event itself. The kinds that come by the thousand a second
 * have a writer of their own, whose fields stand in the order of their names; what is rare is read back from its bytes.
 */
export function inputText(event: InputEvent, origin: InputOrigin, names: Names): string {
  return (
    JSON.stringify(fieldsOf(event, origin, names)) ?? canonicalJson(inputMessage(encodeInput(event, origin), names))
  );
}

function fieldsOf(event: InputEvent, origin: InputOrigin, names: Names): object | undefined {
  const { market } = names;
  switch (event.kind) {
    case 'bar':
      return market === undefined ? undefined : barFields(event, origin, market);
    case 'quote':
      return market === undefined ? undefined : quoteFields(event, origin, market);
    case 'trade':
      return market === undefined ? undefined : tradeFields(event, origin, market);
    case 'depth':
      return depthFields(event, origin, names);
    case 'report':
      return reportFields(event, origin, names);
    case 'instant':
    case 'timer':
    case 'close':
      return markFields(event, origin);
    default:
      return undefined;
  }
}

function barFields(event: InputEvent, { correlationId, source, sequence }: InputOrigin, market: SessionNames): object {
  const bar = signalOf(event, market);
  if (bar.kind !== 'bar') return bar;
  return {
    ask: sidesOf(bar.ask),
    bid: sidesOf(bar.bid),
    close: bar.close,
    correlationId,
    high: bar.high,
    id: inputId(event.sequence),
    instrument: bar.instrument,
    interval: bar.interval,
    kind: bar.kind,
    low: bar.low,
    open: bar.open,
    openUs: bar.openUs,
    source,
    sourceSequence: sequence,
    subject: 'input.bar',
    volume: bar.volume,
  };
}

interface Sides {
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
}

function sidesOf(sides: Sides | undefined): Sides | undefined {
  return sides && { close: sides.close, high: sides.high, low: sides.low, open: sides.open };
}

function quoteFields(
  event: InputEvent,
  { correlationId, source, sequence }: InputOrigin,
  market: SessionNames,
): object {
  const quote = signalOf(event, market);
  if (quote.kind !== 'quote') return quote;
  return {
    askPrice: quote.askPrice,
    askQuantity: quote.askQuantity,
    bidPrice: quote.bidPrice,
    bidQuantity: quote.bidQuantity,
    correlationId,
    id: inputId(event.sequence),
    instrument: quote.instrument,
    kind: quote.kind,
    source,
    sourceSequence: sequence,
    subject: 'input.quote',
    venueUs: quote.venueUs,
  };
}

function tradeFields(
  event: InputEvent,
  { correlationId, source, sequence }: InputOrigin,
  market: SessionNames,
): object {
  const trade = signalOf(event, market);
  if (trade.kind !== 'trade') return trade;
  return {
    aggressor: trade.aggressor,
    correlationId,
    id: inputId(event.sequence),
    instrument: trade.instrument,
    kind: trade.kind,
    price: trade.price,
    quantity: trade.quantity,
    source,
    sourceSequence: sequence,
    subject: 'input.trade',
    venueUs: trade.venueUs,
  };
}

function depthFields(event: InputEvent, { correlationId, source, sequence }: InputOrigin, names: Names): object {
  const { depth } = event;
  return {
    correlationId,
    firstUpdate: depth.firstUpdate,
    id: inputId(event.sequence),
    instrument: names.instruments[depth.instrument] ?? null,
    isSnapshot: depth.isSnapshot ? 1 : 0,
    lastUpdate: depth.lastUpdate,
    levels: depth.levels,
    source,
    sourceSequence: sequence,
    subject: 'input.depth',
    tsUs: depth.tsUs,
    // What is missing is NaN in an event, which JSON writes as null.
    venueUs: depth.venueUs,
  };
}

function reportFields(event: InputEvent, { correlationId, source, sequence }: InputOrigin, names: Names): object {
  const { report } = event;
  return {
    correlationId,
    fee: String(report.fee),
    fillId: report.fillId,
    id: inputId(event.sequence),
    instrument: names.instruments[report.instrument] ?? null,
    kind: report.kind,
    lots: report.lots,
    maker: report.maker ? 1 : 0,
    orderId: idText('o', report.orderId),
    priceTicks: report.priceTicks,
    reason: report.reason,
    slippage: String(report.slippage),
    source,
    sourceSequence: sequence,
    subject: 'input.report',
    tsUs: report.tsUs,
  };
}

function markFields({ kind, sequence }: InputEvent, origin: InputOrigin): object {
  return {
    correlationId: origin.correlationId,
    id: inputId(sequence),
    source: origin.source,
    sourceSequence: origin.sequence,
    subject: `input.${kind}`,
  };
}
