import { unreachable } from '../core/base/assert.ts';
import { Fault } from '../core/base/fault.ts';
import type { Account } from '../core/engine/account.ts';
import { BarVenue, type VenueOptions } from '../core/matching/bar-venue.ts';
import { DepthVenue, type DepthVenueOptions } from '../core/matching/depth/depth-venue.ts';
import {
  constantLatency,
  feedLatency,
  type LatencyModel,
  PESSIMISTIC_LATENCY_US,
} from '../core/matching/depth/latency.ts';
import { logQueue, powerQueue, type QueueModel, riskAdverseQueue } from '../core/matching/depth/queue-model.ts';
import { bpsFees, type FeeModel, noFees, perShareFees, tieredFees } from '../core/matching/fees.ts';
import { FillNumbers } from '../core/matching/order-fills.ts';
import {
  bpsSlippage,
  halfSpreadSlippage,
  noSlippage,
  type SlippageModel,
  squareRootSlippage,
} from '../core/matching/slippage.ts';
import type { BarSeries } from '../core/market/series.ts';
import type { LatencyChoice } from '../config/book-venue-section.ts';
import type { RunExecution } from '../config/run-file.ts';

/** The venue that a run file's `execution` asks for. */
export function makeVenue(account: Account, execution: RunExecution, numbers = new FillNumbers()): BarVenue {
  const scales = account.instruments.map(({ currency }) => account.ledger.scaleOf(currency));
  return new BarVenue(account.instruments, account.spec.calendars, scales, venueOptionsOf(execution), numbers);
}

/** The venue of instruments with recorded markets. Both venues number their fills from one list. */
export function makeBookVenue(account: Account, execution: RunExecution, numbers: FillNumbers): DepthVenue {
  const scales = account.instruments.map(({ currency }) => account.ledger.scaleOf(currency));
  return new DepthVenue(account.instruments, account.spec.calendars, scales, bookVenueOptionsOf(execution), numbers);
}

/** What `execution` assumes, as the venue of recorded markets takes it. */
export function bookVenueOptionsOf(execution: RunExecution): DepthVenueOptions {
  const { queue, orderLatency, responseLatency, participation, slippage, fees } = execution;
  if (slippage.model === 'square-root') {
    throw new Fault(
      'config',
      `execution.slippage: expected a model that needs no bars, since the data has recorded books; was 'square-root'`,
    );
  }
  return {
    queue: queueOf(queue),
    orderLatency: latencyOf(orderLatency),
    responseLatency: latencyOf(responseLatency),
    participation,
    slippage: slippageOf(slippage),
    fees: feesOf(fees),
  };
}

function queueOf(choice: RunExecution['queue']): QueueModel {
  if (choice?.model === 'power') return powerQueue(choice.exponent);
  return choice?.model === 'log' ? logQueue() : riskAdverseQueue();
}

/** The pessimistic one where nothing was chosen. */
export function latencyOf(choice: RunExecution['orderLatency']): LatencyModel {
  if (choice === undefined) return constantLatency();
  return choice.model === 'constant' ? constantLatency(choice.us) : feedLatency(choice);
}

/** What `execution` assumes, as a venue takes it. */
export function venueOptionsOf(execution: RunExecution): VenueOptions {
  return {
    fill: execution.fill,
    limitFill: execution.limitFill,
    bothHit: execution.bothHit,
    participation: execution.participation,
    latencyUs: execution.latencyUs,
    slippage: slippageOf(execution.slippage),
    fees: feesOf(execution.fees),
  };
}

function slippageOf(choice: RunExecution['slippage']): SlippageModel {
  switch (choice.model) {
    case 'none':
      return noSlippage();
    case 'bps':
      return bpsSlippage(choice.bps);
    case 'half-spread':
      return halfSpreadSlippage(choice.spreadBps);
    case 'square-root':
      return squareRootSlippage(choice);
    default:
      return unreachable(choice);
  }
}

function feesOf(choice: RunExecution['fees']): FeeModel {
  switch (choice.model) {
    case 'none':
      return noFees();
    case 'bps':
      return bpsFees(choice);
    case 'per-share':
      return perShareFees(choice);
    case 'tiered':
      return tieredFees(choice.tiers);
    default:
      return unreachable(choice);
  }
}

/** A cap on participation, and square-root impact, need a volume: data without one is refused before anything runs. */
export function requireVolume(execution: RunExecution, name: string, series: BarSeries): void {
  const wants =
    execution.participation !== undefined
      ? 'participation'
      : execution.slippage.model === 'square-root'
        ? 'slippage'
        : '';
  if (wants === '') return;
  for (let row = 0; row < series.length; row++) {
    if (!Number.isNaN(series.volume[row])) continue;
    const mend = wants === 'participation' ? "set 'participation: none'" : 'choose another slippage model';
    throw new Fault(
      'config',
      `execution.${wants}: needs a volume, and ${name} has none in row ${row + 1}; ${mend} or use data with volume`,
    );
  }
}

/** What was assumed, one line each, the optimistic choices named as such: of bars, and of recorded books, where there were such. */
export function assumptionsOf(execution: RunExecution, { bars = true, books = false } = {}): string[] {
  const { slippage, fees } = execution;
  return [
    ...(bars ? barWords(execution) : []),
    ...(books ? bookWords(execution) : []),
    `Slippage: ${words(slippage)}.`,
    `Fees: ${words(fees)}.`,
    ...holdingWords(execution),
  ];
}

function barWords(execution: RunExecution): string[] {
  return [
    execution.fill === 'next-open'
      ? 'Market orders fill at the open of the next bar.'
      : 'Market orders fill at the close of the bar that caused them: optimistic.',
    execution.limitFill === 'through'
      ? 'Limit orders fill when the price trades at least one tick through the limit.'
      : 'Limit orders fill when the price touches the limit: optimistic.',
    execution.bothHit === 'stop-first'
      ? 'When a bar reaches both stop and target, the stop is taken.'
      : 'When a bar reaches both stop and target, the target is taken: optimistic.',
    execution.participation === undefined
      ? 'No cap on the share of the volume: optimistic.'
      : `All orders together take at most ${execution.participation * 100} % of a bar's volume.`,
    `Latency ${execution.latencyUs / 1000} ms.`,
  ];
}

function bookWords({ queue, orderLatency, responseLatency, dataLatency, participation }: RunExecution): string[] {
  const latency = (choice: RunExecution['orderLatency']) =>
    choice?.model === 'feed' ? 'that of the feed' : `${(choice?.us ?? PESSIMISTIC_LATENCY_US) / 1000} ms`;
  return [
    'Orders in recorded books take the levels that stand when they arrive, or wait in the queue of their price.',
    queue === undefined || queue.model === 'risk-averse'
      ? 'Those who leave a level stood behind us.'
      : `Those who leave a level stood ahead of us and behind (${words(queue)}).`,
    participation === undefined
      ? 'No cap on the share of a level or of a trade: optimistic.'
      : `All orders together take at most ${participation * 100} % of a level or of a trade.`,
    `Latency of orders ${latency(orderLatency)}, of reports ${latency(responseLatency)}.`,
    ...(dataLatency === undefined ? [] : [`Market data reaches us ${after(dataLatency)} after the venue had it.`]),
  ];
}

function after(latency: LatencyChoice): string {
  if (latency.model === 'constant') return `${latency.us / 1000} ms`;
  return `${latency.factor} times its recorded latency and ${latency.offsetUs / 1000} ms`;
}

/** A line for each that was asked for. */
function holdingWords({ borrowBps, marginInterestBps, fundingColumn }: RunExecution): string[] {
  const yearly = (bps: number, of: string) => `${bps} basis points a year of ${of}, by the calendar day over 365`;
  return [
    ...(borrowBps === undefined ? [] : [`Borrowing costs ${yearly(borrowBps, 'what the account is short of')}.`]),
    ...(marginInterestBps === undefined ? [] : [`Margin costs ${yearly(marginInterestBps, 'cash that it owes')}.`]),
    ...(fundingColumn === undefined ? [] : [`Funding as the column ${fundingColumn} has it, on the last close.`]),
  ];
}

function words({ model, ...rest }: { readonly model: string }): string {
  if (model === 'none') return 'none: optimistic';
  const values = Object.entries(rest).filter(([, value]) => value !== undefined);
  if (model === 'bps' && values.length === 1) return `${String(values[0][1])} basis points of the notional`;
  const told = values.map(
    ([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  return told.length === 0 ? model : `${model} (${told.join(', ')})`;
}
