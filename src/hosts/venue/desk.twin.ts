import { Line, type LineOptions } from '../../brokers/paper/line.ts';
import type { FromVenue, ToVenue } from '../../brokers/paper/protocol.ts';
import { Requests } from '../../brokers/paper/requests.ts';
import { RealClock } from '../../telemetry/clock.ts';

type Action = Extract<ToVenue, { readonly kind: 'desk' }>['action'];
type Reply = Extract<FromVenue, { readonly request: number }>;

/** Somebody at the venue who meddles. */
export class Desk {
  private readonly line: Line;
  private readonly requests = new Requests<Reply>(new RealClock(), 30_000);

  constructor(endpoint: LineOptions['endpoint']) {
    this.line = new Line(
      { endpoint, clock: new RealClock(), role: 'desk', fence: 0 },
      {
        after: () => null,
        onWelcome() {},
        onMessage: (message) => {
          if ('request' in message) this.requests.answer(message.request, message);
        },
        onGarbage() {},
        onDisconnected() {},
      },
    );
  }

  open(): Promise<void> {
    return this.line.open();
  }

  async act(action: Action): Promise<void> {
    const reply = await this.requests.ask((request) => void this.line.send({ kind: 'desk', request, action }));
    if (reply?.kind !== 'ack') throw new Error(`the desk could not ${action.do}: ${JSON.stringify(reply)}`);
  }

  /** Resolves when the venue has taken an order of this id. */
  async knows(clientOrderId: string): Promise<void> {
    for (;;) {
      const reply = await this.requests.ask(
        (request) => void this.line.send({ kind: 'query', request, clientOrderId }),
      );
      if (reply?.kind === 'standing' && reply.standing !== null) return;
    }
  }

  close(): void {
    this.line.close();
    this.requests.abandon();
  }
}
