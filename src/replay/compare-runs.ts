import type { Us } from '../core/base/time.ts';
import type { InputEvent } from '../contracts/input-event.ts';
import { Cause } from './gap.ts';
import type { GapList } from './gap-list.ts';
import { covers } from './market-events.ts';
import { effectUs, feeApart, fillsApart, type OrderPair, pairsOf, termsApart } from './order-pairs.ts';
import type { BarGap } from './reference-market.ts';
import type { LoggedOrder, RunLog } from './run-log.ts';

/** What a session notices of its own processes and connections, a backtest never does: and what they can only lead to. */
const CONDITIONS: Readonly<Record<string, Cause>> = {
  'feed-stale': Cause.data,
  'clock-jumped': Cause.data,
  'venue-disconnected': Cause.latency,
  'audit-stalled': Cause.latency,
  'books-differ': Cause.fill,
};

export function noteCondition({ kind, condition, tsUs }: InputEvent, list: GapList): void {
  const cause = CONDITIONS[condition.name];
  if (kind !== 'condition' || !condition.on || cause === undefined) return;
  list.add({ cause, tsUs, instrument: condition.instrument, amount: 0, follows: false, what: condition.name });
}

export interface Compared {
  readonly session: RunLog;
  readonly replay: RunLog;
  readonly bars: readonly BarGap[];
  readonly list: GapList;
}

/** Finds where two runs part, order by order, and what each parting is worth. */
export function compareRuns({ session, replay, bars, list }: Compared): void {
  for (const { tsUs, instrument, kind } of bars)
    list.add({ cause: Cause.data, tsUs, instrument, amount: 0, follows: false, what: `bar ${kind}` });
  const worths = replay.engine.account.instruments.map(({ index }) => new Worth(session, replay, index));
  const apart: OrderPair[] = [];
  for (const pair of pairsOf(session.orders.values(), replay.orders.values())) {
    const { session: ours, replay: theirs } = pair;
    if (ours === undefined || theirs === undefined || termsApart(ours, theirs) !== '') apart.push(pair);
    else compareFills(pair, ours, theirs, worths[ours.instrument], bars, list);
  }
  for (const { instrument, lastUs, marks } of worths)
    if (marks !== 0)
      list.add({ cause: Cause.data, tsUs: lastUs, instrument, amount: marks, follows: true, what: 'the last price' });
  for (const pair of apart.toSorted((a, b) => startUs(a) - startUs(b))) decide(pair, worths, list);
}

/** The same order on both sides: what the venues made of it. */
function compareFills(
  pair: OrderPair,
  ours: LoggedOrder,
  theirs: LoggedOrder,
  worth: Worth,
  bars: readonly BarGap[],
  list: GapList,
): void {
  const { instrument } = ours;
  const tsUs = effectUs(pair);
  const fees = -feeApart(ours.fills, theirs.fills) * worth.rate;
  if (fees !== 0) list.add({ cause: Cause.fee, tsUs, instrument, pair, amount: fees, follows: false, what: 'fee' });
  const kind = fillsApart(ours, theirs);
  if (kind === 'no') return;
  const amount = worth.of(ours) - worth.of(theirs) - fees;
  const moments = [...ours.fills, ...theirs.fills].map((fill) => fill.tsUs);
  const isData = bars.some((bar) => bar.instrument === instrument && moments.some((atUs) => covers(bar, atUs)));
  const cause = isData ? Cause.data : kind === 'moment' ? Cause.latency : Cause.fill;
  list.add({ cause, tsUs, instrument, pair, amount, follows: false, what: fillsText(ours, theirs) });
}

/** An order that the other side has not, or has otherwise: it follows from what was apart before, or nothing explains it. */
function decide(pair: OrderPair, worths: readonly Worth[], list: GapList): void {
  const { session: ours, replay: theirs } = pair;
  const instrument = (ours ?? theirs)?.instrument ?? 0;
  const tsUs = startUs(pair);
  const before = list.causeBefore(instrument, tsUs);
  const what =
    ours === undefined
      ? 'sent in the replay alone'
      : theirs === undefined
        ? 'sent in the session alone'
        : termsApart(ours, theirs);
  list.add({
    cause: before ?? Cause.signal,
    tsUs,
    instrument,
    pair,
    amount: worths[instrument].of(ours) - worths[instrument].of(theirs),
    follows: before !== undefined,
    what,
  });
}

function startUs({ session, replay }: OrderPair): Us {
  return (session ?? replay)?.tsUs ?? 0;
}

function fillsText(ours: LoggedOrder, theirs: LoggedOrder): string {
  const text = ({ fills, state, reason }: LoggedOrder): string =>
    fills.length === 0
      ? `unfilled, ${state} ${reason}`.trimEnd()
      : fills
          .map(({ signedLots, priceTicks, slippage }) => `${signedLots} at ${priceTicks}, slippage ${slippage}`)
          .join(' + ');
  return `${text(ours)}; replay: ${text(theirs)} (lots at ticks)`;
}

/** What orders of one instrument are worth at the last price of the replay, in the account's currency. */
class Worth {
  readonly instrument: number;
  readonly rate: number;
  /** What the session's position is worth more for the last price that it saw. */
  readonly marks: number;
  readonly lastUs: Us;
  private readonly perTickLot: number;
  private readonly lastTicks: number;

  constructor(session: RunLog, replay: RunLog, instrument: number) {
    const { account } = replay.engine;
    const { ledger } = account;
    this.instrument = instrument;
    this.rate = ledger.rateOf(account.instruments[instrument].currency);
    this.perTickLot = account.notionalPerTickLot(instrument);
    this.lastTicks = ledger.markTicks(instrument);
    this.lastUs = account.nowUs;
    const theirs = session.engine.account.ledger;
    const lots = theirs.accountPosition(instrument);
    this.marks = lots === 0 ? 0 : lots * (theirs.markTicks(instrument) - this.lastTicks) * this.perTickLot;
  }

  of(order: LoggedOrder | undefined): number {
    let total = 0;
    for (const { signedLots, priceTicks, fee, slippage } of order?.fills ?? [])
      total += signedLots * (this.lastTicks - priceTicks) * this.perTickLot - (fee + slippage) * this.rate;
    return total;
  }
}
