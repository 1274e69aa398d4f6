import type { Acceptance } from '../src/contracts/reply.ts';
import type { Life } from './life.ts';
import type { Deed } from './schedule.ts';
import type { TraderProcess } from './trader-process.ts';

type Request = Extract<Deed, { readonly kind: 'request' }>;

const PATIENCE_MS = 2_000;
const BETWEEN_MS = 300;

/** Somebody outside who asks for things, and asks again in the same words until there is an answer that is one. */
export class Client {
  /** Requests that were answered with "recorded", by their id. */
  readonly accepted = new Map<string, number>();
  refused = 0;
  isOver = false;
  private readonly life: Life;
  private readonly trader: () => TraderProcess | undefined;
  private count = 0;

  constructor(life: Life, trader: () => TraderProcess | undefined) {
    this.life = life;
    this.trader = trader;
  }

  ask(request: Request): void {
    this.life.watch(this.insist(request));
    if (request.again) this.life.watch(this.insist(request));
  }

  private async insist({ id, subject, payload }: Request): Promise<void> {
    this.count += 1;
    const envelope = { id, subject, schemaVersion: 1, tsUs: 1, source: 'client', sequence: this.count };
    const body = JSON.stringify({ ...envelope, correlationId: id, causationId: '', payload });
    while (!this.isOver) {
      const answer = await this.once(subject, body);
      if (answer !== undefined && 'ok' in answer) {
        this.life.world.note('client', `${id} is input ${answer.sequence}`);
        this.accepted.set(id, answer.sequence);
        return;
      }
      if (answer !== undefined && answer.code !== 'CTL_NOT_RUNNING') {
        this.life.world.note('client', `${id} is refused: ${JSON.stringify(answer)}`);
        this.refused += 1;
        return;
      }
      await this.sleep(BETWEEN_MS);
    }
  }

  /** undefined: nobody answers. */
  private once(subject: string, body: string): Promise<Acceptance | { readonly code: string } | undefined> {
    const bus = this.trader()?.bus;
    if (bus === undefined) return Promise.resolve(undefined);
    const { sequence } = JSON.parse(body) as { sequence: number };
    return new Promise((resolve) => {
      this.life.clock.after(PATIENCE_MS, () => resolve(undefined));
      bus.request({ subject, source: 'client', sequence, body }, PATIENCE_MS).then(
        (answer) => resolve(JSON.parse(String(answer.body)) as Acceptance),
        () => resolve(undefined),
      );
    });
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.life.clock.after(ms, resolve);
    });
  }
}
