import { userInfo } from 'node:os';
import type { Us } from '../../core/base/time.ts';
import { Latest } from '../../hosts/live/latest.ts';
import { sessionStatus } from '../../hosts/live/status.ts';
import type { HopTimes } from '../../telemetry/hops.ts';
import { nearPath } from '../near-path.ts';
import type { View } from './view.ts';
import type { Watched } from './watcher.ts';

const CURVE_POINTS = 400;
/** Rates and latencies are of this stretch of time. */
const WINDOW_US = 5_000_000;
const HOPS = ['tick-to-order', 'synced', 'tick-to-socket', 'acknowledged', 'filled', 'tick-to-fill'] as const;

interface Sample {
  readonly steadyUs: Us;
  readonly eventUs: Us;
  readonly events: number;
  readonly orders: number;
}

/** Looks at a session now and then, and tells what a screen needs: also what only several looks together show. */
export class Sampler {
  selected = 0;
  private readonly watched: Watched;
  private readonly latest: Latest;
  private readonly begunUs: Us;
  private samples: Sample[] = [];
  private curve: number[] = [];
  private hops: Readonly<Record<string, HopTimes>> = {};
  private hopsUs = Number.NEGATIVE_INFINITY;

  constructor(watched: Watched) {
    this.watched = watched;
    const { instruments, agents } = watched.session.engine.account.spec;
    this.latest = new Latest({ instruments, agents: agents.map(({ id }) => id) });
    watched.session.watcher = (taken) => this.latest.take(taken);
    this.begunUs = watched.clock.steadyUs();
  }

  select(by: number): void {
    const { length } = this.watched.session.engine.account.spec.agents;
    this.selected = (this.selected + by + length) % length;
  }

  /** Pauses the selected agent, or lets it go on. */
  pauseOrResume(): void {
    const { session } = this.watched;
    const { id } = session.engine.account.spec.agents[this.selected];
    const command = session.engine.agents[this.selected].paused ? 'resume' : 'pause';
    session.command(command, 'strategy', id, userInfo().username, 'pressed p in the terminal');
  }

  kill(): void {
    this.watched.session.command('kill', 'account', '', userInfo().username, 'pressed k in the terminal');
  }

  look(question: string): View {
    const { session, dir, start, clock } = this.watched;
    const { engine } = session;
    const status = sessionStatus(session, clock.nowUs());
    const { account, activity } = status;
    const counts = {
      events: Number(activity?.events),
      intents: Number(activity?.intents),
      decisions: Number(activity?.decisions),
      orders: Number(activity?.orders),
      fills: Number(activity?.fills),
      refusals: Number(activity?.refusals),
    };
    const equity = Number(account?.equity);
    const rates = this.sample(counts);
    this.keep(equity);
    return {
      session: session.name,
      dir: nearPath(dir),
      start,
      state: status.state ?? '',
      method: status.method ?? '',
      eventUs: engine.account.nowUs,
      upSeconds: (clock.steadyUs() - this.begunUs) / 1e6,
      account: {
        currency: account?.currency ?? '',
        equity,
        realised: Number(account?.realisedPnl),
        open: Number(account?.unrealisedPnl),
        fees: Number(account?.fees),
        exposure: Number(account?.exposure),
      },
      equityCurve: this.curve,
      agents: (status.agents ?? []).map(({ id = '', strategy = '', state = '', weight = 0, pnl }) => ({
        ...{ id, strategy, state, weight },
        profit: Number(pnl),
      })),
      selected: this.selected,
      positions: (status.positions ?? []).map(
        ({ instrument = '', quantity, averagePrice, lastPrice, unrealisedPnl }) => ({
          instrument,
          quantity: Number(quantity),
          averagePrice: Number(averagePrice),
          lastPrice: Number(lastPrice),
          profit: Number(unrealisedPnl),
        }),
      ),
      limits: engine.account.risk.use().map(({ rule, limit, used }) => ({ rule, limit, used })),
      counts,
      ...rates,
      hops: HOPS.flatMap((name) => (this.hops[name] === undefined ? [] : [{ name, ...this.hops[name] }])),
      health: (status.health ?? []).map(({ name = '', healthy = false, text = '' }) => ({ name, healthy, text })),
      kills: (status.kills ?? []).map(({ scope = '', id = '', reason = '' }) => ({ scope, id, reason })),
      audit: session.auditHead,
      addresses: session.addresses,
      recent: this.latest.lines,
      question,
    };
  }

  /** Rates over the last few seconds. */
  private sample({ events, orders }: View['counts']): Pick<View, 'speed' | 'eventsPerSecond' | 'ordersPerSecond'> {
    const { session, clock } = this.watched;
    const now = { steadyUs: clock.steadyUs(), eventUs: session.engine.account.nowUs, events, orders };
    this.samples = [...this.samples.filter(({ steadyUs }) => steadyUs > now.steadyUs - WINDOW_US), now];
    const [first] = this.samples;
    const seconds = (now.steadyUs - first.steadyUs) / 1e6;
    if (now.steadyUs - this.hopsUs >= WINDOW_US) {
      this.hopsUs = now.steadyUs;
      this.hops = { ...this.hops, ...session.hops.window() };
    }
    const rate = (difference: number): number => (seconds > 0 ? difference / seconds : 0);
    const speed = rate((now.eventUs - first.eventUs) / 1e6);
    return {
      speed: speed > 0 ? speed : Number.NaN,
      eventsPerSecond: rate(events - first.events),
      ordersPerSecond: rate(orders - first.orders),
    };
  }

  /** As long as the session is watched: when there are too many points, every second one goes. */
  private keep(equity: number): void {
    this.curve = [...this.curve, equity];
    if (this.curve.length > CURVE_POINTS) this.curve = this.curve.filter((_, i) => i % 2 === 1);
  }
}
