import { namedRandom, whole } from '../../src/core/base/random.ts';
import type { BookTerms } from '../../src/core/matching/book/book-terms.ts';
import { OrderBook } from '../../src/core/matching/book/order-book.ts';
import { NaiveBook } from '../../src/core/matching/book/order-book.twin.ts';
import type { OrderType, Side, TimeInForce } from '../../src/core/model/order.ts';
import type { BenchCase } from '../harness.ts';

const COMMANDS = 2_000_000;
const NAIVE_COMMANDS = 20_000;
/** About so many orders rest. */
const RESTING = 10_000;

const Act = { add: 0, cancel: 1, market: 2, ioc: 3 } as const;

/** Commands as columns, so that reading them costs next to nothing. */
interface Commands {
  readonly act: Uint8Array;
  readonly id: Float64Array;
  readonly side: Int8Array;
  readonly lots: Int32Array;
  readonly ticks: Int32Array;
}

/** One object for every order, as a gateway in a hurry has. */
class Terms implements BookTerms {
  side: Side = 1;
  lots = 0;
  type: OrderType = 'limit';
  limitTicks: number | undefined = 0;
  stopTicks: number | undefined = undefined;
  timeInForce: TimeInForce = 'GTC';
  postOnly = false;
  owner = 0;
  displayLots: number | undefined = undefined;
  selfTrade = 'cancel-newest' as const;
}

/**
 * What a busy venue sees: of 100 commands about 48 add a limit order, 44 cancel one, 8 take (half market orders, half
 * immediate-or-cancel). Orders are added at a geometric distance from the touch, mostly within ten ticks of it; a cancel takes any
 * order that was added. The market wanders by what the takers do. Made with a book of its own, which knows the touch.
 */
function realistic(): Commands {
  const random = namedRandom(42, 'bench/matching-book');
  const commands: Commands = {
    act: new Uint8Array(COMMANDS),
    id: new Float64Array(COMMANDS),
    side: new Int8Array(COMMANDS),
    lots: new Int32Array(COMMANDS),
    ticks: new Int32Array(COMMANDS),
  };
  const book = new OrderBook();
  const terms = new Terms();
  const added: number[] = [];
  for (let i = 0; i < COMMANDS; i++) {
    const what = random();
    const side = random() < 0.5 ? 1 : -1;
    const bid = book.bids.bestTicks || 100_000;
    const ask = book.asks.bestTicks || bid + 1;
    commands.id[i] = (i + 1) * 65_536;
    commands.side[i] = side;
    commands.lots[i] = 1 + whole(random, 100);
    if (what < 0.08) {
      commands.act[i] = what < 0.04 ? Act.market : Act.ioc;
      commands.ticks[i] = side === 1 ? ask + 1 : bid - 1;
    } else if (what < 0.08 + 0.44 * Math.min(1, book.size / RESTING)) {
      commands.act[i] = Act.cancel;
      commands.id[i] = anyOf(added, book, random);
    } else {
      const away = Math.floor(-Math.log(1 - random()) * 6);
      commands.ticks[i] = side === 1 ? ask - 1 - away : bid + 1 + away;
      added.push(commands.id[i]);
    }
    obey(book, terms, commands, i);
    book.reports.count = 0;
  }
  return commands;
}

/** One of the orders that rest; what has left the book is dropped on the way. */
function anyOf(added: number[], book: OrderBook, random: () => number): number {
  for (;;) {
    const at = whole(random, added.length);
    const id = added[at];
    added[at] = added.at(-1)!;
    added.pop();
    if (book.has(id)) return id;
  }
}

function obey(book: OrderBook | NaiveBook, terms: Terms, commands: Commands, i: number): void {
  const act = commands.act[i];
  const id = commands.id[i];
  if (act === Act.cancel) {
    book.cancel(id);
    return;
  }
  terms.side = commands.side[i] as Side;
  terms.lots = commands.lots[i];
  terms.type = act === Act.market ? 'market' : 'limit';
  terms.limitTicks = act === Act.market ? undefined : commands.ticks[i];
  terms.timeInForce = act === Act.add ? 'GTC' : 'IOC';
  book.submit(id, terms);
}

/** All commands, and the lots that were traded. */
function trade(commands: Commands): number {
  const book = new OrderBook();
  const terms = new Terms();
  const { reports } = book;
  let lots = 0;
  for (let i = 0; i < COMMANDS; i++) {
    obey(book, terms, commands, i);
    for (let row = 0; row < reports.count; row++) if (reports.fillId[row] !== 0) lots += reports.lots[row];
    reports.count = 0;
  }
  if (lots === 0) throw new Error('nothing was traded');
  return lots;
}

/** Nanoseconds from a command to its last report, the reading of the clock included, which `clockNs` is the median of. */
function latencies(commands: Commands): Readonly<Record<string, number>> {
  const book = new OrderBook();
  const terms = new Terms();
  const ns = new Float64Array(COMMANDS);
  const clockNs = new Float64Array(100_000);
  for (let i = 0; i < clockNs.length; i++) {
    const startMs = performance.now();
    clockNs[i] = (performance.now() - startMs) * 1e6;
  }
  for (let i = 0; i < COMMANDS; i++) {
    const startMs = performance.now();
    obey(book, terms, commands, i);
    ns[i] = (performance.now() - startMs) * 1e6;
    book.reports.count = 0;
  }
  const quantile = (of: Float64Array, share: number) => Math.round(of[Math.floor(share * of.length)]);
  ns.sort();
  clockNs.sort();
  return { p50Ns: quantile(ns, 0.5), p99Ns: quantile(ns, 0.99), clockNs: quantile(clockNs, 0.5) };
}

/** The first commands only, while the book is still small: in the naive book's favour. */
function naiveRate(commands: Commands): number {
  const book = new NaiveBook();
  const terms = new Terms();
  const startMs = performance.now();
  for (let i = 0; i < NAIVE_COMMANDS; i++) {
    obey(book, terms, commands, i);
    book.said.length = 0;
  }
  return Math.round((1000 * NAIVE_COMMANDS) / (performance.now() - startMs));
}

/** Believed hot: the way from an id to its order, the links of a queue, and levels that come and go at the touch. */
export const cases: readonly BenchCase<Commands>[] = [
  {
    name: 'matching-book',
    events: COMMANDS,
    warmUps: 1,
    prepare: realistic,
    run: trade,
    further: (commands) => ({ ...latencies(commands), naiveRate: naiveRate(commands) }),
  },
];
