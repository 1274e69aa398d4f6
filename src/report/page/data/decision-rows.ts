import { quantityOf } from '../../../core/model/instrument.ts';
import type { BacktestResult } from '../../../backtest/result.ts';
import { renderReason } from '../../render-reason.ts';
import { short, Texts } from './compact.ts';

/** The latest decisions with their votes, as rows of cells. */
export interface DecisionRows {
  readonly texts: readonly string[];
  /** seconds, instrument, kind (text), present, decided, allowed, confidence, dissent, votes */
  readonly rows: readonly (readonly Cell[])[];
  /** All there were. */
  readonly count: number;
}

type Vote = readonly (number | null)[];
type Cell = number | null | readonly Vote[];

const ROWS_MAX = 2_000;
const VOTES_MAX = 12_000;
const REASON_LENGTH_MAX = 160;

/** A vote is [agent, target, confidence, weight, share, counted, reason (text) or -1]. */
export function decisionRows(result: BacktestResult): DecisionRows {
  const { recording, instruments } = result;
  const { decisions, votes } = recording;
  const texts = new Texts();
  const reasons = reasonsOf(result, texts);
  const first = Math.max(
    0,
    decisions.count - Math.min(ROWS_MAX, Math.floor(VOTES_MAX / Math.max(1, result.agents.length))),
  );
  const votesOf = votesBack(result, first);
  const rows: Cell[][] = [];
  for (let row = first; row < decisions.count; row++) {
    const instrument = instruments[decisions.instrument[row]];
    const size = (lots: number): number | null => short(quantityOf(instrument, lots), 9);
    const cells: Vote[] = (votesOf.get(decisions.id[row]) ?? []).map((vote) => [
      votes.agent[vote],
      size(votes.targetLots[vote]),
      short(votes.confidence[vote], 3),
      short(votes.weight[vote], 3),
      size(votes.shareLots[vote]),
      votes.awake[vote],
      reasons.at(votes.agent[vote], decisions.instrument[row], decisions.tsUs[row]),
    ]);
    rows.push([
      Math.floor(decisions.tsUs[row] / 1e6),
      decisions.instrument[row],
      texts.place(decisions.kind[row]),
      size(decisions.presentLots[row]),
      size(decisions.decidedLots[row]),
      size(decisions.allowedLots[row]),
      short(decisions.confidence[row], 3),
      short(decisions.dissent[row], 3),
      cells,
    ]);
  }
  return { texts: texts.list, rows, count: decisions.count };
}

/** Vote rows by decision, of the decisions from row `first` on: votes stand in the order of their decisions. */
function votesBack({ recording: { decisions, votes } }: BacktestResult, first: number): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (let row = first; row < decisions.count; row++) found.set(decisions.id[row], []);
  for (let vote = 0; vote < votes.count; vote++) found.get(votes.decision[vote])?.push(vote);
  return found;
}

/** What an agent last said of an instrument, up to a moment. Ask in the order of time. */
function reasonsOf(
  { recording: { intents }, instruments }: BacktestResult,
  texts: Texts,
): { at(agent: number, instrument: number, tsUs: number): number } {
  const latest = new Map<number, number>();
  const places = new Map<number, number>();
  let next = 0;
  return {
    at(agent, instrument, tsUs) {
      for (; next < intents.count && intents.tsUs[next] <= tsUs; next++) {
        latest.set(intents.agent[next] * instruments.length + intents.instrument[next], next);
      }
      const row = latest.get(agent * instruments.length + instrument);
      if (row === undefined || intents.reason[row] === '') return -1;
      let place = places.get(row);
      if (place === undefined) {
        place = texts.place(renderReason(intents.reason[row], intents.values[row]).slice(0, REASON_LENGTH_MAX));
        places.set(row, place);
      }
      return place;
    },
  };
}
