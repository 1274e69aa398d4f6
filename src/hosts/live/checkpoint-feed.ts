import type { TreeHead } from '../../audit/checkpoint.ts';
import type { Bus } from '../../bus/bus.ts';
import { contracts, type Message } from '../../contracts/contracts.ts';
import { Subject } from '../../contracts/subjects.ts';
import type { Clock } from '../../telemetry/clock.ts';

/** Signed checkpoints for whoever keeps them where this machine's owner cannot rewrite them: `audit.checkpoint`. */
export class CheckpointFeed {
  private readonly bus: Bus;
  private readonly clock: Clock;
  private readonly source: string;

  /** `source` numbers by the size of the log, which only grows: one name for all starts of a session. */
  constructor(bus: Bus, clock: Clock, source: string) {
    this.bus = bus;
    this.clock = clock;
    this.source = source;
  }

  /** Nobody is waited for; what the bus cannot take now is in the log's own file. */
  publish(note: string, { origin, size, root }: TreeHead): void {
    if (!this.bus.listens(Subject.checkpoint)) return;
    const id = `checkpoint-${size}`;
    const message: Message<typeof Subject.checkpoint> = {
      id,
      subject: Subject.checkpoint,
      schemaVersion: contracts[Subject.checkpoint].version,
      tsUs: this.clock.nowUs(),
      source: this.source,
      sequence: size,
      correlationId: id,
      causationId: '',
      payload: { origin, treeSize: size, root: root.toString('base64'), note },
    };
    const { subject, source, sequence } = message;
    this.bus.publish({ subject, source, sequence, body: JSON.stringify(message) }).catch(() => {});
  }
}
