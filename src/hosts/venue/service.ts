import { timingSafeEqual } from 'node:crypto';
import { Buffer } from 'node:buffer';
import type { Link, LinkEnd } from '../../brokers/paper/link.ts';
import {
  type FromVenue,
  fromVenueText,
  PAGE_ROWS,
  PROTOCOL_VERSION,
  readToVenue,
  type ToVenue,
} from '../../brokers/paper/protocol.ts';
import type { WireReport } from '../../brokers/paper/report-row.ts';
import type { Exchange } from './exchange.ts';
import type { ExchangeInput, Verdict } from './exchange-input.ts';
import { Ahead } from './ahead.ts';
import { Outbox, type Recipient } from './outbox.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Snapshots } from '../../journal/snapshots.ts';
import { recordOf } from './record.ts';
import { restoreVenue, savedVenue } from './restore.ts';
import { specHash, type VenueSpec } from './spec.ts';

type Hello = Extract<ToVenue, { readonly kind: 'hello' }>;
type Role = Hello['role'];

export interface VenueServiceOptions {
  readonly spec: VenueSpec;
  /** Its record. When that fails nothing is taken or said any more, and the process must end. */
  readonly journal: Journal;
  /** What a connection must know. */
  readonly token: string;
  /** How many orders that have ended can still be asked about. Default 4,096. */
  readonly endedKept?: number;
  /** Left out: a start replays the whole journal. */
  readonly snapshots?: Snapshots;
  /** A snapshot after so many inputs. Default 250,000: a second of replay, and a pause of a few hundredths for each. */
  readonly snapshotEvery?: number;
}

/** Bytes that a client may leave unread before it is cut off. */
const BACKLOG_BYTES_MAX = 64 * 1_048_576;
/** Reports that can be asked for again; who asks for older ones is told that they are gone. */
const REPORTS_KEPT = 16_384;
/** Ended orders that can still be asked about; of older ones it is said that they are gone. */
const ENDED_KEPT = 4_096;

const SNAPSHOT_EVERY = 250_000;

const MAY: Readonly<Record<Role, ReadonlySet<ToVenue['kind']>>> = {
  trader: new Set([
    'submit',
    'cancel',
    'replace',
    'cancel-all',
    'open',
    'path',
    'close',
    'expire',
    'quote',
    'trade',
    'depth',
    'cross',
    'cross-cancel',
    'query',
    'orders',
    'reports',
    'account',
    'ping',
  ]),
  watchdog: new Set(['cancel', 'cancel-all', 'query', 'orders', 'reports', 'account', 'ping']),
  desk: new Set(['desk', 'query', 'orders', 'reports', 'account', 'ping']),
};

/**
 * The exchange with its record and its clients. An input is appended to the log and applied; what it caused leaves when the
 * log has synced it. Made from the same log it is where it was: orders, fills, positions, cash and the numbers of reports.
 */
export class VenueService {
  readonly exchange: Exchange;
  private readonly spec: string;
  private readonly journal: Journal;
  private readonly token: Buffer;
  private readonly cancelsOnDisconnect: boolean;
  private readonly outbox: Outbox;
  private readonly ahead: Ahead;
  private readonly sessions = new Set<Session>();
  private readonly reports: WireReport[] = [];
  private trader: Session | undefined;
  private isReplaying = true;
  private readonly snapshots: Snapshots | undefined;
  private readonly snapshotEvery: number;
  /** The record that the last snapshot stands after, and one that is being written. */
  private savedAt: number;
  private saving: Promise<void> | undefined;

  constructor(options: VenueServiceOptions) {
    const { spec, journal, token, endedKept = ENDED_KEPT, snapshots, snapshotEvery = SNAPSHOT_EVERY } = options;
    this.spec = specHash(spec);
    this.journal = journal;
    this.token = Buffer.from(token);
    this.cancelsOnDisconnect = spec.cancelOnDisconnect;
    this.outbox = new Outbox(journal);
    this.ahead = new Ahead(journal);
    this.snapshots = snapshots;
    this.snapshotEvery = snapshotEvery;
    const onReport = (report: WireReport): void => this.onReport(report);
    const { exchange, snapshot } = restoreVenue({
      spec,
      saved: snapshots?.latest(journal).snapshot,
      records: (from) => journal.read(from),
      kept: endedKept,
      onReport,
    });
    this.exchange = exchange;
    this.savedAt = snapshot;
    this.isReplaying = false;
  }

  get clients(): number {
    return this.sessions.size;
  }

  /** A client has come. Returns the end of its link. */
  accept(link: Link): LinkEnd {
    const session = new Session(link);
    this.sessions.add(session);
    return {
      onMessage: (text) => this.hear(session, text),
      onClose: () => this.leave(session),
    };
  }

  /** What was taken is answered, every client is sent away, and a last snapshot is taken. */
  async drain(why: string): Promise<void> {
    const { journal } = this;
    if (journal.fault === undefined) await journal.synced(journal.lastSequence);
    for (const session of this.sessions) session.link.close(why);
    await this.saving;
    if (journal.lastSequence > this.savedAt) await this.snapshot();
  }

  /** The state after the last input, on the disk. One that cannot be written costs a longer replay and nothing else. */
  private async snapshot(): Promise<void> {
    const { snapshots, journal } = this;
    if (snapshots === undefined || journal.fault !== undefined) return;
    const sequence = journal.lastSequence;
    const bytes = savedVenue(this.exchange, this.reports.slice(-REPORTS_KEPT));
    this.savedAt = sequence;
    await snapshots.save(journal, sequence, bytes).catch(() => {});
  }

  private snapshotIfDue(): void {
    const { journal, snapshots } = this;
    if (snapshots === undefined || this.saving !== undefined) return;
    if (journal.lastSequence - this.savedAt < this.snapshotEvery) return;
    this.saving = this.snapshot().finally(() => (this.saving = undefined));
  }

  private hear(session: Session, text: string): void {
    if (this.journal.fault !== undefined) return;
    const message = readToVenue(text);
    if (typeof message === 'string') {
      this.refuse(session, message);
      return;
    }
    if (message.kind === 'hello') {
      this.greet(session, message);
      return;
    }
    if (session.role === undefined || !MAY[session.role].has(message.kind)) {
      this.refuse(session, session.role === undefined ? 'no hello' : `a ${session.role} may not ${message.kind}`);
      return;
    }
    this.serve(session, message);
    this.snapshotIfDue();
  }

  private serve(session: Session, message: Exclude<ToVenue, Hello>): void {
    const { exchange } = this;
    switch (message.kind) {
      case 'query': {
        if (exchange.orders.mayBeForgotten(message.clientOrderId)) {
          this.reject(session, message.request, 'gone');
          break;
        }
        const standing = exchange.orders.find(message.clientOrderId)?.standing() ?? null;
        this.answer(session, { kind: 'standing', request: message.request, last: exchange.lastReport, standing });
        break;
      }
      case 'orders':
        this.listOrders(session, message.request, message.after);
        break;
      case 'reports':
        this.listReports(session, message.request, message.after, message.fillsOnly);
        break;
      case 'account':
        this.answer(session, {
          kind: 'account',
          request: message.request,
          last: exchange.lastReport,
          positions: exchange.positions(),
          cash: exchange.cash().map(({ amount, ...rest }) => ({ ...rest, amount: String(amount) })),
        });
        break;
      case 'ping':
        this.answer(session, { kind: 'ack', request: message.request, last: exchange.lastReport });
        break;
      default:
        this.take(session, message);
    }
  }

  private take(session: Session, input: Exclude<ExchangeInput, { kind: 'fence' }>): void {
    const { exchange } = this;
    const problem = exchange.problem(input);
    const isMarket = 'sequence' in input;
    if (problem !== undefined) {
      if ('request' in input) this.reject(session, input.request, problem);
      else this.refuse(session, problem);
      return;
    }
    const before = exchange.lastReport;
    const changes = isMarket && exchange.changes(input);
    if (isMarket && !changes) exchange.see(input.sequence);
    const verdict = isMarket && input.sequence <= exchange.lastMarket ? undefined : this.enter(input);
    const last = exchange.lastReport;
    if (isMarket) this.confirm(session, changes ? input : undefined, last > before);
    else if ('request' in input && verdict !== undefined) this.answer(session, answerOf(verdict, input.request, last));
  }

  /**
   * An event of books, quotes or trades of which nothing came is confirmed before its record is safe: a sync for each would
   * make a market as slow as the disk. `entered`: what went into the log.
   */
  private confirm(
    session: Session,
    entered: { readonly kind: string; readonly sequence: number } | undefined,
    spoke: boolean,
  ): void {
    const { exchange, ahead, outbox } = this;
    const isTick = entered === undefined || TICKS.has(entered.kind);
    const isEarly = isTick && !spoke && outbox.isEmpty && !ahead.isFull;
    if (isEarly && entered !== undefined) ahead.add(entered.sequence);
    const { safe } = ahead;
    const { lastMarket: sequence, lastReport: last } = exchange;
    const message: FromVenue = { kind: 'market', sequence, last, ...(safe === undefined ? {} : { safe }) };
    if (isEarly) session.deliver(JSON.stringify(message));
    else this.answer(session, message);
  }

  /** Into the log and into the exchange; the reports are on their way before this returns. */
  private enter(input: ExchangeInput): Verdict {
    const { exchange } = this;
    if (exchange.changes(input)) {
      this.journal.append(RECORD_KIND, tsOf(input), recordOf(exchange, input));
    }
    return exchange.apply(input);
  }

  private onReport(report: WireReport): void {
    this.reports.push(report);
    if (this.reports.length > 1.25 * REPORTS_KEPT) this.reports.splice(0, this.reports.length - REPORTS_KEPT);
    if (this.isReplaying) return;
    for (const session of this.sessions) if (session.wantsReports) this.answer(session, { kind: 'report', report });
  }

  private greet(session: Session, hello: Hello): void {
    const { exchange } = this;
    const given = Buffer.from(hello.token);
    if (given.length !== this.token.length || !timingSafeEqual(given, this.token)) {
      this.turnAway(session, 'token');
      return;
    }
    if (hello.version !== PROTOCOL_VERSION) {
      const versions = `expected protocol version ${PROTOCOL_VERSION}, was ${hello.version}`;
      this.turnAway(session, `${versions}: the session runs under another version of Conclave`);
      return;
    }
    if (session.role !== undefined) {
      this.refuse(session, 'a second hello');
      return;
    }
    if (hello.role === 'trader' && !this.admit(session, hello.fence)) return;
    const after = hello.after ?? exchange.lastReport;
    if (after > exchange.lastReport) {
      this.turnAway(session, `report ${after} is not ours, the last is ${exchange.lastReport}`);
      return;
    }
    session.role = hello.role;
    const { lastReport: last, lastMarket: market } = exchange;
    this.answer(session, { kind: 'welcome', version: PROTOCOL_VERSION, last, market, spec: this.spec });
    // The client asks for what it missed, page by page; what happens from now on it is told.
    session.wantsReports = hello.after !== null;
  }

  /** One trader at a time: it takes the place of any with a fence no higher than its own. */
  private admit(session: Session, fence: number): boolean {
    if (fence < this.exchange.fence) {
      this.turnAway(session, `fence ${fence} is behind ${this.exchange.fence}`);
      return false;
    }
    if (fence > this.exchange.fence) this.enter({ kind: 'fence', fence });
    const former = this.trader;
    if (former !== undefined) {
      this.release();
      this.turnAway(former, 'another trader took over');
    }
    this.trader = session;
    return true;
  }

  private leave(session: Session): void {
    this.sessions.delete(session);
    if (this.trader === session) this.release();
  }

  /** The connection of the trader is over. */
  private release(): void {
    this.trader = undefined;
    if (this.cancelsOnDisconnect && this.journal.fault === undefined)
      this.enter({ kind: 'cancel-all', request: 1, scope: { scope: 'account' } });
  }

  private listOrders(session: Session, request: number, after: number): void {
    const { orders, lastReport: last } = this.exchange;
    const page = orders.page(after, PAGE_ROWS);
    const cursor = after + page.length;
    const rows = page.map((order) => order.standing());
    this.answer(session, { kind: 'orders', request, last, orders: rows, cursor, more: cursor < orders.liveCount });
  }

  private listReports(session: Session, request: number, after: number, fillsOnly: boolean): void {
    const { lastReport: last } = this.exchange;
    const first = last - this.reports.length;
    if (after < first) {
      this.reject(session, request, 'gone');
      return;
    }
    const page: WireReport[] = [];
    let cursor = after;
    while (cursor < last && page.length < PAGE_ROWS) {
      const report = this.reports[cursor - first];
      if (!fillsOnly || report.kind === 'filled' || report.kind === 'busted') page.push(report);
      cursor += 1;
    }
    this.answer(session, { kind: 'reports', request, last, reports: page, cursor, more: cursor < last });
  }

  private reject(session: Session, request: number, reason: string): void {
    this.answer(session, { kind: 'reject', request, last: this.exchange.lastReport, reason, reported: false });
  }

  private answer(session: Session, message: FromVenue): void {
    this.outbox.put(session, fromVenueText(message));
  }

  /** What cannot be read is answered, and the connection goes on. */
  private refuse(session: Session, reason: string): void {
    this.answer(session, { kind: 'refused', reason });
    session.strikes += 1;
    if (session.strikes >= STRIKES_MAX) session.link.close('too many messages that cannot be read');
  }

  private turnAway(session: Session, reason: string): void {
    session.role = undefined;
    session.wantsReports = false;
    this.answer(session, { kind: 'turned-away', reason });
    this.outbox.put({ deliver: () => session.link.close(reason) }, '');
  }
}

const STRIKES_MAX = 100;
const RECORD_KIND = 1;
const TICKS: ReadonlySet<string> = new Set(['quote', 'trade', 'depth']);

class Session implements Recipient {
  readonly link: Link;
  role: Role | undefined;
  wantsReports = false;
  strikes = 0;

  constructor(link: Link) {
    this.link = link;
  }

  deliver(text: string): void {
    this.link.send(text);
    if (this.link.backlogBytes > BACKLOG_BYTES_MAX) this.link.close('it does not read what it is sent');
  }
}

function answerOf(verdict: Verdict, request: number, last: number): FromVenue {
  switch (verdict.kind) {
    case 'ack':
      return { kind: 'ack', request, last };
    case 'reject':
      return { kind: 'reject', request, last, reason: verdict.reason, reported: verdict.reported };
    case 'cancelled':
      return { kind: 'cancelled', request, last, cancelled: [...verdict.cancelled] };
  }
}

function tsOf(input: ExchangeInput): number {
  if (input.kind === 'submit') return input.order.tsUs;
  if ('tsUs' in input) return input.tsUs;
  if ('bar' in input) return input.kind === 'open' ? input.bar.openUs : input.bar.tsUs;
  return 0;
}
