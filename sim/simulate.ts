import { createPrivateKey } from 'node:crypto';
import { signerOf } from '../src/audit/keys.ts';
import { PaperBroker } from '../src/brokers/paper/broker.ts';
import { PROTOCOL_VERSION } from '../src/brokers/paper/protocol.ts';
import type { Us } from '../src/core/base/time.ts';
import { cancelAtVenue } from '../src/hosts/watchdog/cancel-at-venue.ts';
import { cancelScopeOf } from '../src/hosts/watchdog/latch.ts';
import { checkEnd, INVARIANTS } from './checks.ts';
import { Client } from './client.ts';
import { SimDisk } from './disk.ts';
import { SimMarket } from './feed.ts';
import { SimLatch } from './latch.ts';
import { type DayTime, Life } from './life.ts';
import { calmLine, Network } from './network.ts';
import { type SimPlan, planOf } from './plan.ts';
import { NOTHING_BROKEN, type Sabotage } from './sabotage.ts';
import { type Deed, HEAL_US, scheduleOf } from './schedule.ts';
import { TraderProcess } from './trader-process.ts';
import { VENUE_TOKEN, VenueProcess } from './venue-process.ts';
import { type Violation, Wire } from './wire.ts';
import { between, type Chance, World } from './world.ts';

export interface SimOptions {
  readonly sabotage?: Sabotage;
  /** In place of the seed's own. */
  readonly schedule?: readonly Deed[];
  /** Keep every line of what happened. */
  readonly told?: boolean;
}

export interface SimResult {
  readonly seed: number;
  readonly schedule: readonly Deed[];
  readonly violations: readonly Violation[];
  /** What this history is known by: every message, every fault, and where it ended. */
  readonly digest: string;
  readonly story: readonly string[];
  readonly events: number;
  readonly inputs: number;
  readonly orders: number;
  readonly restarts: number;
  /** Invariants that were looked at. */
  readonly checked: number;
}

/** After the last fault everything must have ended within this long. */
const HEALED_US = 150_000_000;
const LOOK_US = 1_000_000;
/** Made for the simulator, and worth nothing anywhere else. */
const KEY = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]),
  format: 'der',
  type: 'pkcs8',
});
const SIGNER = signerOf(KEY, 'simulated');

/** One session from its first bar to the moment when everything has ended, and what did not hold of it. */
export async function simulate(seed: number, options: SimOptions = {}): Promise<SimResult> {
  const simulation = new Simulation(seed, options);
  const stray = (error: unknown): void => simulation.onStray(error);
  process.on('unhandledRejection', stray);
  try {
    return await simulation.run();
  } finally {
    process.off('unhandledRejection', stray);
  }
}

/** What the simulation wants of a disk or a line is no defect. */
function isOfTheWorld(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return ('code' in error && typeof error.code === 'string') || ('kind' in error && error.kind === 'world');
}

class Simulation {
  readonly world: World;
  readonly plan: SimPlan;
  readonly violations: Violation[] = [];
  readonly traderDisk: SimDisk;
  readonly venueDisk: SimDisk;
  readonly latch = new SimLatch();
  readonly market: SimMarket;
  readonly client: Client;
  trader: TraderProcess | undefined;
  venue: VenueProcess | undefined;
  readonly sabotage: Sabotage;
  private readonly schedule: readonly Deed[];
  private readonly chance: Chance;
  readonly wire: Wire;
  private readonly traderLine: Network;
  private readonly watchdogLine: Network;
  private readonly days: Readonly<Record<'trader' | 'venue', DayTime>> = {
    trader: { offsetUs: 0 },
    venue: { offsetUs: 0 },
  };
  private readonly watchdog: Life;
  private starts = 0;
  private isHealed = false;

  constructor(seed: number, { sabotage = NOTHING_BROKEN, schedule, told }: SimOptions) {
    const world = new World(seed, told);
    this.world = world;
    this.sabotage = sabotage;
    this.plan = planOf(world);
    this.schedule = schedule ?? scheduleOf(world, this.plan.hasGap);
    this.chance = world.chance('nemesis');
    this.traderDisk = new SimDisk(world.chance('disk/trader'));
    this.venueDisk = new SimDisk(world.chance('disk/venue'));
    this.market = new SimMarket(world, this.plan);
    this.wire = new Wire(world, this.violations, this.latch, this.market, () => this.trader);
    const listening = () => this.venue?.listening;
    this.traderLine = new Network({
      world,
      name: 'trader',
      listening,
      onSent: (text) => this.wire.onSent(text),
      onHeard: (text) => this.wire.onHeard(text),
    });
    this.watchdogLine = new Network({ world, name: 'watchdog', listening, onSent() {}, onHeard() {} });
    const forever = { offsetUs: 0 };
    this.watchdog = new Life(world, 'watchdog', forever, (life) => this.onDefect(life));
    this.client = new Client(new Life(world, 'client', forever, (life) => this.onDefect(life)), () => this.trader);
  }

  async run(): Promise<SimResult> {
    const { world, schedule } = this;
    this.startVenue();
    this.startTrader();
    for (const deed of schedule) world.after(deed.atUs, () => this.do(deed));
    try {
      await world.until(HEAL_US);
      this.heal();
      await this.rest();
      this.client.isOver = true;
      await checkEnd(this, this.violations);
    } catch (error) {
      this.violations.push({
        rule: 'crash',
        what: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
    this.trader?.life.die();
    this.venue?.life.die();
    return {
      seed: world.seed,
      schedule,
      violations: this.violations,
      digest: world.digest(),
      story: world.story ?? [],
      events: world.events,
      inputs: this.trader?.engine.sequence ?? 0,
      orders: this.wire.sent,
      restarts: this.starts - 1,
      checked: INVARIANTS,
    };
  }

  /** A promise that nobody waited for was rejected: the end of a process, and a defect unless the world did it. */
  onStray(error: unknown): void {
    if (isOfTheWorld(error)) {
      if (this.trader?.journal?.fault !== undefined) this.trader.life.die(error);
      return;
    }
    this.violations.push({ rule: 'crash', what: `nobody caught ${textOf(error)}` });
  }

  private startVenue(): void {
    const life = new Life(this.world, 'venue', this.days.venue, (dead) => {
      this.onDefect(dead);
      this.traderLine.onDeath(dead);
      this.watchdogLine.onDeath(dead);
      this.world.after(between(this.chance, 20_000, 800_000), () => this.startVenue());
    });
    this.world.note('venue', 'starts');
    this.venue = new VenueProcess(life, this.venueDisk, this.plan, this.sabotage);
  }

  private startTrader(): void {
    this.starts += 1;
    const life = new Life(this.world, 'trader', this.days.trader, (dead) => {
      this.onDefect(dead);
      this.traderLine.onDeath(dead);
      this.world.after(between(this.chance, 20_000, 800_000), () => this.startTrader());
    });
    this.world.note('trader', `starts for the ${this.starts}. time`);
    this.trader = new TraderProcess(life, {
      plan: this.plan,
      disk: this.traderDisk,
      network: this.traderLine,
      latch: this.latch,
      market: this.market,
      signer: SIGNER,
      start: this.starts,
      sabotage: this.sabotage,
    });
  }

  private onDefect({ name, error }: Life): void {
    if (error !== undefined && !isOfTheWorld(error))
      this.violations.push({ rule: 'crash', what: `the ${name} died of ${textOf(error)}` });
  }

  private do(deed: Deed): void {
    this.world.note('nemesis', JSON.stringify(deed));
    switch (deed.kind) {
      case 'line': {
        const { trouble } = deed.who === 'trader' ? this.traderLine : this.watchdogLine;
        Object.assign(trouble, deed.trouble);
        this.world.after(deed.forUs, () => Object.assign(trouble, calmLine()));
        break;
      }
      case 'cut':
        this.traderLine.cut();
        break;
      case 'disk': {
        const { troubles } = this.diskOf(deed.whose);
        troubles.add(deed.trouble);
        this.world.after(deed.forUs, () => troubles.delete(deed.trouble));
        break;
      }
      case 'kill':
      case 'power':
        for (const who of deed.who === 'both' ? (['trader', 'venue'] as const) : [deed.who]) {
          this[who]?.life.die();
          if (deed.kind === 'power') this.diskOf(who).powerCut();
        }
        break;
      case 'kill-at-step':
        this.diskOf(deed.who).deadlyIn = deed.steps;
        break;
      case 'clock':
        this.days[deed.who].offsetUs += deed.byUs;
        break;
      case 'silence':
        this.market.hold(deed.forUs);
        break;
      case 'zombie':
        this.zombie();
        break;
      case 'bust':
      case 'hand-fill':
        this.atDesk(deed);
        break;
      case 'latch-unreadable':
        this.latch.isUnreadable = true;
        this.world.after(deed.forUs, () => (this.latch.isUnreadable = false));
        break;
      case 'babble':
        this.traderLine.babble(deed.text);
        break;
      case 'watchdog-kill':
        this.watchdog.watch(this.killByWatchdog(deed));
        break;
      case 'request':
        this.client.ask(deed);
        break;
    }
  }

  private diskOf(who: 'trader' | 'venue'): SimDisk {
    return who === 'trader' ? this.traderDisk : this.venueDisk;
  }

  /** A client of the venue that has no line between. */
  private atVenue(role: 'desk' | 'trader', fence: number): ((message: object) => void) | undefined {
    const listening = this.venue?.listening;
    if (listening?.life.alive !== true) return undefined;
    const end = listening.accept({ send: () => true, close() {}, backlogBytes: 0 });
    const say = (message: object): void => listening.life.wake(() => end.onMessage(JSON.stringify(message)));
    say({ kind: 'hello', version: PROTOCOL_VERSION, token: VENUE_TOKEN, role, fence, after: null });
    return say;
  }

  /** A trader that was thought dead and comes back, with an order of its own. */
  private zombie(): void {
    const terms = { instrument: 0, side: 1, lots: 5, type: 'market', timeInForce: 'GTC' };
    const order = { clientOrderId: 'o-999999999.0', tsUs: 1, terms, owners: ['chart'] };
    const { fence } = this.wire;
    if (fence > 0) this.atVenue('trader', fence - 1)?.({ kind: 'submit', request: 1, order });
  }

  private atDesk(deed: { readonly kind: string; readonly late?: boolean }): void {
    const exchange = this.venue?.service?.exchange;
    const say = this.atVenue('desk', 0);
    if (exchange === undefined || say === undefined) return;
    const orders = [...exchange.orders.all()].filter(
      ({ isOver, state }) => deed.kind === 'bust' || (deed.late === true ? isOver && state !== 'rejected' : !isOver),
    );
    const order = orders.at(-1);
    if (order === undefined) return;
    if (deed.kind === 'bust')
      say({ kind: 'desk', request: 1, action: { do: 'bust', executionId: Math.ceil(orders.length / 2) } });
    else {
      const action = { do: 'fill', clientOrderId: order.clientOrderId, lots: 1, priceTicks: 200 };
      say({ kind: 'desk', request: 1, action });
    }
  }

  private async killByWatchdog({ scope, subject }: Extract<Deed, { kind: 'watchdog-kill' }>): Promise<void> {
    const { clock } = this.watchdog;
    const entry = { scope, subject, who: 'the watchdog', why: 'a drill', tsUs: clock.nowUs() };
    this.latch.kill(entry);
    const open = this.watchdogLine.opener(this.watchdog);
    const endpoint = () => ({ open, token: VENUE_TOKEN });
    const broker = new PaperBroker({ clock, role: 'watchdog', fence: 0, endpoint, timeoutMs: 500 });
    const nobody = { onReport() {}, onConnected() {}, onDisconnected() {}, onMarketConfirmed() {}, onGarbage() {} };
    await broker.connect(nobody, 0);
    for (let attempt = 0; attempt < 20; attempt++) {
      const { outcome } = await cancelAtVenue(broker, cancelScopeOf(entry), clock);
      if (outcome === 'known') break;
      await new Promise<void>((resolve) => clock.after(300, resolve));
    }
    await broker.close();
  }

  private heal(): void {
    this.world.note('nemesis', 'everything is mended');
    this.isHealed = true;
    for (const disk of [this.traderDisk, this.venueDisk]) {
      disk.troubles.clear();
      disk.deadlyIn = Number.POSITIVE_INFINITY;
    }
    Object.assign(this.traderLine.trouble, calmLine());
    Object.assign(this.watchdogLine.trouble, calmLine());
    this.latch.isUnreadable = false;
    this.market.heldUntilUs = Math.min(this.market.heldUntilUs, this.world.nowUs);
  }

  /** Until nothing is under way any more, or for as long as that may take. */
  private async rest(): Promise<void> {
    const { world } = this;
    const endUs: Us = world.nowUs + HEALED_US;
    let quiet = 0;
    while (world.nowUs < endUs && quiet < 3) {
      await world.until(world.nowUs + LOOK_US);
      // A disk that lost what it had taken ends the audit log for this run: somebody starts the trader again.
      if (this.trader?.audit?.failure !== undefined) this.trader.life.die();
      quiet = this.isHealed && this.underWay() === '' ? quiet + 1 : 0;
    }
    const left = this.underWay();
    if (left !== '') this.violations.push({ rule: 'I12', what: left });
  }

  /** What is not at rest. */
  private underWay(): string {
    const { trader, venue } = this;
    if (venue?.life.alive !== true || venue.service === undefined) return 'the venue is not up';
    if (trader?.life.alive !== true || !trader.isRunning || trader.trader === undefined) return 'the trader is not up';
    if (!trader.isDone) return 'the market has not ended';
    for (const { id, state } of trader.engine.account.orders.live())
      if (!['accepted', 'triggered', 'partiallyFilled'].includes(state)) return `order ${id} is ${state}`;
    if (trader.trader.gateway.unresolved > 0) return 'orders are asked about';
    if (trader.audit?.stalled === true) return 'the audit log stands still';
    if (trader.audit!.size < trader.engine.sequence || trader.audit!.signedSize < trader.audit!.size)
      return `the audit log has ${trader.audit!.size} of ${trader.engine.sequence} inputs, ${trader.audit!.signedSize} signed`;
    if (trader.journal!.syncedSequence < trader.engine.sequence) return 'the journal is not synced';
    const conditions = trader.engine.account.risk.save().conditions;
    if (conditions.length > 0) return `conditions: ${JSON.stringify(conditions)}`;
    return '';
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
