import { loadFields, saveFields, type SavedState } from '../base/state.ts';
import type { TradeEvent } from '../model/trade.ts';
import type { Account } from './account.ts';
import type { Decisions } from './decisions.ts';
import type { Fills } from './fills.ts';
import type { Sessions } from './sessions.ts';
import type { Slices } from './slices.ts';

const SAVED = ['hasBars', 'hasQuotes'];

/**
 * What the market says, as marks of the account, before agents hear of it. The mark is the last base close; between bars, or
 * without them, the middle of the last quote or book that has both sides; a trade marks only where no such quote has come. Volume
 * is that of the bars; of an instrument without bars, that of its trades.
 */
export class Marks {
  private readonly account: Account;
  private readonly decisions: Decisions;
  private readonly fills: Fills;
  private readonly sessions: Sessions;
  private readonly slices: Slices;
  private readonly slicing: boolean;
  /** Units per lot, by instrument. */
  private readonly lots: Float64Array;
  private readonly hasBars: Uint8Array;
  private readonly hasQuotes: Uint8Array;

  constructor(account: Account, decisions: Decisions, fills: Fills, sessions: Sessions, slices: Slices) {
    this.account = account;
    this.decisions = decisions;
    this.fills = fills;
    this.sessions = sessions;
    this.slices = slices;
    this.slicing = slices.isOn;
    this.lots = Float64Array.from(account.instruments, ({ lot }) => lot);
    this.hasBars = new Uint8Array(account.instrumentCount);
    this.hasQuotes = new Uint8Array(account.instrumentCount);
  }

  /** Hot: per bar. Close in ticks (half ticks too), volume in units, NaN where there is none. */
  onBar(instrument: number, closeTicks: number, volume: number): void {
    const { account } = this;
    if (Number.isNaN(account.lastTicks[instrument])) this.decisions.priced(instrument);
    account.lastTicks[instrument] = closeTicks;
    account.ledger.mark(instrument, closeTicks);
    const unitsPerLot = this.lots[instrument];
    // Mostly a lot is a unit, and a division is the dearest thing here.
    const lots = unitsPerLot === 1 ? volume : volume / unitsPerLot;
    account.risk.onBar(instrument, lots);
    this.sessions.onBar(instrument, closeTicks);
    this.hasBars[instrument] = 1;
    if (this.slicing) this.onSlices(instrument, closeTicks, closeTicks, lots);
    if (this.fills.collared[instrument] === 1) {
      this.fills.collared[instrument] = 0;
      account.markDirty(instrument, 1);
    }
  }

  /** The best bid and offer, of a quote or of a book; NaN where a side is missing. A crossed one marks nothing. */
  onTop(instrument: number, bidTicks: number, askTicks: number): void {
    if (bidTicks > askTicks) return;
    const middle = (bidTicks + askTicks) / 2;
    if (!(middle > 0)) return;
    this.hasQuotes[instrument] = 1;
    this.mark(instrument, middle);
    if (this.slicing) this.onSlices(instrument, bidTicks, askTicks, 0);
  }

  onTrade({ instrument, priceTicks, lots }: TradeEvent): void {
    if (this.hasBars[instrument] === 0) {
      this.account.risk.onBar(instrument, lots);
      this.slices.observe(instrument, lots);
    }
    if (this.hasQuotes[instrument] === 1) return;
    this.mark(instrument, priceTicks);
    if (this.slicing) this.slices.quote(instrument, priceTicks, priceTicks);
  }

  /** What slices go by: the prices, and what others have traded. */
  private onSlices(instrument: number, bidTicks: number, askTicks: number, lots: number): void {
    this.slices.quote(instrument, bidTicks, askTicks);
    this.slices.observe(instrument, lots);
  }

  private mark(instrument: number, ticks: number): void {
    const { account } = this;
    if (Number.isNaN(account.lastTicks[instrument])) this.decisions.priced(instrument);
    account.lastTicks[instrument] = ticks;
    account.ledger.mark(instrument, ticks);
    this.sessions.onBar(instrument, ticks);
    if (this.fills.collared[instrument] === 0) return;
    this.fills.collared[instrument] = 0;
    account.markDirty(instrument, 1);
  }

  save(): SavedState {
    return saveFields(this, SAVED);
  }

  load(state: SavedState): void {
    loadFields(this, SAVED, state);
  }
}
