import { Fault } from '../base/fault.ts';
import { LIMIT_KEYS, type Limits, ProfileName, resolveLimits } from './limits.ts';
import { ValueAtRiskMethod } from './portfolio-var.ts';

/** An agent's own limit: a fraction of its equity, or an amount in account currency. */
export interface AgentLimit {
  readonly position?: number;
  readonly maxPosition?: number;
}

/** What risk is made from; nothing in it changes during a run. */
export interface RiskConfig {
  readonly limits: Limits;
  readonly accountType: 'margin' | 'cash';
  readonly valueAtRiskMethod: ValueAtRiskMethod;
  /** Sessions after which a drawdown halt ends by itself; Infinity: a person must release it. */
  readonly resumeAfter: number;
  /** For the simulated value at risk. */
  readonly seed: number;
  /** By agent id. */
  readonly agents: Readonly<Record<string, AgentLimit>>;
}

const RESUME_AFTER_SESSIONS = 20;

/** The keys of the run file's `risk`. */
export const RISK_KEYS: readonly string[] = ['profile', 'resumeAfter', 'valueAtRiskMethod', ...LIMIT_KEYS];

/**
 * The `risk` section of a run file, resolved: `profile` (moderate), `resumeAfter` (sessions, or 'never'; 20),
 * `valueAtRiskMethod` (historical) and any limit on top of the profile. A wrong key or value is a Fault.
 */
export function resolveRisk(
  section: Readonly<Record<string, unknown>>,
  rest: { accountType: 'margin' | 'cash'; seed: number; agents?: Readonly<Record<string, AgentLimit>> },
): RiskConfig {
  const {
    profile = ProfileName.moderate,
    resumeAfter = RESUME_AFTER_SESSIONS,
    valueAtRiskMethod = 'historical',
    ...limits
  } = section;
  const methods: readonly unknown[] = Object.values(ValueAtRiskMethod);
  if (!methods.includes(valueAtRiskMethod)) {
    throw new Fault(
      'config',
      `risk.valueAtRiskMethod: expected one of ${methods.join(', ')}, was ${String(valueAtRiskMethod)}`,
    );
  }
  const never = resumeAfter === 'never';
  if (!never && !(typeof resumeAfter === 'number' && Number.isInteger(resumeAfter) && resumeAfter >= 1)) {
    throw new Fault(
      'config',
      `risk.resumeAfter: expected a whole number of sessions, 1 or more, or never, was ${String(resumeAfter)}`,
    );
  }
  return {
    limits: resolveLimits(String(profile), limits),
    accountType: rest.accountType,
    valueAtRiskMethod: valueAtRiskMethod as ValueAtRiskMethod,
    resumeAfter: never ? Number.POSITIVE_INFINITY : resumeAfter,
    seed: rest.seed,
    agents: rest.agents ?? {},
  };
}
