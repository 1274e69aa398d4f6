import { type Scenario, ScenarioRun } from '../backtest/scenario.ts';
import type { Out } from '../core/model/out.ts';
import { Report } from '../core/model/report.ts';
import { type Caused, envelopeOf } from './caused.ts';
import type { Message } from './contracts.ts';
import { Outbound } from './outbound.ts';
import { type OutTable, tablesOf } from './places.ts';

/** A scenario of which every output becomes messages, as a live session's would. */
export class WatchedScenario extends ScenarioRun {
  readonly messages: Message[] = [];
  /** The same as records hold them. */
  readonly caused: Caused[] = [];
  /** Rows seen, by table. */
  readonly rows = new Map<OutTable, number>();
  /** Of the input of this number, what a request would have brought along. */
  correlationOf: (sequence: number) => string = () => '';
  outbound: Outbound | undefined;

  constructor(scenario: Scenario) {
    super(scenario);
    this.outbound = new Outbound(this.engine.account, 'paper');
  }

  override onOut(out: Out): void {
    super.onOut(out);
    const { sequence, nowUs } = this.engine.account;
    for (const name of tablesOf(out)) this.rows.set(name, (this.rows.get(name) ?? 0) + out[name].count);
    const caused = this.outbound!.causedBy(out, {
      sequence,
      tsUs: nowUs,
      correlationId: this.correlationOf(sequence),
      report: new Report(),
    });
    this.caused.push(...caused.messages);
    this.messages.push(...caused.messages.map((_, i) => envelopeOf(caused, i, 'engine/test')));
  }
}
