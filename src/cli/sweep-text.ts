import { join } from 'node:path';
import type { SweepSummary } from '../research/sweep-summary.ts';
import { count, percent, ratio } from './numbers.ts';
import type { Shell } from './shell.ts';
import { table } from './table.ts';

const BEST_SHOWN = 10;
const FAILURES_SHOWN = 5;

/** What a person wants to know of a sweep first. `file` is the run file as it was given, `dir` where the results are. */
export function sweepText(summary: SweepSummary, file: string, dir: string, shell: Shell): string {
  const { sweep, counts, rungs, best, failures, warnings } = summary;
  const head = (text: string): string => shell.paint('bold', text);
  const blocks = [
    `${head(sweep.name)}  ${shell.paint('dim', `${sweep.method}, ${count(counts.points)} points, ${sweep.objective}`)}\n`,
    countsText(summary),
  ];
  if (rungs.length > 1) blocks.push(`${head('Rungs')}\n${rungsText(summary)}`);
  if (best.length > 0) blocks.push(`${head('Best')}\n${bestText(summary)}`);
  if (failures.length > 0) {
    const shown = failures.slice(0, FAILURES_SHOWN).map(({ point, error }) => `  point ${point}: ${error}\n`);
    const more = counts.refused + counts.failed - shown.length;
    blocks.push(`${head('Refused or failed')}\n${shown.join('')}${more > 0 ? `  ... and ${count(more)} more\n` : ''}`);
  }
  if (warnings.length > 0) blocks.push(`${head('Warnings')}\n${warnings.map((line) => `  ${line}\n`).join('')}`);
  const rows = Object.entries(summary.files).map(([name, path]) => [name, join(dir, path)]);
  blocks.push(table(rows));
  if (best.length > 0) {
    const sets = Object.entries(best[0].parameters).map(([key, value]) => {
      const dot = key.indexOf('.');
      return (
        `--set ${key.slice(0, dot)}`.replace('--set ', '--set agents.') +
        `.params.${key.slice(dot + 1)}=${String(value)}`
      );
    });
    blocks.push(`The best of them as a run:\n  conclave backtest run ${file} ${sets.join(' ')}\n`);
  }
  return blocks.join('\n');
}

function countsText({ counts }: SweepSummary): string {
  const parts = [`${count(counts.ok)} ok`];
  if (counts.refused > 0) parts.push(`${count(counts.refused)} refused by the strategy's schema`);
  if (counts.failed > 0) parts.push(`${count(counts.failed)} failed`);
  return `  ${parts.join(', ')}\n`;
}

function rungsText({ rungs }: SweepSummary): string {
  const rows = rungs.map(({ share, points, to }) => [
    percent(share),
    `of the period${to === null ? '' : `, to ${to}`}`,
    `${count(points)} points`,
  ]);
  return indented(table(rows, ['right', 'left', 'right']));
}

function bestText({ sweep, best }: SweepSummary): string {
  const keys = sweep.parameters.map(({ key }) => key);
  const others = (['sharpe', 'totalReturn', 'maxDrawdown'] as const).filter((name) => name !== sweep.objective);
  const header = ['point', ...keys, sweep.objective, ...others.map((name) => NAMES[name]), 'trades'];
  const rows = best
    .slice(0, BEST_SHOWN)
    .map(({ point, parameters, metrics, counts }) => [
      String(point),
      ...keys.map((key) => String(parameters[key])),
      number(metrics?.[sweep.objective] ?? null),
      ...others.map((name) => (name === 'sharpe' ? ratio(metrics?.[name] ?? null) : percent(metrics?.[name] ?? null))),
      count(counts?.trades ?? 0),
    ]);
  return indented(
    table(
      [header, ...rows],
      header.map(() => 'right' as const),
    ),
  );
}

const NAMES = { sharpe: 'Sharpe', totalReturn: 'return', maxDrawdown: 'max drawdown' } as const;

function number(value: number | null): string {
  return value === null ? '-' : value.toPrecision(4);
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
