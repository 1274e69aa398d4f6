import type { LiveConfig } from '../../config/live-section.ts';
import type { MarketPace } from '../../runtime/quiet-time.ts';
import type { Tracer } from '../../telemetry/traces.ts';

/**
 * What a running session goes by. Its parts are given getters that ask here at each use: what a reload changes is felt
 * everywhere, and nothing has to be opened again.
 */
export class SettingsInForce {
  live: LiveConfig;
  tracer: Tracer;
  /** Event time per wall time. */
  readonly speed: { factor: number };

  constructor(live: LiveConfig, tracer: Tracer, speed: number) {
    this.live = live;
    this.tracer = tracer;
    this.speed = { factor: speed };
  }

  /** As fast as it goes is another way of running: to it and from it needs a start. */
  turn(speed: number): void {
    if (Number.isFinite(speed) && Number.isFinite(this.speed.factor)) this.speed.factor = speed;
  }
}

/** Lines of a file that grows, and what a feed of the world sends, come so much after they happened. */
const LATE_US = 1_000_000;

/** How time goes on in a market in which nothing happens; undefined where it goes as fast as it is asked for. */
export function marketPace(
  source: LiveConfig['feed']['source'],
  speed: { readonly factor: number },
): MarketPace | undefined {
  if (speed.factor === Number.POSITIVE_INFINITY) return undefined;
  return {
    get factor() {
      return speed.factor;
    },
    lateUs: source === 'csv' ? LATE_US : 0,
    isTimeOfDay: source === 'none',
  };
}
