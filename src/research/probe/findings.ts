import { rowsUpTo } from '../../catalogue/load.ts';
import type { RunData } from '../../backtest/run-data.ts';
import { describeSteps } from './describe.ts';
import type { Difference } from './differences.ts';
import type { Finding, ProbeKind } from './finding.ts';

/** What was found, the earliest difference of each probe and agent, with how often it showed. */
export class Findings {
  private readonly data: RunData;
  private readonly agents: readonly string[];
  private readonly found = new Map<string, { finding: Finding; places: number }>();
  private readonly probed = new Map<ProbeKind, number>();

  constructor(data: RunData, agents: readonly string[]) {
    this.data = data;
    this.agents = agents;
  }

  /** One more place was probed. */
  place(probe: ProbeKind): void {
    this.probed.set(probe, (this.probed.get(probe) ?? 0) + 1);
  }

  /** All differences of one run. */
  addAll(probe: ProbeKind, differences: readonly Difference[], alteration: string, detail = ''): void {
    for (const difference of differences) {
      const { agent, after } = difference;
      const follows =
        after === undefined
          ? ''
          : `later than ${this.agents[after]}, which uses the same account; --agent ${this.agents[agent]} probes it alone`;
      this.add(probe, difference, alteration, [detail, follows].filter((text) => text !== '').join('; '));
    }
  }

  add(probe: ProbeKind, difference: Difference, alteration: string, detail = ''): void {
    const { agent, instrument, atUs } = difference;
    const { data } = this.data;
    const instruments = data.map((one) => one.instrument);
    // what concerns no instrument, such as a failure, is told by the first one's bars
    const { series } = data[Math.max(0, instrument)];
    this.put({
      probe,
      agent: this.agents[agent] ?? '',
      instrument: instruments[instrument]?.name ?? '',
      atUs,
      bar: rowsUpTo(series, atUs),
      original: describeSteps(difference.original, instruments),
      altered: describeSteps(difference.altered, instruments),
      alteration,
      places: 1,
      placesProbed: 1,
      detail,
    });
  }

  put(finding: Finding): void {
    const key = `${finding.probe} ${finding.agent}`;
    const known = this.found.get(key);
    if (known === undefined) this.found.set(key, { finding, places: finding.places });
    else {
      known.places += finding.places;
      if (finding.atUs < known.finding.atUs) known.finding = finding;
    }
  }

  /** The earliest first. */
  list(): Finding[] {
    return [...this.found.values()]
      .map(({ finding, places }) => ({
        ...finding,
        places,
        placesProbed: Math.max(places, this.probed.get(finding.probe) ?? 0),
      }))
      .sort((a, b) => a.atUs - b.atUs || (a.agent < b.agent ? -1 : 1));
  }
}
