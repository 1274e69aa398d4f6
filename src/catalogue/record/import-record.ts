import { writeFile } from 'node:fs/promises';
import { type Decimal, formatDecimal, parseDecimal } from '../../core/base/decimal.ts';
import { Fault } from '../../core/base/fault.ts';
import { formatTime, type Us } from '../../core/base/time.ts';
import { type DataFile, openDataFile } from '../file.ts';
import { barsPath } from '../side-file.ts';
import { writeBeside } from '../write-beside.ts';
import { BinanceMessages } from './binance-message.ts';
import { type CaptureEnd, readCaptureLines } from './capture-lines.ts';
import { ALONE_US, type ClockCorrection, ClockEstimator, RecorderClock } from './clock-fit.ts';
import { RecordKind } from './record-kind.ts';
import { RecordProblems } from './record-problems.ts';
import { RECORD_INTERVAL, type RecordSide } from './record-side.ts';
import { RecordWriter } from './record-writer.ts';
import { CoarsestStep, ScaleScout, StepParser } from './step-parser.ts';
import { existsSync } from 'node:fs';

export interface RecordImport {
  /** A capture: receive time in nanoseconds, a space, one JSON message; gzip or not. */
  readonly path: string;
  readonly instrument: string;
  /** Inferred from the numbers where they are not given: the coarsest power of ten, at most 1, that holds them all. */
  readonly tickSize?: string;
  readonly lotSize?: string;
  readonly currency?: string;
  readonly multiplier?: string;
  /** Of the lines that are taken; default that of the first. */
  readonly symbol?: string;
  readonly clock?: ClockCorrection;
  /** What the quickest message is taken to have needed, in microseconds; default 0. */
  readonly latencyFloorUs?: number;
  readonly home?: string;
  /** Put it in the place of what is there. */
  readonly replace?: boolean;
}

/** Numbers are held in steps of 10^-8 until the tick is known; no venue writes prices finer. */
const PRICE_SCALE = 8;
/** Sizes may be large: so many digits more than the first ones show. */
const SPARE_SIZE_DIGITS = 3;

const CUT = 'the capture ends in the middle of this line';

/** A line with a receive time that has yet to go in. */
interface Held {
  readonly json: string;
  readonly line: number;
  readonly last: boolean;
  readonly localUs: Us;
  readonly restNs: number;
}

/** A raw capture into the catalogue. Lines that cannot be taken are told in the side file's problems; the rest goes in. */
export async function importRecord(given: RecordImport): Promise<RecordSide> {
  const path = barsPath(given.instrument, RECORD_INTERVAL, given.home);
  if (given.replace !== true && existsSync(`${path}.json`)) {
    const name = `${given.instrument}@${RECORD_INTERVAL}`;
    throw new Fault('data', `catalogue: ${name} is there already; replace it, or import it under another name`);
  }
  const file = await openDataFile(given.path);
  if (file.kind === 'parquet') throw new Fault('data', `${given.path}: expected a raw capture, the file is Parquet`);
  let side: RecordSide | undefined;
  await writeBeside(`${path}.parquet`, async (temporary) => {
    const writer = await RecordWriter.open(`${temporary}.duckdb`);
    try {
      side = await new RecordImporter(given, file, writer).run(temporary);
    } finally {
      writer.close();
    }
  });
  await writeBeside(`${path}.json`, (temporary) => writeFile(temporary, `${JSON.stringify(side, null, 2)}\n`));
  return side as RecordSide;
}

class RecordImporter {
  private readonly given: RecordImport;
  private readonly file: DataFile;
  private readonly writer: RecordWriter;
  private readonly problems = new RecordProblems();
  private readonly messages: BinanceMessages;
  private readonly priceStep: Decimal;
  private readonly sizeStep: Decimal;
  private readonly tick: CoarsestStep | undefined;
  private readonly lot: CoarsestStep | undefined;
  private readonly estimator: ClockEstimator;
  private readonly counts = [0, 0, 0, 0, 0];
  private firstUs = Number.NaN;
  private lastUs = Number.NEGATIVE_INFINITY;
  private held: Held | undefined;

  constructor(given: RecordImport, file: DataFile, writer: RecordWriter) {
    this.given = given;
    this.file = file;
    this.writer = writer;
    this.estimator = new ClockEstimator(given.latencyFloorUs ?? 0);
    const { tickSize, lotSize } = given;
    const sizeScale = Math.min(PRICE_SCALE, sizeScaleOf(file.head) + SPARE_SIZE_DIGITS);
    this.priceStep = tickSize === undefined ? { units: 1n, scale: PRICE_SCALE } : positive(tickSize, 'tick');
    this.sizeStep = lotSize === undefined ? { units: 1n, scale: sizeScale } : positive(lotSize, 'lot');
    this.tick = tickSize === undefined ? new CoarsestStep(PRICE_SCALE) : undefined;
    this.lot = lotSize === undefined ? new CoarsestStep(sizeScale) : undefined;
    this.messages = new BinanceMessages(
      new StepParser(this.priceStep),
      new StepParser(this.sizeStep),
      given.symbol?.toUpperCase(),
    );
  }

  async run(parquet: string): Promise<RecordSide> {
    const end = await readCaptureLines(this.file, (text, line, last) => this.take(text, line, last));
    this.release(Number.NaN);
    if (end.cut !== undefined) this.problems.add('cut', end.lines, `${end.cut} after this line`);
    const { counts, tick, lot } = this;
    if (counts.every((count) => count === 0)) throw this.nothing(end);
    const aggregatesToo = counts[RecordKind.trade] > 0;
    await this.writer.write(parquet, tick?.stepsEach ?? 1, lot?.stepsEach ?? 1, aggregatesToo);
    return this.sideOf(end, aggregatesToo ? counts[RecordKind.trade] : counts[RecordKind.aggregateTrade]);
  }

  /** A line waits for the receive time of the next one, which may show that its own is wrong. */
  private take(text: string, line: number, last: boolean): void {
    const space = text.indexOf(' ');
    const localUs = space >= 16 && space <= 19 ? Number(text.slice(0, space - 3)) : Number.NaN;
    const restNs = Number(text.slice(space - 3, space));
    if (Number.isSafeInteger(localUs) && restNs >= 0) {
      this.release(localUs);
      this.held = { json: text.slice(space + 1), line, last, localUs, restNs };
    } else if (text.trim() !== '') {
      this.release(Number.NaN);
      if (last) this.problems.add('cut', line, CUT);
      else this.problems.add('stamp', line, `expected a receive time in nanoseconds, was "${text.slice(0, 24)}"`);
    }
  }

  /** The line that waits goes in; `nextUs`: when the next one was received, NaN where nobody knows. */
  private release(nextUs: Us): void {
    const { held, problems, messages } = this;
    if (held === undefined) return;
    this.held = undefined;
    const { json, line, last, localUs, restNs } = held;
    if (!messages.read(json)) {
      if (last && messages.problem === 'json') problems.add('cut', line, CUT);
      else problems.add(messages.problem, line, messages.problemText);
      return;
    }
    const runsAhead = localUs - nextUs > ALONE_US && nextUs >= this.lastUs;
    if (runsAhead)
      problems.add('order', line, `received at ${formatTime(localUs)}, before a line of ${formatTime(nextUs)}`);
    else if (localUs < this.lastUs)
      problems.add('order', line, `received at ${formatTime(localUs)}, after a line of ${formatTime(this.lastUs)}`);
    this.enter(line, runsAhead ? nextUs : localUs, restNs);
  }

  private enter(line: number, localUs: Us, restNs: number): void {
    const { messages } = this;
    this.lastUs = Math.max(this.lastUs, localUs);
    if (Number.isNaN(this.firstUs)) this.firstUs = localUs;
    if (!Number.isNaN(messages.venueUs)) this.estimator.add(localUs, messages.venueUs);
    this.seeSteps();
    this.counts[messages.kind] += 1;
    this.writer.add(line, localUs, restNs, messages);
  }

  private seeSteps(): void {
    const { tick, lot } = this;
    const { levels } = this.messages;
    for (let i = 0; i < levels.count; i++) {
      tick?.see(levels.ticks[i]);
      lot?.see(levels.lots[i]);
    }
  }

  private sideOf(end: CaptureEnd, trades: number): RecordSide {
    const { given, counts, tick, lot } = this;
    const clock = this.estimator.fit(given.clock ?? 'auto');
    const corrected = new RecorderClock(clock.segments);
    const at = (localUs: number) => formatTime(Math.floor(localUs - corrected.offsetAt(localUs)));
    const [snapshots, differences, quotes] = counts;
    return {
      kind: 'market-record',
      instrument: given.instrument,
      interval: RECORD_INTERVAL,
      symbol: this.messages.symbol ?? given.instrument,
      tickSize: decimalText(tick?.step ?? this.priceStep),
      lotSize: decimalText(lot?.step ?? this.sizeStep),
      currency: given.currency ?? 'USD',
      multiplier: decimalText(positive(given.multiplier ?? '1', 'multiplier')),
      calendar: '24/7',
      rows: snapshots + differences + quotes + trades,
      from: at(this.firstUs),
      to: at(this.lastUs),
      lines: end.lines,
      counts: { snapshots, differences, quotes, trades },
      clock,
      problems: this.problems,
      sources: [end.sha256],
    };
  }

  private nothing({ lines }: CaptureEnd): Fault {
    const first = this.problems.list.at(0);
    const why = first === undefined ? 'there are none' : `none can be taken; line ${first.row}: ${first.text}`;
    const all = `expected lines of a receive time in nanoseconds, a space and a JSON message`;
    return new Fault('data', `${this.given.path}: ${all}, of ${lines} lines ${why}`);
  }
}

/** How many digits after the point the first sizes have. */
function sizeScaleOf(head: string): number {
  const scout = new ScaleScout();
  const messages = new BinanceMessages(new ScaleScout(), scout);
  for (const line of head.split('\n')) messages.read(line.slice(line.indexOf(' ') + 1));
  return scout.scale;
}

function positive(text: string, option: string): Decimal {
  const decimal = parseDecimal(text);
  if (decimal === undefined || decimal.units <= 0n)
    throw new Fault('config', `${option}: expected a number > 0, was ${text}`);
  return decimal;
}

function decimalText({ units, scale }: Decimal): string {
  return formatDecimal(units, scale);
}
