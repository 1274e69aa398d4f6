import { join } from 'node:path';
import type { WalkForwardSummary, WindowSummary } from '../research/walk-forward/walk-forward-summary.ts';
import { count, percent, ratio } from './numbers.ts';
import type { Shell } from './shell.ts';
import { table } from './table.ts';

const WINDOWS_SHOWN = 20;
const FAILURES_SHOWN = 5;

/** What a person wants to know of a walk first. `dir` is where the results are. */
export function walkForwardText(summary: WalkForwardSummary, dir: string, shell: Shell): string {
  const { run, scheme, search, windows, total, failures, counts, warnings } = summary;
  const head = (text: string): string => shell.paint('bold', text);
  const what = scheme.groups === null ? 'windows' : 'splits';
  const facts = `${scheme.scheme}, ${count(windows.length)} ${what}, ${count(search.points)} points each, ${search.objective}`;
  const blocks = [`${head(run.name)}  ${shell.paint('dim', facts)}\n`];
  blocks.push(`${head('In sample against out of sample')}\n${windowsText(summary)}`);
  blocks.push(`${head('Judged')}\n${totalText(summary)}`);
  if (summary.parameters.length > 0) blocks.push(`${head('Chosen parameters')}\n${parametersText(summary)}`);
  const bad = windows.filter(({ status }) => status !== 'ok');
  if (bad.length > 0) {
    const lines = bad.slice(0, FAILURES_SHOWN).map(({ window, error }) => `  window ${window}: ${error ?? ''}\n`);
    const title = `Not judged: ${count(bad.length)} of ${count(total.judged + bad.length)}`;
    blocks.push(`${head(title)}\n${lines.join('')}${more(bad.length - lines.length)}`);
  }
  if (failures.length > 0) {
    const lines = failures.slice(0, FAILURES_SHOWN).map(({ part, window, point, error }) => {
      const where = window === null ? part : `${part} of window ${window}`;
      return `  point ${point}, ${where}: ${error}\n`;
    });
    const title = `Refused or failed: ${count(counts.refused + counts.failed)} evaluations`;
    blocks.push(`${head(title)}\n${lines.join('')}${more(failures.length - lines.length)}`);
  }
  if (warnings.length > 0) blocks.push(`${head('Warnings')}\n${warnings.map((line) => `  ${line}\n`).join('')}`);
  blocks.push(table(Object.entries(summary.files).map(([name, path]) => [name, join(dir, path)])));
  return blocks.join('\n');
}

function windowsText({ windows, search, total }: WalkForwardSummary): string {
  const keys = search.parameters.map(({ key }) => key);
  const header = ['', 'tested from', ...keys, 'Sharpe in', 'out', 'a year in', 'out', 'efficiency', 'trades'];
  const rows = windows.slice(0, WINDOWS_SHOWN).map((window) => windowRow(window, keys));
  const { inSample, outOfSample, efficiency } = total;
  const sum = [
    'all',
    '',
    ...keys.map(() => ''),
    ...[ratio(inSample?.sharpe ?? null), ratio(outOfSample?.sharpe ?? null)],
    ...[percent(inSample?.cagr ?? null), percent(outOfSample?.cagr ?? null)],
    percent(efficiency),
    '',
  ];
  const text = table(
    [header, ...rows, sum],
    header.map((_, i) => (i === 1 ? ('left' as const) : ('right' as const))),
  );
  return `${text.replaceAll(/^(?=.)/gm, '  ')}${more(windows.length - rows.length)}`;
}

function windowRow(
  { window, test, chosen, inSample, outOfSample, efficiency }: WindowSummary,
  keys: readonly string[],
): string[] {
  return [
    String(window),
    test.map(({ from }) => from.slice(0, 10)).join(' '),
    ...keys.map((key) => (chosen === null ? '-' : String(chosen.parameters[key]))),
    ...[ratio(inSample?.sharpe ?? null), ratio(outOfSample?.sharpe ?? null)],
    ...[percent(inSample?.cagr ?? null), percent(outOfSample?.cagr ?? null)],
    percent(efficiency),
    outOfSample === null ? '-' : count(outOfSample.trades),
  ];
}

function totalText({ total, windows, sharpe, overfitting, paths }: WalkForwardSummary): string {
  const lines = [
    `${count(total.judged)} of ${count(windows.length)} judged, ${percent(total.gaining)} of them with a gain`,
    `Sharpe ratio lost out of sample: ${ratio(total.sharpeDecay)}; deepest drawdown there: ${percent(total.outOfSample?.maxDrawdown ?? null)}`,
  ];
  if (sharpe !== null) {
    lines.push(
      `${count(paths.length)} paths: Sharpe ratio ${ratio(sharpe.lowest)} to ${ratio(sharpe.highest)}, median ${ratio(sharpe.median)}, ${percent(sharpe.losing)} not above 0`,
    );
  }
  if (overfitting !== null) {
    const { probability, note } = overfitting;
    lines.push(
      `probability of overfitting: ${probability === null ? `not known, ${note ?? ''}` : percent(probability)}`,
    );
  }
  return lines.map((line) => `  ${line}\n`).join('');
}

function parametersText({ parameters }: WalkForwardSummary): string {
  const rows = parameters.map(({ key, mostFrequent, share, distinct, kept }) => [
    key,
    `mostly ${String(mostFrequent)} (${percent(share)})`,
    `${count(distinct)} different`,
    `${percent(kept)} kept from one to the next`,
  ]);
  return table(rows).replaceAll(/^(?=.)/gm, '  ');
}

function more(left: number): string {
  return left > 0 ? `  ... and ${count(left)} more\n` : '';
}
