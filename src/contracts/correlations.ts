import { type Id, idText, sequenceOf } from '../core/base/ids.ts';
import type { Account } from '../core/engine/account.ts';
import { inputId } from './envelope.ts';

/** From where an effect comes: the id of the first cause, and the id of the last one. */
export interface Thread {
  readonly correlationId: string;
  readonly causationId: string;
}

interface Standing {
  readonly id: Id;
  readonly correlationId: string;
}

/** As JSON, for a snapshot. */
export interface CorrelationsState {
  readonly intents: readonly (readonly [place: number, id: Id, correlationId: string])[];
  readonly decisions: readonly (readonly [instrument: number, id: Id, correlationId: string])[];
  readonly orders: readonly (readonly [id: Id, correlationId: string])[];
  readonly ended: readonly Id[];
}

/** So many ended orders are still known, as in `core/orders`: a fill that comes late finds its thread. */
const REMEMBERED = 1_024;

/**
 * Which first cause everything goes back to: input -> intent -> decision -> order -> fill. A function of the inputs alone, like
 * the engine's own state, and saved with it. What is not known (any more) begins a thread of its own, with its own id.
 */
export class Correlations {
  private readonly intents = new Map<number, Standing>();
  private readonly decisions = new Map<number, Standing>();
  /** As the causes of what follows from them. */
  private readonly orders = new Map<Id, Thread>();
  private readonly ended = new Set<Id>();
  /** The same in a ring, as a set is slow to say which is its oldest; `oldest` is where the next one goes. */
  private readonly ring: Id[] = [];
  private oldest = 0;
  /** Per instrument: the agents whose intents stand there. */
  private readonly speakers: number[][] = [];
  private readonly instrumentCount: number;
  private input: Thread = { correlationId: '', causationId: '' };
  private sequence = 0;

  constructor({ instrumentCount }: Account) {
    this.instrumentCount = instrumentCount;
    for (let i = 0; i < instrumentCount; i++) this.speakers.push([]);
  }

  /** A new input; `correlationId` is that of the request it came with, '' where there was none. */
  begin(sequence: number, correlationId: string): void {
    const id = inputId(sequence);
    this.sequence = sequence;
    this.input = { correlationId: correlationId === '' ? id : correlationId, causationId: id };
  }

  /** Of what the present input caused by itself. */
  ofInput(): Thread {
    return this.input;
  }

  /** An agent wants something: a thread begins with the input that made it want it. */
  onIntent(agent: number, instrument: number, id: Id): Thread {
    const thread = this.startedBy(sequenceOf(id));
    this.setIntent(this.place(agent, instrument), { id, correlationId: thread.correlationId });
    return thread;
  }

  /** The intent that stands for this agent here. */
  intentOf(agent: number, instrument: number): Id | undefined {
    return this.intents.get(this.place(agent, instrument))?.id;
  }

  /** A decision follows the newest intent that came since the one before it; without one, the input that closed the window. */
  onDecision(instrument: number, id: Id): Thread {
    const before = this.decisions.get(instrument)?.id ?? 0;
    let newest: Standing | undefined;
    for (const agent of this.speakers[instrument]) {
      const standing = this.intents.get(this.place(agent, instrument))!;
      if (sequenceOf(standing.id) <= sequenceOf(before)) continue;
      if (newest === undefined || standing.id > newest.id) newest = standing;
    }
    const thread = newest === undefined ? this.startedBy(sequenceOf(id)) : follow('i', newest);
    this.decisions.set(instrument, { id, correlationId: thread.correlationId });
    return thread;
  }

  /** The last decision on the instrument, as a cause. */
  ofDecision(instrument: number): Thread {
    const standing = this.decisions.get(instrument);
    return standing === undefined ? this.input : follow('d', standing);
  }

  /** Where an order comes from: its decision, or the intent of its agent. `decision` 0 is none. */
  origin(order: Id, decision: Id, agent: number, instrument: number): Thread {
    if (decision !== 0) {
      const standing = this.decisions.get(instrument);
      const causationId = idText('d', decision);
      return { correlationId: standing?.id === decision ? standing.correlationId : causationId, causationId };
    }
    const standing = this.intents.get(this.place(agent, instrument));
    if (standing === undefined || sequenceOf(standing.id) > sequenceOf(order)) return this.startedBy(sequenceOf(order));
    return follow('i', standing);
  }

  onOrder(order: Id, { correlationId }: Thread): void {
    this.orders.set(order, { correlationId, causationId: idText('o', order) });
  }

  knows(order: Id): boolean {
    return this.orders.has(order);
  }

  /** The order as a cause. */
  ofOrder(order: Id): Thread {
    const known = this.orders.get(order);
    if (known !== undefined) return known;
    const causationId = idText('o', order);
    return { correlationId: causationId, causationId };
  }

  /** The order has ended. */
  onEnd(order: Id): void {
    if (!this.orders.has(order) || this.ended.has(order)) return;
    this.ended.add(order);
    if (this.ring.length < REMEMBERED) {
      this.ring.push(order);
      return;
    }
    const forgotten = this.ring[this.oldest];
    this.ring[this.oldest] = order;
    this.oldest = (this.oldest + 1) % REMEMBERED;
    this.ended.delete(forgotten);
    this.orders.delete(forgotten);
  }

  save(): CorrelationsState {
    const rows = ([key, { id, correlationId }]: [number, Standing]): [number, Id, string] => [key, id, correlationId];
    return {
      intents: [...this.intents].map(rows),
      decisions: [...this.decisions].map(rows),
      orders: [...this.orders].map(([id, { correlationId }]): [Id, string] => [id, correlationId]),
      ended: [...this.ring.slice(this.oldest), ...this.ring.slice(0, this.oldest)],
    };
  }

  /** Into a fresh one. */
  load(state: CorrelationsState): void {
    for (const [place, id, correlationId] of state.intents) this.setIntent(place, { id, correlationId });
    for (const [instrument, id, correlationId] of state.decisions)
      this.decisions.set(instrument, { id, correlationId });
    for (const [id, correlationId] of state.orders) this.onOrder(id, { correlationId, causationId: '' });
    for (const id of state.ended) this.onEnd(id);
  }

  private setIntent(place: number, standing: Standing): void {
    if (!this.intents.has(place)) {
      const agent = Math.floor(place / this.instrumentCount);
      this.speakers[place - agent * this.instrumentCount].push(agent);
    }
    this.intents.set(place, standing);
  }

  private startedBy(sequence: number): Thread {
    if (sequence === this.sequence) return this.input;
    const id = inputId(sequence);
    return { correlationId: id, causationId: id };
  }

  private place(agent: number, instrument: number): number {
    return agent * this.instrumentCount + instrument;
  }
}

function follow(kind: 'i' | 'd', { id, correlationId }: Standing): Thread {
  return { correlationId, causationId: idText(kind, id) };
}
