import type { LiveConfig } from '../../config/live-section.ts';
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
}
