/** A named day: what it does to prices, as fractions (−0.2 is a fall of 20 %). */
export interface Scenario {
  readonly name: string;
  /** By instrument name. */
  readonly shocks: Readonly<Record<string, number>>;
  /** For every instrument that is not named. */
  readonly otherwise: number;
}

/** What is held: signed notional n = quantity · price · multiplier · rate, in the account's currency. */
export interface Exposure {
  readonly instrument: string;
  readonly notional: number;
}

export interface StressResult {
  readonly scenario: string;
  /** Σ nᵢ·shockᵢ: negative is a loss. Linear: no rebalancing, no margin call on the way. */
  readonly profit: number;
  /** In the order of the exposures; their sum is the profit. */
  readonly byExposure: Float64Array;
}

export function stress(exposures: readonly Exposure[], scenario: Scenario): StressResult {
  const byExposure = new Float64Array(exposures.length);
  let profit = 0;
  for (let i = 0; i < exposures.length; i++) {
    byExposure[i] = exposures[i].notional * shockOf(scenario, exposures[i].instrument);
    profit += byExposure[i];
  }
  return { scenario: scenario.name, profit, byExposure };
}

/** Every scenario, the largest loss first; of equal ones in the order given. */
export function stressAll(exposures: readonly Exposure[], scenarios: readonly Scenario[]): StressResult[] {
  return scenarios.map((scenario) => stress(exposures, scenario)).sort((a, b) => a.profit - b.profit);
}

function shockOf(scenario: Scenario, instrument: string): number {
  return Object.hasOwn(scenario.shocks, instrument) ? scenario.shocks[instrument] : scenario.otherwise;
}
