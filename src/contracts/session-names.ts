import type { AgentSpec } from '../core/engine/spec.ts';
import type { Instrument } from '../core/model/instrument.ts';

/** What names on the wire stand for in one session: an `EngineSpec` is one. */
export interface SessionNames {
  /** Each at the place that its `index` says. */
  readonly instruments: readonly Instrument[];
  /** Per instrument: the names of its intervals, the base first. */
  readonly intervals: readonly (readonly string[])[];
  readonly agents: readonly Pick<AgentSpec, 'id' | 'instruments'>[];
}
