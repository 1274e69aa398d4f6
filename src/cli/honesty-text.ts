import type { Summary } from '../backtest/result.ts';
import { count, percent, ratio } from './numbers.ts';
import { table } from './table.ts';

type Honesty = NonNullable<Summary['honesty']>;
type Case = Honesty['bands']['costs'][number];

/** What a result is worth, a line each: the same figures as on the tear sheet. */
export function honestyText(honesty: Honesty): string {
  const rows = [
    ['chosen from', trialsText(honesty)],
    ...sharpeRows(honesty),
    ...comparedRows(honesty),
    ...baselineRows(honesty),
    ...bandRows(honesty),
  ];
  return table(rows);
}

function trialsText({ trials: { count: trials, exact, note } }: Honesty): string {
  if (trials === null) return `not known: ${note ?? ''}`;
  const text = `${exact ? '' : 'about '}${count(trials)} ${trials === 1 ? 'trial' : 'trials'} on the same instruments`;
  return note === null ? text : `${text} (${note})`;
}

function sharpeRows({ sharpe, trials }: Honesty): string[][] {
  const { probabilistic, deflated, lucky, minimumTrackRecord, sessions } = sharpe;
  if (probabilistic === null) return [['Sharpe above 0', `cannot be said: ${sharpe.note ?? ''}`]];
  const rows = [['Sharpe above 0', `${percent(probabilistic)} sure`]];
  if (trials.count === 1 && deflated !== null)
    rows.push(['deflated Sharpe', `${percent(deflated)}: one trial deflates nothing`]);
  else if (deflated !== null && trials.count !== null && lucky !== null) {
    rows.push(['deflated Sharpe', `${percent(deflated)} sure that it is above the ${ratio(lucky)} that luck finds`]);
  } else rows.push(['deflated Sharpe', `cannot be said: ${sharpe.note ?? ''}`]);
  rows.push([
    'track record',
    minimumTrackRecord === null
      ? 'no length of it would show a Sharpe ratio above 0'
      : `${count(minimumTrackRecord)} sessions would be needed for 95 %, there are ${count(sessions)}`,
  ]);
  return rows;
}

/** Where there are too few trials to compare, one line says so. */
function comparedRows({ trials, overfitting, realityCheck }: Honesty): string[][] {
  if (trials.count === null) return [];
  const rows: string[][] = [];
  if (overfitting.probability === null) rows.push(['overfitting', overfitting.note ?? '']);
  else
    rows.push([
      'overfitting',
      `${percent(overfitting.probability)} probable over ${count(overfitting.compared)} trials`,
    ]);
  if (realityCheck.probability !== null) {
    const { probability } = realityCheck;
    const shown = probability < 0.001 ? 'below 0.001' : probability.toFixed(3);
    rows.push(['reality check', `p ${shown} that luck explains the best of them`]);
  }
  return rows;
}

function baselineRows({ baselines: { rows, random, note } }: Honesty): string[][] {
  const text = rows.map(({ name, totalReturn, sharpe }) => [
    name,
    `return ${percent(totalReturn)}, Sharpe ${ratio(sharpe)}`,
  ]);
  if (random === null) return [...text, ['random timing', note ?? '']];
  const { percentile, draws, low, high } = random;
  return [
    ...text,
    [
      'random timing',
      `better than ${percent(percentile)} of ${count(draws)} runs with the same turnover (${percent(low)} to ${percent(high)})`,
    ],
  ];
}

function bandRows({ bands: { costs, fills, note } }: Honesty): string[][] {
  if (costs.length === 0) return [['bands', note ?? '']];
  return [
    ['costs 0x to 2x', rangeText(costs)],
    ['kind to unkind fills', rangeText(fills)],
    ...(note === null ? [] : [['bands', `could not be run: ${note}`]]),
  ];
}

function rangeText(cases: readonly Case[]): string {
  const range = (key: 'totalReturn' | 'sharpe', shown: (value: number) => string): string => {
    const values = cases.flatMap((each) => (each[key] === null ? [] : [each[key]]));
    return values.length === 0 ? '-' : `${shown(Math.min(...values))} to ${shown(Math.max(...values))}`;
  };
  return `return ${range('totalReturn', percent)}, Sharpe ${range('sharpe', ratio)}`;
}
