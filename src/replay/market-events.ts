import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import { BarEvent } from '../core/model/bar.ts';
import { InputEvent, InputOrigin } from '../contracts/input-event.ts';
import { readInput } from '../runtime/intake.ts';
import type { RecordedSession } from './recorded-session.ts';

/** The inputs of a session, decoded: walked as often as asked, each valid until the next one is asked for. */
export type Inputs = () => Iterable<InputEvent>;

/** Up to the end of the last instant on record: of bars that were still open then nobody knows how they went on. */
export function inputsOf(recorded: RecordedSession): Inputs {
  let last = 0;
  for (const event of decoded(recorded)) {
    const { kind, sequence } = event;
    if (kind === 'quote' || kind === 'trade' || kind === 'depth') {
      const what = kind === 'depth' ? 'change of a book' : kind;
      throw new Fault('data', `input ${sequence} is a ${what}: only a market of bars can be run again`);
    }
    if (event.kind === 'instant' || event.kind === 'close') last = event.sequence;
  }
  return () => upTo(decoded(recorded), last);
}

function* decoded(recorded: RecordedSession): Generator<InputEvent, void, void> {
  const event = new InputEvent();
  const origin = new InputOrigin();
  for (const record of recorded.inputs()) {
    readInput(record, event, origin);
    yield event;
  }
}

function* upTo(events: Iterable<InputEvent>, last: number): Generator<InputEvent, void, void> {
  for (const event of events) {
    if (event.sequence > last) return;
    yield event;
  }
}

/**
 * The base bars of a session before their time: what opens next stands in the bar that is recorded when it has closed. Holds
 * the bars from one instrument's next bar to another's, so as many as fit into the longest interval.
 */
export class BarsAhead {
  private readonly queues: BarEvent[][];
  private readonly events: Iterator<InputEvent>;
  private isDone = false;

  constructor(inputs: Inputs, instruments: number) {
    this.queues = Array.from({ length: instruments }, () => []);
    this.events = inputs()[Symbol.iterator]();
  }

  /** The instrument's next bar; undefined when there is none any more. */
  peek(instrument: number): BarEvent | undefined {
    const queue = this.queues[instrument];
    while (queue.length === 0 && !this.isDone) {
      const { value, done } = this.events.next();
      if (done === true) this.isDone = true;
      else if (isBaseBar(value)) this.queues[value.bar.instrument].push(Object.assign(new BarEvent(), value.bar));
    }
    return queue[0];
  }

  /** The bar is over. */
  take(instrument: number): void {
    this.queues[instrument].shift();
  }
}

export function isBaseBar({ kind, bar }: InputEvent): boolean {
  return kind === 'bar' && bar.interval === 0;
}

/** The bar covers this moment, its ends included. */
export function covers({ openUs, tsUs }: Pick<BarEvent, 'openUs' | 'tsUs'>, atUs: Us): boolean {
  return openUs <= atUs && atUs <= tsUs;
}

/** When the last instant on record ended; undefined where there is none. */
export function lastInstantUs(recorded: RecordedSession): Us | undefined {
  let lastUs: Us | undefined;
  for (const { kind, tsUs } of decoded(recorded)) if (kind === 'instant') lastUs = tsUs;
  return lastUs;
}
