import { Fault } from '../../core/base/fault.ts';
import type { Us } from '../../core/base/time.ts';
import { Engine } from '../../core/engine/engine.ts';
import type { AgentSpec } from '../../core/engine/spec.ts';
import type { Plan } from '../../backtest/plan.ts';
import { driverOf } from '../../backtest/plan-driver.ts';
import { strategyFault } from '../../plugins/strategy-error.ts';
import { StepKind, type Trace, Tracer } from './trace.ts';

/** Instants at a time. */
const SLICE = 4_096;

/**
 * A plan walked once, by the engine and the venue of every backtest, and what it did up to `untilUs`. An agent that throws ends
 * it: where that is expected to be possible it is a step of the trace, else a Fault. Strategies are not told of the end, which
 * is not one where the data was cut.
 */
export function tracedRun(plan: Plan, untilUs: Us, mayFail: boolean): Omit<Trace, 'reads'> {
  const drew = new Set<number>();
  const agents = plan.spec.agents.map((spec, place) => listening(spec, () => drew.add(place)));
  const engine = new Engine({ ...plan.spec, agents });
  const tracer = new Tracer(engine, untilUs);
  const driver = driverOf(plan, engine, tracer);
  while (driver.nowUs <= untilUs && driver.run(SLICE));
  const { failure } = engine;
  if (failure !== undefined && !mayFail) throw strategyFault(failure);
  const steps = tracer.steps;
  if (failure !== undefined && failure.tsUs <= untilUs) {
    const agent = plan.spec.agents.findIndex(({ id }) => id === failure.agent);
    const rest = strategyFault(failure).message;
    steps.push({ tsUs: failure.tsUs, kind: StepKind.failure, agent, instrument: -1, lots: 0, share: 0, rest });
  }
  const warmups = plan.spec.agents.map(({ strategy, params }) => strategy.warmup?.(params) ?? 0);
  return { steps, drew: [...drew], warmups };
}

/** The same agent; `heard` is called when it draws a random number. */
function listening(spec: AgentSpec, heard: () => void): AgentSpec {
  const { strategy } = spec;
  const create: typeof strategy.create = (setup) =>
    strategy.create({
      ...setup,
      random: () => {
        heard();
        return setup.random();
      },
    });
  return { ...spec, strategy: { ...strategy, create } };
}

/** A strategy that cannot even be made over altered data has failed before the first bar. */
export function failedAtStart(error: unknown): Trace {
  if (!(error instanceof Fault)) throw error;
  const step = { tsUs: 0, kind: StepKind.failure, agent: -1, instrument: -1, lots: 0, share: 0, rest: error.message };
  return { steps: [step], reads: [], drew: [], warmups: [] };
}
