import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import type { Calendar } from '../core/market/calendar.ts';
import { BarEvent } from '../core/model/bar.ts';
import type { Instrument } from '../core/model/instrument.ts';
import type { DataEntry } from '../catalogue/data-entry.ts';
import type { Cancel, Clock } from '../telemetry/clock.ts';
import { CsvRows } from './csv-rows.ts';
import { type Feed, type FeedPosition, MarketEvent, MarketKind } from './feed.ts';
import { GrowingFile } from './growing-file.ts';
import { Normaliser } from './normaliser.ts';
import type { QualityCode } from './quality.ts';

export interface TailOptions {
  readonly clock: Clock;
  /** The file, and how its rows are written: columns, timestamp, timezone and rounding of a data entry. */
  readonly path: string;
  readonly entry: DataEntry;
  readonly instrument: Instrument;
  readonly calendar: Calendar;
  readonly intervalUs: Us;
  /** How often the file is looked at. Default 250. */
  readonly pollMs?: number;
  /** Goes on behind this event. */
  readonly after?: FeedPosition;
  /** A row that was refused, as it came, why, and in words where there is more to say. */
  readonly onRefused: (code: QualityCode, raw: unknown, text?: string) => void;
  readonly onFlag?: (code: QualityCode, raw: unknown) => void;
}

/** One event to come; the bar is one of the rows at hand. */
interface Pending {
  readonly kind: MarketKind;
  readonly tsUs: Us;
  readonly bar: BarEvent;
}

/** The order of the kinds inside an instant. */
const PHASE: Readonly<Partial<Record<MarketKind, number>>> = { bar: 0, instant: 1, open: 2 };

/**
 * Bars of one instrument from a CSV file that somebody appends to. A row is known when its bar has closed, so its open is
 * told then too, just before the close; orders that wait for it fill late by the clock and rightly by the bars. A row that
 * cannot be right is refused and counted, and the next one is read. Nothing stops a tail but a file that cannot be read.
 */
export class TailFeed implements Feed {
  readonly normaliser: Normaliser;
  /** How often the file was cut short or replaced. */
  restarts = 0;
  private readonly options: TailOptions;
  private readonly file: GrowingFile;
  private readonly rows: CsvRows;
  private readonly event = new MarketEvent();
  private pending: Pending[] = [];
  private place = 0;
  private sequence: number;
  private instantUs: Us = Number.NEGATIVE_INFINITY;
  private over = false;
  private wake: ((ready: boolean) => void) | undefined;
  private cancel: Cancel | undefined;
  private reading: Promise<boolean> | undefined;

  constructor(options: TailOptions) {
    this.options = options;
    this.sequence = options.after?.sequence ?? 0;
    const { clock, instrument, calendar, entry, onRefused, onFlag } = options;
    this.normaliser = new Normaliser({
      instruments: [{ instrument, calendar }],
      rounding: entry.rounding ?? 'exact',
      nowUs: () => clock.nowUs(),
      onRefused,
      onFlag,
    });
    this.rows = new CsvRows(options.path, entry, options.intervalUs, calendar);
    this.file = new GrowingFile(options.path, {
      line: (text) => this.line(text),
      torn: (text) => this.normaliser.refuse('unreadable', text),
      restarted: () => {
        this.restarts += 1;
        this.rows.restart();
      },
    });
  }

  next(): MarketEvent | undefined {
    if (this.over || this.place >= this.pending.length) return undefined;
    const { kind, tsUs, bar } = this.pending[this.place++];
    const { event } = this;
    event.kind = kind;
    event.tsUs = tsUs;
    event.bar = bar;
    event.instrument = kind === MarketKind.instant ? -1 : bar.instrument;
    event.sequence = this.sequence += 1;
    return event;
  }

  /** Reads the next piece of the file only when what it had has been taken. */
  async ready(): Promise<boolean> {
    if (this.over || this.place < this.pending.length) return !this.over;
    this.pending = [];
    this.place = 0;
    while (!this.over) {
      this.reading = this.file.read();
      const more = await this.reading.catch((error: unknown) => this.unreadable(error));
      if (this.pending.length > 0) return !this.over;
      if (!more && !(await this.waited())) return false;
    }
    return false;
  }

  async stop(): Promise<void> {
    this.over = true;
    this.cancel?.();
    this.wake?.(false);
    await this.reading?.catch(() => {});
    await this.file.close();
  }

  private waited(): Promise<boolean> {
    if (this.over) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.wake = resolve;
      this.cancel = this.options.clock.after(this.options.pollMs ?? 250, () => resolve(true));
    });
  }

  private unreadable(error: unknown): boolean {
    if (this.over) return false;
    throw new Fault('world', `${this.options.path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }

  private line(text: string): void {
    try {
      const raw = this.rows.read(text);
      if (raw === undefined) return;
      const bar = new BarEvent();
      if (this.normaliser.bar(raw, bar)) this.add(bar);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.normaliser.refuse('unreadable', text, error.message);
    }
  }

  private add(bar: BarEvent): void {
    const { openUs, tsUs } = bar;
    if (openUs > this.instantUs) this.push(MarketKind.instant, openUs, bar);
    this.push(MarketKind.open, openUs, bar);
    this.push(MarketKind.bar, tsUs, bar);
    this.push(MarketKind.instant, tsUs, bar);
    this.instantUs = tsUs;
  }

  private push(kind: MarketKind, tsUs: Us, bar: BarEvent): void {
    const { after } = this.options;
    if (after !== undefined && !isBehind(kind, tsUs, after)) return;
    this.pending.push({ kind, tsUs, bar });
  }
}

/** With one instrument an event's time and kind tell its place. */
function isBehind(kind: MarketKind, tsUs: Us, after: FeedPosition): boolean {
  if (tsUs !== after.tsUs) return tsUs > after.tsUs;
  return (PHASE[kind] ?? 0) > (PHASE[after.kind] ?? 0);
}
