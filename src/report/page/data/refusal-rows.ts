import { quantityOf } from '../../../core/model/instrument.ts';
import type { BacktestResult } from '../../../backtest/result.ts';
import { short, Texts } from './compact.ts';

export interface RefusalRows {
  readonly texts: readonly string[];
  /** seconds, agent, instrument, rule (text), limit, value, asked, allowed */
  readonly rows: readonly (readonly (number | null)[])[];
  readonly count: number;
}

const ROWS_MAX = 2_000;

export function refusalRows({ recording: { refusals }, instruments }: BacktestResult): RefusalRows {
  const texts = new Texts();
  const rows: (number | null)[][] = [];
  for (let row = Math.max(0, refusals.count - ROWS_MAX); row < refusals.count; row++) {
    const instrument = instruments[refusals.instrument[row]];
    rows.push([
      Math.floor(refusals.tsUs[row] / 1e6),
      refusals.agent[row],
      refusals.instrument[row],
      texts.place(refusals.rule[row]),
      short(refusals.limit[row], 6),
      short(refusals.value[row], 6),
      short(quantityOf(instrument, refusals.askedLots[row]), 9),
      short(quantityOf(instrument, refusals.maxLots[row]), 9),
    ]);
  }
  return { texts: texts.list, rows, count: refusals.count };
}
