import type { Us } from '../src/core/base/time.ts';
import { readId } from '../src/core/base/ids.ts';
import { killOver } from '../src/hosts/watchdog/latch.ts';
import type { SimMarket } from './feed.ts';
import type { SimLatch } from './latch.ts';
import { STALE_AFTER_US, type TraderProcess } from './trader-process.ts';
import type { World } from './world.ts';

/** A rule that did not hold. */
export interface Violation {
  /** 'I1' to 'I13' of the reference on faults; 'crash' for an end that nothing outside explains. */
  readonly rule: string;
  readonly what: string;
}

interface Submitted {
  readonly kind: string;
  readonly request: number;
  readonly clientOrderId?: string;
  readonly order?: {
    readonly clientOrderId: string;
    readonly owners: readonly string[];
    readonly terms: { readonly instrument: number };
  };
}

/** How long after the market fell silent that is known everywhere. */
const NOTICED_US = 1_000_000;

/** Stands at the trader's line to the venue and looks at each order that leaves: by what is true then, may it? */
export class Wire {
  sent = 0;
  private readonly world: World;
  private readonly violations: Violation[];
  private readonly latch: SimLatch;
  private readonly market: SimMarket;
  private readonly trader: () => TraderProcess | undefined;
  /** Orders on their way or there, that may not be sent again. */
  private readonly away = new Set<string>();
  /** Orders that were sent, and of which the venue has never said that it has them not. */
  readonly unanswered = new Set<string>();
  /** Queries by their number. */
  private readonly asked = new Map<number, string>();
  private asker: TraderProcess | undefined;

  constructor(
    world: World,
    violations: Violation[],
    latch: SimLatch,
    market: SimMarket,
    trader: () => TraderProcess | undefined,
  ) {
    this.world = world;
    this.violations = violations;
    this.latch = latch;
    this.market = market;
    this.trader = trader;
  }

  /** The highest fence that a trader has shown the venue, and the venue has welcomed. */
  fence = 0;
  private shown = 0;

  onSent(text: string): void {
    if (text.startsWith('{"kind":"hello"')) this.shown = (JSON.parse(text) as { fence: number }).fence;
    if (!/^\{"kind":"(submit|query)"/.test(text)) return;
    const message = JSON.parse(text) as Submitted;
    const trader = this.trader();
    if (trader === undefined) return;
    if (trader !== this.asker) this.asked.clear();
    this.asker = trader;
    if (message.kind === 'query') this.asked.set(message.request, message.clientOrderId!);
    else this.onOrder(message.order!, trader);
  }

  onHeard(text: string): void {
    if (text.startsWith('{"kind":"welcome"')) this.fence = this.shown;
    if (!text.startsWith('{"kind":"standing"')) return;
    const { request, standing } = JSON.parse(text) as { request: number; standing: unknown };
    const id = this.asked.get(request);
    if (id === undefined || standing !== null) return;
    this.away.delete(id);
    this.unanswered.delete(id);
  }

  private onOrder(order: NonNullable<Submitted['order']>, { engine, journal, audit }: TraderProcess): void {
    const { clientOrderId, owners, terms } = order;
    const id = readId('o', clientOrderId) ?? 0;
    const say = (rule: string, what: string): void => {
      this.violations.push({ rule, what: `${clientOrderId} left ${what}, at ${seconds(this.world.nowUs)}` });
    };
    this.sent += 1;
    if (this.away.has(clientOrderId)) say('I2', 'again, and nobody had said that the venue has it not');
    this.away.add(clientOrderId);
    this.unanswered.add(clientOrderId);
    const input = Number(/^o-(\d+)\./.exec(clientOrderId)?.[1]);
    if (journal === undefined || input > journal.syncedSequence) say('I1', 'before its cause was on the disk');
    const approved = engine.account.risk.approvedOf(id);
    if (approved === undefined) say('I6', 'without an approval');
    if (approved?.reducing === true) return;
    const instrument = engine.account.instruments[terms.instrument].name;
    if (killOver(this.latch.read(), owners, instrument) !== undefined) say('I7', 'although it is killed');
    const silentUs = this.market.silentUs(terms.instrument);
    if (silentUs > STALE_AFTER_US + NOTICED_US) say('I13', `after ${seconds(silentUs)} of silence`);
    if (audit?.stalled === true) say('I8', 'while the audit log stands still');
  }
}

function seconds(us: Us): string {
  return `${(us / 1e6).toFixed(3)} s`;
}
