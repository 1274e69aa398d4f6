import { formatDecimal } from '../../core/base/decimal.ts';
import type { Us } from '../../core/base/time.ts';
import { DepthEvent } from '../../core/model/depth.ts';
import { RecordKind } from './record-kind.ts';
import type { RecordProblemKind } from './record-problems.ts';
import type { NumberParser } from './step-parser.ts';

type Message = Readonly<Record<string, unknown>>;

/** Milliseconds of this century have 13 digits, microseconds 16. */
const MICROSECONDS_FROM = 1e14;
/** `<symbol>@depth20@100ms`: the best levels only, in the shape of the whole book or of a difference. */
const PARTIAL_DEPTH = /@depth(\d+)(@|$)/;

/**
 * Reads the messages of Binance's market streams: spot, USD-M and coin-margined futures, wrapped as combined streams are or
 * bare. Which they are shows in the messages: depth differences of futures name the update before them (`pu`), those of spot
 * do not; best bids and offers of spot have neither a kind nor a time; snapshots of spot have no time.
 * What was read stands in the fields until the next message; the levels of a book, the two sides of a quote (bid first) and
 * the one of a trade (its side: who took) all stand in `levels`.
 */
export class BinanceMessages {
  kind: RecordKind = RecordKind.snapshot;
  /** When it happened at the venue (`T`), or else when the venue told it (`E`); NaN where it says neither. */
  venueUs: Us = Number.NaN;
  /** Update numbers: of the first and last change, and of the message before; NaN where there is none. */
  firstUpdate = Number.NaN;
  lastUpdate = Number.NaN;
  previousUpdate = Number.NaN;
  readonly levels = new DepthEvent();
  /** The instrument that lines are of: the first one's, where none is given. */
  symbol: string | undefined;
  /** Why the last message was not taken. */
  problem: RecordProblemKind = 'json';
  problemText = '';
  private readonly price: NumberParser;
  private readonly size: NumberParser;

  constructor(price: NumberParser, size: NumberParser, symbol?: string) {
    this.price = price;
    this.size = size;
    this.symbol = symbol;
  }

  /** False where the message cannot be taken: `problem` says why. */
  read(json: string): boolean {
    let parsed: unknown;
    try {
      parsed = JSON.parse(json);
    } catch (error) {
      return this.refuse('json', `expected a JSON message: ${(error as Error).message.slice(0, 120)}`);
    }
    if (!isObject(parsed)) return this.refuse('json', 'expected a JSON object');
    const wrapped = isObject(parsed.data) && typeof parsed.stream === 'string';
    const message = wrapped ? (parsed.data as Message) : parsed;
    const stream = wrapped ? (parsed.stream as string) : '';
    this.levels.clear();
    this.firstUpdate = this.lastUpdate = this.previousUpdate = Number.NaN;
    this.venueUs = timeOf(message.T ?? message.E);
    return this.readKind(message, stream) && this.isOurs(message, stream);
  }

  private readKind(message: Message, stream: string): boolean {
    const partial = PARTIAL_DEPTH.exec(stream);
    if (partial !== null)
      return this.refuse('message', `the best ${partial[1]} levels only: expected the stream of differences (@depth)`);
    if (message.e === 'depthUpdate') return this.readDifference(message);
    if (message.e === 'trade' || message.e === 'aggTrade') return this.readTrade(message);
    if (message.e === 'bookTicker') return this.readQuote(message);
    if (message.e === undefined && 'lastUpdateId' in message) return this.readSnapshot(message);
    if (message.e === undefined && 'u' in message && 'B' in message && 'A' in message) return this.readQuote(message);
    const what = message.e === undefined ? `with ${Object.keys(message).slice(0, 5).join(', ')}` : String(message.e);
    return this.refuse('message', `expected depth, quotes or trades, was a message ${what}`);
  }

  private readDifference(message: Message): boolean {
    this.kind = RecordKind.difference;
    this.firstUpdate = numberOf(message.U);
    this.lastUpdate = numberOf(message.u);
    this.previousUpdate = numberOf(message.pu);
    if (!(this.firstUpdate <= this.lastUpdate)) return this.refuse('field', 'expected update numbers U <= u');
    if (message.pu !== undefined && Number.isNaN(this.previousUpdate))
      return this.refuse('field', 'expected a number as pu');
    return this.addLevels(1, message.b, 'b') && this.addLevels(-1, message.a, 'a');
  }

  private readSnapshot(message: Message): boolean {
    this.kind = RecordKind.snapshot;
    this.lastUpdate = this.firstUpdate = numberOf(message.lastUpdateId);
    if (Number.isNaN(this.lastUpdate)) return this.refuse('field', 'expected a number as lastUpdateId');
    if (!this.addLevels(1, message.bids, 'bids')) return false;
    const { levels } = this;
    const bids = levels.count;
    if (!this.addLevels(-1, message.asks, 'asks')) return false;
    let bid = Number.NEGATIVE_INFINITY;
    let ask = Number.POSITIVE_INFINITY;
    for (let i = 0; i < levels.count; i++) {
      if (levels.lots[i] === 0) continue;
      if (i < bids) bid = Math.max(bid, levels.ticks[i]);
      else ask = Math.min(ask, levels.ticks[i]);
    }
    return (
      bid < ask || this.refuse('crossed', `the snapshot's best bid ${this.priced(bid)} is not below its best offer`)
    );
  }

  private readQuote(message: Message): boolean {
    this.kind = RecordKind.quote;
    this.firstUpdate = this.lastUpdate = numberOf(message.u);
    if (!this.addLevel(1, message.b, message.B) || !this.addLevel(-1, message.a, message.A)) return false;
    const { ticks, lots } = this.levels;
    if (lots[0] === 0 || lots[1] === 0 || ticks[0] < ticks[1]) return true;
    return this.refuse('crossed', `the best bid ${String(message.b)} is not below the best offer ${String(message.a)}`);
  }

  private readTrade(message: Message): boolean {
    this.kind = message.e === 'trade' ? RecordKind.trade : RecordKind.aggregateTrade;
    if (message.X !== undefined && message.X !== 'MARKET')
      return this.refuse('offBook', `a trade of kind ${String(message.X)}: expected one made in the book (MARKET)`);
    if (typeof message.m !== 'boolean') return this.refuse('field', 'expected m, true where the buyer was the maker');
    if (!this.addLevel(message.m ? -1 : 1, message.p, message.q)) return false;
    return this.levels.lots[0] > 0 || this.refuse('size', 'expected a trade of a size > 0, was 0');
  }

  private addLevels(side: 1 | -1, levels: unknown, field: string): boolean {
    if (!Array.isArray(levels)) return this.refuse('field', `expected a list of levels as ${field}`);
    for (const level of levels as unknown[]) {
      if (!Array.isArray(level)) return this.refuse('field', `${field}: expected [price, size]`);
      if (!this.addLevel(side, level[0], level[1])) return false;
    }
    return true;
  }

  private addLevel(side: 1 | -1, price: unknown, size: unknown): boolean {
    const ticks = this.price.parse(String(price));
    const lots = this.size.parse(String(size));
    if (ticks >= 0 && lots >= 0) {
      this.levels.add(side, ticks, lots);
      return true;
    }
    if (lots < 0) return this.refuse('size', `expected a size >= 0, was ${String(size)} at ${String(price)}`);
    if (ticks < 0) return this.refuse('number', `expected a price >= 0, was ${String(price)}`);
    return Number.isNaN(ticks)
      ? this.refuseNumber('tick', this.price, price)
      : this.refuseNumber('lot', this.size, size);
  }

  private refuseNumber(kind: 'tick' | 'lot', parser: NumberParser, value: unknown): boolean {
    const what = kind === 'tick' ? 'price' : 'size';
    const text = String(value);
    if (!/^-?\d+(\.\d*)?$/.test(text)) return this.refuse('number', `expected a ${what}, was ${text.slice(0, 40)}`);
    if (text.startsWith('-') && kind === 'lot') return this.refuse('size', `expected a size >= 0, was ${text}`);
    const { units, scale } = parser.step;
    const step = formatDecimal(units, scale);
    if (Math.abs(Number(text)) > Number.MAX_SAFE_INTEGER * Number(step))
      return this.refuse('number', `expected a ${what} below 2^53 steps of ${step}, was ${text.slice(0, 40)}`);
    return this.refuse(kind, `${what}: expected a multiple of the ${kind} ${step}, was ${text.slice(0, 40)}`);
  }

  private isOurs(message: Message, stream: string): boolean {
    const said = message.s ?? message.symbol;
    const symbol = typeof said === 'string' ? said : stream.slice(0, Math.max(0, stream.indexOf('@'))).toUpperCase();
    // A bare snapshot of spot does not say what it is of.
    if (symbol === '') return true;
    this.symbol ??= symbol;
    if (symbol === this.symbol) return true;
    return this.refuse('symbol', `expected ${this.symbol}, was ${symbol}; --symbol takes another`);
  }

  private priced(ticks: number): string {
    const { units, scale } = this.price.step;
    return formatDecimal(BigInt(ticks) * units, scale);
  }

  private refuse(kind: RecordProblemKind, text: string): false {
    this.problem = kind;
    this.problemText = text;
    return false;
  }
}

function isObject(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberOf(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : Number.NaN;
}

function timeOf(value: unknown): Us {
  const time = numberOf(value);
  return time > MICROSECONDS_FROM ? time : time * 1_000;
}
