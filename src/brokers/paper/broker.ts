import type { Us } from '../../core/base/time.ts';
import type { Cancel, Clock } from '../../telemetry/clock.ts';
import {
  type Answer,
  type Broker,
  type BrokerCash,
  type BrokerChanges,
  type BrokerListener,
  type BrokerOrder,
  type BrokerPosition,
  type BrokerReport,
  type CancelledAll,
  type CancelScope,
  type MarketEvent,
  type Outcome,
  type ReportPage,
  type SimulatedMarket,
  type Standing,
  type Unknown,
  unknown,
} from '../broker.ts';
import { Inbox } from './inbox.ts';
import { Line, type LineOptions } from './line.ts';
import { frameOf, reportOf } from './mapper.ts';
import { type FromVenue, idOfClient, type MarketFrame, type ToVenue } from './protocol.ts';
import type { WireReport } from './report-row.ts';
import { Requests } from './requests.ts';

type Reply = Extract<FromVenue, { readonly request: number }>;
type ReplyOf<Kind extends Reply['kind']> = Extract<Reply, { readonly kind: Kind }>;
type CrossFrame = Extract<ToVenue, { readonly kind: 'cross' }>;
type Ask = Extract<ToVenue, { readonly request: number }>;

export interface PaperBrokerOptions extends LineOptions {
  /** After this long without an answer a command's outcome is unknown. */
  readonly timeoutMs?: number;
  /** How often the venue is asked whether it is still there. */
  readonly pingMs?: number;
}

const TIMEOUT_MS = 2_000;
const PING_MS = 1_000;
/** Older ones are left out: the venue takes what comes after them. */
const UNSAFE_MAX = 100_000;
const GONE = 'refused: gone';

/** The client of the paper exchange (src/hosts/venue), wherever that runs. */
export class PaperBroker implements Broker, SimulatedMarket {
  readonly name = 'paper';
  readonly simulated: SimulatedMarket = this;
  private readonly clock: Clock;
  private readonly pingMs: number;
  private readonly line: Line;
  private readonly requests: Requests<Reply>;
  /** Market events that the venue may lose should it die now, or has not seen: sent again over the next connection. */
  private readonly unsafe = new Map<number, MarketFrame>();
  private inbox: Inbox;
  private listener: BrokerListener | undefined;
  /** Crosses without a price yet, by id: asked for again over the next connection, which the venue takes as the same. */
  private readonly crosses = new Map<string, CrossFrame>();
  private readonly wantsReports: boolean;
  private ready: (() => void) | undefined;
  private isCatchingUp = false;
  private ping: Cancel | undefined;

  constructor(options: PaperBrokerOptions) {
    this.clock = options.clock;
    this.pingMs = options.pingMs ?? PING_MS;
    this.requests = new Requests(options.clock, options.timeoutMs ?? TIMEOUT_MS);
    this.inbox = new Inbox(0, (report) => this.tell(report));
    this.wantsReports = options.role === 'trader';
    this.line = new Line(options, {
      after: () => (this.wantsReports ? this.inbox.last : null),
      onWelcome: ({ last, market }) => this.onWelcome(last, market),
      onMessage: (message) => this.hear(message),
      onGarbage: (why) => this.listener?.onGarbage(why),
      onDisconnected: (why) => this.onDisconnected(why),
    });
  }

  async connect(listener: BrokerListener, after: number): Promise<void> {
    this.listener = listener;
    this.inbox = new Inbox(after, (report) => this.tell(report));
    const ready = new Promise<void>((resolve) => (this.ready = resolve));
    await this.line.open();
    await ready;
  }

  submit({ clientOrderId, tsUs, terms, owners }: BrokerOrder): Promise<Outcome> {
    return this.command((request) => ({
      kind: 'submit',
      request,
      order: { clientOrderId, tsUs, terms, owners: [...owners] },
    }));
  }

  cancel(clientOrderId: string, tsUs: Us): Promise<Outcome> {
    return this.command((request) => ({ kind: 'cancel', request, clientOrderId, tsUs }));
  }

  replace(clientOrderId: string, changes: BrokerChanges, tsUs: Us): Promise<Outcome> {
    const { lots, limitTicks, stopTicks } = changes;
    return this.command((request) => ({ kind: 'replace', request, clientOrderId, tsUs, lots, limitTicks, stopTicks }));
  }

  async query(clientOrderId: string): Promise<Answer<{ readonly standing?: Standing }>> {
    if (idOfClient(clientOrderId) === undefined) return known({});
    const reply = await this.ask('standing', (request) => ({ kind: 'query', request, clientOrderId }));
    if ('outcome' in reply) return reply;
    return known(reply.standing === null ? {} : { standing: reply.standing as Standing });
  }

  async openOrders(): Promise<Answer<readonly Standing[]>> {
    const orders = new Map<string, Standing>();
    for (let after = 0; ;) {
      const reply = await this.ask('orders', (request) => ({ kind: 'orders', request, after }));
      if ('outcome' in reply) return reply;
      for (const standing of reply.orders as Standing[]) orders.set(standing.clientOrderId, standing);
      if (!reply.more) return known([...orders.values()]);
      after = reply.cursor;
    }
  }

  async fillsSince(cursor: number): Promise<Answer<ReportPage>> {
    const reply = await this.ask('reports', (request) => ({
      kind: 'reports',
      request,
      after: cursor,
      fillsOnly: true,
    }));
    if ('outcome' in reply) return reply;
    return known({ reports: reply.reports.map(reportOf), cursor: reply.cursor, more: reply.more });
  }

  async positions(): Promise<Answer<readonly BrokerPosition[]>> {
    const reply = await this.ask('account', (request) => ({ kind: 'account', request }));
    return 'outcome' in reply ? reply : known(reply.positions);
  }

  async cash(): Promise<Answer<readonly BrokerCash[]>> {
    const reply = await this.ask('account', (request) => ({ kind: 'account', request }));
    return 'outcome' in reply ? reply : known(reply.cash.map((cash) => ({ ...cash, amount: BigInt(cash.amount) })));
  }

  async cancelAll(scope: CancelScope): Promise<Answer<CancelledAll>> {
    const reply = await this.ask('cancelled', (request) => ({ kind: 'cancel-all', request, scope }));
    return 'outcome' in reply ? reply : known({ cancelled: reply.cancelled, unknown: [] });
  }

  market(event: MarketEvent): void {
    const frame = frameOf(event);
    if (this.unsafe.size >= UNSAFE_MAX) this.unsafe.delete(this.unsafe.keys().next().value!);
    this.unsafe.set(frame.sequence, frame);
    this.line.send(frame);
  }

  requestCrossPrice(clientOrderId: string, instrument: number, tsUs: Us): void {
    const frame: CrossFrame = { kind: 'cross', clientOrderId, instrument, tsUs };
    this.crosses.set(clientOrderId, frame);
    this.line.send(frame);
  }

  cancelCrossPrice(clientOrderId: string): void {
    this.crosses.delete(clientOrderId);
    this.line.send({ kind: 'cross-cancel', clientOrderId });
  }

  async close(): Promise<void> {
    this.listener = undefined;
    this.ping?.();
    this.line.close();
    this.requests.abandon();
  }

  private command(build: (request: number) => Ask): Promise<Outcome> {
    if (!this.line.isConnected) return Promise.resolve({ outcome: 'reject', reason: 'not-connected', reported: false });
    return this.requests.read((request) => void this.line.send(build(request)), outcomeOf);
  }

  private async ask<Kind extends Reply['kind']>(
    kind: Kind,
    build: (request: number) => Ask,
  ): Promise<ReplyOf<Kind> | Unknown> {
    if (!this.line.isConnected) return unknown('not connected');
    const reply = await this.request(build);
    if (reply === undefined) return unknown('no answer in time');
    if (reply.kind === kind) return reply as ReplyOf<Kind>;
    return unknown(reply.kind === 'reject' ? `refused: ${reply.reason}` : `an answer of another kind: ${reply.kind}`);
  }

  private request(build: (request: number) => Ask): Promise<Reply | undefined> {
    return this.requests.ask((request) => void this.line.send(build(request)));
  }

  private onWelcome(last: number, market: number): void {
    this.watch();
    this.listener?.onConnected();
    // Before anything that hearing of the venue again leads to: in the order in which it was told.
    for (const frame of this.crosses.values()) this.line.send(frame);
    for (const frame of this.unsafe.values()) if (frame.sequence > market) this.line.send(frame);
    this.after(last, () => {
      this.confirm(market, 0);
      this.ready?.();
      this.ready = undefined;
    });
  }

  private onDisconnected(why: string): void {
    this.ping?.();
    this.inbox.drop();
    this.requests.abandon();
    this.listener?.onDisconnected(why);
  }

  private hear(message: FromVenue): void {
    switch (message.kind) {
      case 'report':
        this.take(message.report);
        break;
      case 'market':
        this.after(message.last, () => this.confirm(message.sequence, message.safe));
        break;
      case 'refused':
        this.listener?.onGarbage(`the venue could not read us: ${message.reason}`);
        break;
      case 'welcome':
      case 'turned-away':
        break;
      case 'reports':
        this.requests.answer(message.request, message);
        break;
      default:
        this.after(message.last, () => this.requests.answer(message.request, message));
    }
  }

  private tell(report: BrokerReport): void {
    if (report.kind === 'cross-price') this.crosses.delete(report.clientOrderId);
    this.listener?.onReport(report);
  }

  private take(report: WireReport): void {
    if (!this.wantsReports) return;
    this.inbox.report(reportOf(report));
    if (this.inbox.hasGap) void this.catchUp();
  }

  private after(last: number, tell: () => void): void {
    if (!this.wantsReports) {
      tell();
      return;
    }
    this.inbox.after(last, tell);
    if (this.inbox.hasGap) void this.catchUp();
  }

  private confirm(sequence: number, safe = sequence): void {
    for (const waiting of this.unsafe.keys()) {
      if (waiting > safe) break;
      this.unsafe.delete(waiting);
    }
    this.listener?.onMarketConfirmed(sequence);
  }

  /** Asks for what is missing until nothing is. */
  private async catchUp(): Promise<void> {
    if (this.isCatchingUp || !this.wantsReports) return;
    this.isCatchingUp = true;
    while (this.inbox.hasGap && this.line.isConnected) {
      const after = this.inbox.last;
      const reply = await this.ask('reports', (request) => ({ kind: 'reports', request, after, fillsOnly: false }));
      if ('outcome' in reply) {
        if (reply.why === GONE) this.line.giveUp(`the venue no longer has the reports after ${after}`);
        continue;
      }
      for (const report of reply.reports) this.inbox.report(reportOf(report));
    }
    this.isCatchingUp = false;
  }

  /** A line that is silent may be dead: nobody tells the one end that the other has lost its power. */
  private watch(): void {
    this.ping?.();
    this.ping = this.clock.after(this.pingMs, () => {
      void this.request((request) => ({ kind: 'ping', request })).then((reply) => {
        if (!this.line.isConnected) return;
        if (reply === undefined) this.line.renew('no answer to a ping');
        else this.watch();
      });
    });
  }
}

const ACK: Outcome = { outcome: 'ack' };

function outcomeOf(reply: Reply | undefined): Outcome {
  if (reply === undefined) return unknown('no answer in time');
  if (reply.kind === 'ack') return ACK;
  if (reply.kind === 'reject') return { outcome: 'reject', reason: reply.reason, reported: reply.reported };
  return unknown(`an answer of another kind: ${reply.kind}`);
}

function known<T extends object>(value: T): Answer<T> {
  return { outcome: 'known', value };
}
