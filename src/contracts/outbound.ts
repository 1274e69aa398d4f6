import type { Id } from '../core/base/ids.ts';
import { idText } from '../core/base/ids.ts';
import type { Account } from '../core/engine/account.ts';
import type { Out } from '../core/model/out.ts';
import type { Report } from '../core/model/report.ts';
import { isDone, type OrderState } from '../core/orders/transitions.ts';
import type { Caused, Consequences } from './caused.ts';
import { Correlations, type CorrelationsState, type Thread } from './correlations.ts';
import { messageId } from './envelope.ts';
import { type OutTable, Places } from './places.ts';
import { causeOf, clearedMessage, decisionMessage, intentMessage, violationMessage } from './outbound-decisions.ts';
import {
  approvedMessage,
  cancelMessage,
  crossMessage,
  fillMessage,
  orderTerms,
  ownDecisionMessage,
  replaceMessage,
  submitMessage,
  updateMessage,
} from './outbound-orders.ts';
import {
  accountMessage,
  agentMessage,
  noticeMessage,
  parentMessage,
  positionMessage,
  reconciliationMessage,
} from './outbound-portfolio.ts';

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
  private readonly venue: string;
  private readonly correlations: Correlations;
  private readonly places = new Places();
  private messages: Caused[] = [];
  private timesUs: number[] = [];
  private cause: Cause = { sequence: 0, tsUs: 0, correlationId: '' };
  /** The fill whose parts follow. */
  private fillId: Id = 0;

  /** `venue`: where fills happen. */
  constructor(account: Account, venue: string) {
    this.account = account;
    this.venue = venue;
    this.correlations = new Correlations(account);
  }

  /** The messages as records hold them. */
  causedBy(out: Out, cause: Cause): Consequences {
    if (out.rows === 0) return { sequence: cause.sequence, messages: NO_MESSAGES, timesUs: NO_TIMES };
    const messages: Caused[] = [];
    const timesUs: number[] = [];
    this.messages = messages;
    this.timesUs = timesUs;
    this.cause = cause;
    this.correlations.begin(cause.sequence, cause.correlationId);
    const { tables, rows } = this.places;
    this.places.read(out);
    for (let place = 0; place < out.rows; place++) this.mappers[tables[place]](out, rows[place]);
    return { sequence: cause.sequence, messages, timesUs };
  }

  /** Instead of `causedBy`, where nobody wants the messages: those of later inputs are the same. */
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
      const tsUs = out.intents.tsUs[row];
      const thread = this.onIntent(out, row);
      this.add(tsUs, intentMessage(this.account, out, row, thread));
      const cleared = clearedMessage(this.account, out, row, this.nextId(), thread);
      if (cleared !== undefined) this.add(tsUs, cleared);
    },
    decisions: (out, row) => {
      const { tsUs, instrument } = out.decisions;
      const thread = this.onDecision(out, row);
      const intentOf = (agent: number): Id | undefined => this.correlations.intentOf(agent, instrument[row]);
      this.add(tsUs[row], decisionMessage(this.account, out, row, thread, intentOf));
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
      const { correlationId } =
        kind === 'd'
          ? this.correlations.ofDecision(instrument[row])
          : kind === 'o' && this.correlations.knows(id)
            ? this.correlations.ofOrder(id)
            : kind === 'o' && agent[row] < 0
              ? this.correlations.ofDecision(instrument[row])
              : this.correlations.origin(id, 0, agent[row], instrument[row]);
      const thread = { correlationId, causationId: idText(kind, id) };
      this.add(tsUs[row], violationMessage(this.account, out, row, this.nextId(), thread));
    },
    orders: (out, row) => {
      const { tsUs, origin } = out.orders;
      const thread = this.onOrder(out, row);
      const terms = orderTerms(this.account, out, row);
      if (origin[row] === 'intent') this.add(tsUs[row], ownDecisionMessage(terms, this.nextId(), thread));
      this.add(tsUs[row], approvedMessage(terms, this.nextId(), thread));
      this.add(tsUs[row], submitMessage(terms, thread));
    },
    changes: (out, row) => {
      const { order, tsUs, kind } = out.changes;
      const message = kind[row] === 'cancel' ? cancelMessage : replaceMessage;
      const thread = this.correlations.ofOrder(order[row]);
      this.add(tsUs[row], message(this.account, out, row, this.nextId(), thread));
    },
    updates: (out, row) => {
      const { order, tsUs } = out.updates;
      const thread = this.correlations.ofOrder(order[row]);
      this.add(tsUs[row], updateMessage(this.account, out, row, this.nextId(), thread));
      this.onUpdate(out, row);
    },
    fills: (out, row) => {
      const { id, order, tsUs } = out.fills;
      this.fillId = id[row];
      const thread = this.correlations.ofOrder(order[row]);
      this.add(tsUs[row], fillMessage(this.account, out, row, this.venue, this.cause.report, thread));
    },
    allocations: (out, row) => {
      const { order, tsUs, instrument } = out.allocations;
      const thread =
        order[row] === 0
          ? this.correlations.ofDecision(instrument[row])
          : {
              correlationId: this.correlations.ofOrder(order[row]).correlationId,
              causationId: idText('f', this.fillId),
            };
      this.add(tsUs[row], positionMessage(this.account, out, row, this.nextId(), thread));
    },
    crossRequests: (out, row) => {
      const thread = this.correlations.ofDecision(out.crossRequests.instrument[row]);
      this.add(this.cause.tsUs, crossMessage(this.account, out, row, this.nextId(), thread));
    },
    notices: (out, row) => {
      const thread = this.correlations.ofInput();
      this.add(out.notices.tsUs[row], noticeMessage(this.account, out, row, this.nextId(), thread));
    },
    parents: (out, row) => {
      const thread = this.correlations.ofDecision(out.parents.instrument[row]);
      this.add(out.parents.tsUs[row], parentMessage(this.account, out, row, this.nextId(), thread));
    },
    reconciliations: (out, row) => {
      const thread = this.correlations.ofInput();
      this.add(out.reconciliations.tsUs[row], reconciliationMessage(this.account, out, row, this.nextId(), thread));
    },
    sessions: (out, row) => {
      const thread = this.correlations.ofInput();
      this.add(this.cause.tsUs, accountMessage(this.account, out, row, this.nextId(), thread));
    },
    agentSessions: (out, row) => {
      const thread = this.correlations.ofInput();
      this.add(this.cause.tsUs, agentMessage(this.account, out, row, this.nextId(), thread));
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

  /** Of the message to come, where it has no id of its own. */
  private nextId(): string {
    return messageId(this.cause.sequence, this.messages.length);
  }

  private add(tsUs: number, message: Caused): void {
    this.messages.push(message);
    this.timesUs.push(tsUs);
  }
}

const NO_MESSAGES: readonly Caused[] = [];
const NO_TIMES: readonly number[] = [];
