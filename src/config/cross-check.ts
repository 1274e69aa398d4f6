import { consensusDefaults } from '../core/consensus/config.ts';
import { didYouMean } from './nearest.ts';
import type { RunFile } from './run-file.ts';

interface Issues {
  addIssue(issue: { code: 'custom'; path: (string | number)[]; message: string }): void;
}

/** What only shows when the sections of a run file are read together. */
export function crossCheck(file: RunFile, issues: Issues): void {
  const add = (path: (string | number)[], message: string) => issues.addIssue({ code: 'custom', path, message });
  const instruments = file.data.map(({ instrument }) => instrument);
  const ids = file.agents.map(({ id }) => id);
  const one = (path: (string | number)[], what: string, known: readonly string[], name: string) => {
    if (known.includes(name)) return;
    const hint = didYouMean(name, known);
    add(path, `expected ${what}${hint === '' ? ` (${known.join(', ')})` : ''}, was '${name}'${hint}`);
  };

  repeated(instruments).forEach((i) =>
    add(['data', i, 'instrument'], `expected each instrument once, was '${instruments[i]}' again`),
  );
  repeated(ids).forEach((i) => add(['agents', i, 'id'], `expected each id once, was '${ids[i]}' again`));
  if (file.benchmark !== undefined) one(['benchmark'], 'one of the instruments', instruments, file.benchmark);
  file.agents.forEach((agent, i) => {
    agent.instruments?.forEach((name, k) =>
      one(['agents', i, 'instruments', k], 'one of the instruments under data', instruments, name),
    );
    repeated(agent.instruments ?? []).forEach((k) =>
      add(['agents', i, 'instruments', k], 'expected each instrument once'),
    );
  });
  checkCapital(file, add);

  const { weights, veto, method } = file.consensus;
  veto.forEach((id, i) => one(['consensus', 'veto', i], 'the id of an agent', ids, id));
  if (weights !== undefined) {
    if (method !== 'weighted')
      add(
        ['consensus', 'weights'],
        `expected weights under method weighted only, the method is ${method ?? consensusDefaults.method}`,
      );
    Object.keys(weights).forEach((id) => one(['consensus', 'weights', id], 'the id of an agent', ids, id));
    for (const id of ids)
      if (!Object.hasOwn(weights, id))
        add(['consensus', 'weights'], `expected a weight for every agent, '${id}' has none`);
  }
  const currencies = file.rates.map(({ currency }) => currency);
  repeated(currencies).forEach((i) =>
    add(['rates', i, 'currency'], `expected each currency once, was '${currencies[i]}' again`),
  );
  const feed = file.live?.feed;
  file.data.forEach((entry, i) => {
    if (entry.path !== undefined || entry.catalogue !== undefined) return;
    if (feed === undefined || (feed.source === 'replay' && feed.path === undefined))
      add(['data', i], 'expected a path or a catalogue, was neither');
  });
  file.data.forEach((entry, i) => {
    const currency = entry.currency ?? 'USD';
    if (entry.catalogue !== undefined && entry.currency === undefined) return;
    if (currency === file.account.currency || currencies.includes(currency)) return;
    add(
      ['data', i, 'currency'],
      `expected ${file.account.currency}, the account's, or rates for ${currency} under rates`,
    );
  });
}

function checkCapital(file: RunFile, add: (path: (string | number)[], message: string) => void): void {
  let sum = 0;
  file.agents.forEach((agent, i) => {
    sum += agent.capital ?? 0;
    // A hair more than 1 is the sum of decimals such as 0.1, not a mistake.
    if (agent.capital !== undefined && sum > 1 + 1e-9)
      add(['agents', i, 'capital'], `expected shares of at most 1 in all, they come to ${Number(sum.toFixed(9))}`);
  });
}

/** The places of names that stood there before. */
function repeated(names: readonly string[]): number[] {
  return names.flatMap((name, i) => (names.indexOf(name) < i ? [i] : []));
}
