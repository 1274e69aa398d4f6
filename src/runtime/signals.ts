import type { Bus } from '../bus/bus.ts';
import { contracts, type Message } from '../contracts/contracts.ts';
import { inputId } from '../contracts/envelope.ts';
import type { InputEvent } from '../contracts/input-event.ts';
import { signalOf } from '../contracts/market-signals.ts';
import type { SessionNames } from '../contracts/session-names.ts';
import { Subject } from '../contracts/subjects.ts';

/** Market data as the engine got it, for whoever subscribes to `signals.normalized`; made for nobody it is not made. */
export class Signals {
  private readonly bus: Bus;
  private readonly names: SessionNames;
  private readonly source: string;

  /** `source` numbers by the inputs. */
  constructor(bus: Bus, names: SessionNames, source: string) {
    this.bus = bus;
    this.names = names;
    this.source = source;
  }

  /** undefined: the input is no market event, or nobody listens. */
  of(event: InputEvent): Message<typeof Subject.signalsNormalized> | undefined {
    const { kind, sequence, tsUs } = event;
    if (kind !== 'bar' && kind !== 'quote' && kind !== 'trade') return undefined;
    if (!this.bus.listens(Subject.signalsNormalized)) return undefined;
    const id = inputId(sequence);
    return {
      id,
      subject: Subject.signalsNormalized,
      schemaVersion: contracts[Subject.signalsNormalized].version,
      tsUs,
      source: this.source,
      sequence,
      correlationId: id,
      causationId: '',
      payload: signalOf(event, this.names),
    };
  }
}
