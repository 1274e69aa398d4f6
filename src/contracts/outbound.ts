import type { Id } from '../core/base/ids.ts';
import { idText } from '../core/base/ids.ts';
import type { Account } from '../core/engine/account.ts';
import type { Out } from '../core/model/out.ts';
import type { Report } from '../core/model/report.ts';
import { isDone, type OrderState } from '../core/orders/transitions.ts';
import { contracts, type Message, type Payload } from './contracts.ts';
import { Correlations, type CorrelationsState, type Thread } from './correlations.ts';
import { messageId, messageSequence } from './envelope.ts';
import { type OutTable, Places } from './places.ts';
import { causeOf, clearedPayload, decisionPayload, intentPayload, violationPayload } from './outbound-decisions.ts';
import {
  cancelPayload,
  crossPayload,
  fillPayload,
  orderPayload,
  replacePayload,
  updatePayload,
} from './outbound-orders.ts';
import {
  accountPayload,
  agentPayload,
  noticePayload,
  parentPayload,
  positionPayload,
  reconciliationPayload,
} from './outbound-portfolio.ts';
import { Subject } from './subjects.ts';

/** The input that what is in `out` came from. */
export interface Cause {
  readonly sequence: number;
  readonly tsUs: number;
  /** Of the request that it came with; '' where there was none. */
  readonly correlationId: string;
  /** The report, where it was one: what the venue says of its fill. */
  readonly report?: Report;
}

/**
 * What the engine puts out, as messages: each row under its subject, in the order in which things happened. Two kinds of row
 * speak twice, for risk says something of its own about them: an intent is followed by what the screen left of a target, and
 * before an order leaves, risk has approved it (and an order of an agent's own has passed the meta-agent). Votes stand inside
 * their decision.
 *
 * Ids follow from the input: an intent, a decision, an order and a fill have their own, everything else the number of its
 * message. The same inputs make the same messages, to the byte. Each input must be shown once, in order, and before the next one is
 * processed: money and averages are read from the account.
 */
export class Outbound {
  private readonly account: Account;
  private readonly source: string;
  private readonly venue: string;
  private readonly correlations: Correlations;
  private readonly places = new Places();
  private messages: Message[] = [];
  private cause: Cause = { sequence: 0, tsUs: 0, correlationId: '' };
  /** The fill whose parts follow. */
  private fillId: Id = 0;

  /** `source`: who numbers the messages; `venue`: where fills happen. */
  constructor(account: Account, source: string, venue: string) {
    this.account = account;
    this.source = source;
    this.venue = venue;
    this.correlations = new Correlations(account);
  }

  messagesOf(out: Out, cause: Cause): readonly Message[] {
    this.messages = [];
    if (out.rows === 0) return this.messages;
    this.cause = cause;
    this.correlations.begin(cause.sequence, cause.correlationId);
    const { tables, rows } = this.places;
    this.places.read(out);
    for (let place = 0; place < out.rows; place++) this.mappers[tables[place]](out, rows[place]);
    return this.messages;
  }

  /** Instead of `messagesOf`, where nobody wants the messages: those of later inputs are the same. */
  follow(out: Out, { sequence, correlationId }: Pick<Cause, 'sequence' | 'correlationId'>): void {
    if (out.rows === 0) return;
    this.correlations.begin(sequence, correlationId);
    const { tables, rows } = this.places;
    this.places.read(out);
    for (let place = 0; place < out.rows; place++) this.followers[tables[place]]?.(out, rows[place]);
  }

  /** What an order's messages carry: the same from the tick or request that it began with. */
  correlationOf(order: Id): string {
    return this.correlations.ofOrder(order).correlationId;
  }

  save(): CorrelationsState {
    return this.correlations.save();
  }

  load(state: CorrelationsState): void {
    this.correlations.load(state);
  }

  private readonly mappers: Readonly<Record<OutTable, (out: Out, row: number) => void>> = {
    intents: (out, row) => {
      const { id, tsUs } = out.intents;
      const thread = this.onIntent(out, row);
      const text = idText('i', id[row]);
      this.add(Subject.intentProposed, tsUs[row], thread, intentPayload(this.account, out, row), text);
      const cleared = clearedPayload(this.account, out, row);
      if (cleared !== undefined) this.add(Subject.intentCleared, tsUs[row], { ...thread, causationId: text }, cleared);
    },
    decisions: (out, row) => {
      const { id, tsUs, instrument } = out.decisions;
      const thread = this.onDecision(out, row);
      const payload = decisionPayload(this.account, out, row, (agent) =>
        this.correlations.intentOf(agent, instrument[row]),
      );
      this.add(Subject.decision, tsUs[row], thread, payload, idText('d', id[row]));
    },
    actions: () => {
      // in a backtest only: a live session is not started with what makes them
    },
    charges: () => {
      // likewise
    },
    votes: () => {
      // inside their decision
    },
    refusals: (out, row) => {
      const { cause, tsUs, agent, instrument } = out.refusals;
      const kind = causeOf(out, row);
      const id = cause[row];
      const thread =
        kind === 'd'
          ? this.correlations.ofDecision(instrument[row])
          : kind === 'o' && this.correlations.knows(id)
            ? this.correlations.ofOrder(id)
            : kind === 'o' && agent[row] < 0
              ? this.correlations.ofDecision(instrument[row])
              : this.correlations.origin(id, 0, agent[row], instrument[row]);
      const causationId = idText(kind, id);
      this.add(
        Subject.violation,
        tsUs[row],
        { ...thread, causationId },
        violationPayload(this.account, out, row, causationId),
      );
    },
    orders: (out, row) => {
      const { tsUs, origin } = out.orders;
      const thread = this.onOrder(out, row);
      const terms = orderPayload(this.account, out, row);
      if (origin[row] === 'intent') this.add(Subject.decision, tsUs[row], thread, { kind: 'order', ...terms });
      this.add(Subject.orderApproved, tsUs[row], thread, { ...terms, reservationId: terms.orderId });
      this.add(Subject.orderSubmit, tsUs[row], thread, terms, terms.orderId);
    },
    changes: (out, row) => {
      const { order, tsUs, kind } = out.changes;
      const thread = this.correlations.ofOrder(order[row]);
      if (kind[row] === 'cancel')
        this.add(Subject.orderCancel, tsUs[row], thread, cancelPayload(this.account, out, row));
      else this.add(Subject.orderReplace, tsUs[row], thread, replacePayload(this.account, out, row));
    },
    updates: (out, row) => {
      const { order, tsUs } = out.updates;
      const thread = this.correlations.ofOrder(order[row]);
      this.add(Subject.orderUpdate, tsUs[row], thread, updatePayload(this.account, out, row));
      this.onUpdate(out, row);
    },
    fills: (out, row) => {
      const { id, order, tsUs } = out.fills;
      this.fillId = id[row];
      const thread = this.correlations.ofOrder(order[row]);
      const payload = fillPayload(this.account, out, row, this.venue, this.cause.report);
      this.add(Subject.fill, tsUs[row], thread, payload, payload.executionId);
    },
    allocations: (out, row) => {
      const { order, tsUs, instrument } = out.allocations;
      const thread =
        order[row] === 0
          ? this.correlations.ofDecision(instrument[row])
          : { ...this.correlations.ofOrder(order[row]), causationId: idText('f', this.fillId) };
      this.add(Subject.position, tsUs[row], thread, positionPayload(this.account, out, row));
    },
    crossRequests: (out, row) => {
      const thread = this.correlations.ofDecision(out.crossRequests.instrument[row]);
      this.add(Subject.orderCross, this.cause.tsUs, thread, crossPayload(this.account, out, row));
    },
    notices: (out, row) => {
      this.add(
        Subject.notice,
        out.notices.tsUs[row],
        this.correlations.ofInput(),
        noticePayload(this.account, out, row),
      );
    },
    parents: (out, row) => {
      const thread = this.correlations.ofDecision(out.parents.instrument[row]);
      this.add(Subject.notice, out.parents.tsUs[row], thread, parentPayload(this.account, out, row));
    },
    reconciliations: (out, row) => {
      const payload = reconciliationPayload(this.account, out, row);
      this.add(Subject.notice, out.reconciliations.tsUs[row], this.correlations.ofInput(), payload);
    },
    sessions: (out, row) => {
      this.add(Subject.account, this.cause.tsUs, this.correlations.ofInput(), accountPayload(this.account, out, row));
    },
    agentSessions: (out, row) => {
      this.add(Subject.account, this.cause.tsUs, this.correlations.ofInput(), agentPayload(this.account, out, row));
    },
  };

  /** The rows that later threads hang on. */
  private readonly followers: Partial<Readonly<Record<OutTable, (out: Out, row: number) => void>>> = {
    intents: (out, row) => void this.onIntent(out, row),
    decisions: (out, row) => void this.onDecision(out, row),
    orders: (out, row) => void this.onOrder(out, row),
    updates: (out, row) => this.onUpdate(out, row),
  };

  private onIntent({ intents: { id, agent, instrument } }: Out, row: number): Thread {
    return this.correlations.onIntent(agent[row], instrument[row], id[row]);
  }

  private onDecision({ decisions: { id, instrument } }: Out, row: number): Thread {
    return this.correlations.onDecision(instrument[row], id[row]);
  }

  private onOrder({ orders: { id, decision, agent, instrument } }: Out, row: number): Thread {
    const thread = this.correlations.origin(id[row], decision[row], agent[row], instrument[row]);
    this.correlations.onOrder(id[row], thread);
    return thread;
  }

  private onUpdate({ updates: { order, state } }: Out, row: number): void {
    if (isDone(state[row] as OrderState)) this.correlations.onEnd(order[row]);
  }

  private add<S extends Subject>(subject: S, tsUs: number, thread: Thread, payload: Payload<S>, ownId?: string): void {
    const { sequence } = this.cause;
    const index = this.messages.length;
    this.messages.push({
      id: ownId ?? messageId(sequence, index),
      subject,
      schemaVersion: contracts[subject].version,
      tsUs,
      source: this.source,
      sequence: messageSequence(sequence, index),
      correlationId: thread.correlationId,
      causationId: thread.causationId,
      payload,
    });
  }
}
