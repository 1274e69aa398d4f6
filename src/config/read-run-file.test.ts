import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataEntry } from '../catalogue/data-entry.ts';
import { Fault } from '../core/base/fault.ts';
import { parseRunFile, readRunFile } from './read-run-file.ts';

const FILE = `name: quick
account: { cash: 100000 }
benchmark: SPX
data:
  - { instrument: SPX, path: spx.csv, interval: 1d, tickSize: 0.01, lotSize: 1 }
agents:
  - { id: trend, strategy: ema-cross, params: { fast: 20 } }
  - { id: mine, strategy: ./mine.ts, instruments: [SPX], exits: { stopLoss: 0.05, maxBars: 60 } }
consensus: { method: adahedge, staleAfter: 5d }
risk: { profile: moderate, maxDailyLoss: 5000 }
execution: { slippageBps: 1, latencyMs: 250, participation: none }
`;

function faultOf(action: () => unknown): Fault {
  try {
    action();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('expected a Fault');
}

/** The file with one piece of text replaced. */
function withText(from: string, to: string): string {
  if (!FILE.includes(from)) throw new Error(`no '${from}' in the file`);
  return FILE.replace(from, to);
}

/** The file with an agent for each share of the capital. */
function capital(shares: readonly number[]): string {
  const agents = shares.map((share, i) => `{ id: a${i}, strategy: pairs, capital: ${share} }`);
  return FILE.replace(/agents:[^]*?consensus/, `agents: [${agents.join(', ')}]\nconsensus`);
}

describe('A run file that is right', () => {
  it('comes with its defaults in place and its units resolved', () => {
    const file = parseRunFile(FILE, 'run.yaml');
    expect(file).toMatchObject({
      apiVersion: 0,
      name: 'quick',
      seed: 1,
      account: { currency: 'USD', cash: '100000', type: 'margin', dayZone: 'UTC' },
      consensus: {
        method: 'adahedge',
        quorum: 0,
        windowUs: 0,
        band: 0.05,
        veto: [],
        scope: 'account',
        staleAfterUs: 432_000_000_000,
      },
      execution: {
        fill: 'next-open',
        slippage: { model: 'bps', bps: 1 },
        fees: { model: 'bps', bps: 5 },
        latencyUs: 250_000,
        limitFill: 'through',
        bothHit: 'stop-first',
      },
      risk: { profile: 'moderate', maxDailyLoss: 5000 },
      rates: [],
      costMethod: 'average',
    });
    expect(file.execution.participation).toBeUndefined();
    expect(file.agents[0]).toEqual({ id: 'trend', strategy: 'ema-cross', params: { fast: 20 } });
    expect(file.output).toBeUndefined();
  });

  it('has data entries that the catalogue loads', () => {
    const entries: readonly DataEntry[] = parseRunFile(FILE, 'run.yaml').data;
    expect(entries[0].tickSize).toBe(0.01);
  });

  it('may be JSON, may spell a method with underscores, may give every digit of the cash as text', () => {
    const json = JSON.stringify({
      name: 'j',
      account: { cash: '100000.123456789012345678' },
      data: [{ instrument: 'A', catalogue: 'A' }],
      agents: [{ id: 'a', strategy: 'pairs' }],
      consensus: { method: 'confidence_weighted' },
    });
    const file = parseRunFile(json, 'run.json');
    expect(file.account.cash).toBe('100000.123456789012345678');
    expect(file.consensus.method).toBe('confidence-weighted');
  });

  it('takes overrides by dotted path, agents by id or place, and makes blocks that are not there', () => {
    const file = parseRunFile(FILE, 'run.yaml', [
      'agents.trend.params.fast=10',
      'agents[1].exits.stopLoss=0.1',
      'data.SPX.from=2001-01-02',
      'output.dir=out',
      'seed=7',
    ]);
    expect(file.agents[0].params).toEqual({ fast: 10 });
    expect(file.agents[1].exits).toEqual({ stopLoss: 0.1, maxBars: 60 });
    expect(file.data[0].from).toBe('2001-01-02');
    expect(file.output).toEqual({ dir: 'out', formats: ['html', 'json', 'csv', 'parquet'] });
    expect(file.seed).toBe(7);
  });

  it('is read from disk, and knows its folder', () => {
    const dir = mkdtempSync(join(tmpdir(), 'conclave-'));
    writeFileSync(join(dir, 'run.yaml'), FILE);
    expect(readRunFile(join(dir, 'run.yaml')).baseDir).toBe(dir);
  });
});

describe('A mistake in a run file names line, key, value and what was expected', () => {
  const cases: [what: string, from: string, to: string, message: string][] = [
    [
      'an unknown key',
      'benchmark: SPX',
      'benchmrk: SPX',
      "run.yaml:3: benchmrk: unknown key 'benchmrk'; did you mean 'benchmark'?",
    ],
    [
      'an unknown key deeper down',
      'stopLoss: 0.05',
      'stoploss: 0.05',
      "run.yaml:8: agents.mine.exits.stoploss: unknown key 'stoploss'; did you mean 'stopLoss'?",
    ],
    ['a missing name', 'name: quick\n', '', 'run.yaml:1: name: expected a text, was not given'],
    ['no cash', '{ cash: 100000 }', '{}', 'run.yaml:2: account.cash: expected an amount of money, was not given'],
    ['negative cash', 'cash: 100000', 'cash: -5', 'run.yaml:2: account.cash: expected an amount above 0, was -5'],
    [
      'cash that is no number',
      'cash: 100000',
      'cash: 1_000',
      "run.yaml:2: account.cash: expected an amount above 0, was '1_000'",
    ],
    [
      'a negative tick',
      'tickSize: 0.01',
      'tickSize: -1',
      'run.yaml:5: data.SPX.tickSize: expected a number > 0, was -1',
    ],
    [
      'a file without a tick',
      'tickSize: 0.01, ',
      '',
      'run.yaml:5: data.SPX.tickSize: expected a value (without a catalogue entry it is needed), was not given',
    ],
    [
      'two sources of data',
      'path: spx.csv',
      'path: spx.csv, catalogue: SPX',
      'run.yaml:5: data.SPX: expected either path or catalogue, was both',
    ],
    ['no source of data', 'path: spx.csv, ', '', 'run.yaml:5: data.SPX: expected a path or a catalogue, was neither'],
    [
      'an interval that is none',
      'interval: 1d',
      'interval: 1 fortnight',
      'run.yaml:5: data.SPX.interval: expected an interval such as 1m, 1h, 1d or 1w, was "1 fortnight"',
    ],
    [
      'an unknown calendar',
      'lotSize: 1',
      'lotSize: 1, calendar: XNYX',
      'run.yaml:5: data.SPX.calendar: expected one of XNYS, NYSE, XNAS, NASDAQ, 24/7, continuous, was "XNYX"; did you mean XNYS?',
    ],
    [
      'an unknown zone',
      '{ cash: 100000 }',
      '{ cash: 1, dayZone: Mars/Olympus }',
      'run.yaml:2: account.dayZone: expected an IANA time zone such as UTC or America/New_York, was "Mars/Olympus"',
    ],
    [
      'adjusted prices without what they are adjusted by',
      'lotSize: 1',
      'lotSize: 1, adjust: all',
      'run.yaml:5: data.SPX.actions: expected a file to adjust by (adjust: all), was not given',
    ],
    [
      'raw captures',
      'lotSize: 1',
      'lotSize: 1, format: binance-raw',
      "run.yaml:5: data.SPX.format: 'format' is not in this version: CSV and Parquet are told apart by their content; book captures come later",
    ],
    [
      'borrow costs',
      'slippageBps: 1',
      'borrowBps: -1',
      'run.yaml:11: execution.borrowBps: expected a number >= 0, was -1',
    ],
    [
      'margin interest',
      'slippageBps: 1',
      'marginInterestBps: 5 %',
      "run.yaml:11: execution.marginInterestBps: expected a number, was '5 %'",
    ],
    [
      'a window that ends before it begins',
      'method: adahedge',
      'windowMs: -5',
      'run.yaml:9: consensus.windowMs: expected a number >= 0, was -5',
    ],
    [
      'an unknown method',
      'adahedge',
      'adahegde',
      "run.yaml:9: consensus.method: expected one of sum, majority, weighted, unanimous, confidence-weighted, hedge, adahedge, fixed-share, squint, was 'adahegde'; did you mean 'adahedge'?",
    ],
    [
      'a duration without a unit',
      '5d',
      '5',
      "run.yaml:9: consensus.staleAfter: expected a duration such as '5s' or '1d', was 5",
    ],
    [
      'a veto of nobody',
      'staleAfter: 5d',
      'veto: [trnd]',
      "run.yaml:9: consensus.veto[0]: expected the id of an agent, was 'trnd'; did you mean 'trend'?",
    ],
    [
      'weights for nobody',
      'method: adahedge',
      'method: weighted, weights: { trend: 1, mine: 1, other: 1 }',
      "run.yaml:9: consensus.weights.other: expected the id of an agent (trend, mine), was 'other'",
    ],
    [
      'a weight left out',
      'method: adahedge',
      'method: weighted, weights: { trend: 1 }',
      "run.yaml:9: consensus.weights: expected a weight for every agent, 'mine' has none",
    ],
    [
      'weights under another method',
      'method: adahedge',
      'weights: { trend: 1, mine: 1 }',
      'run.yaml:9: consensus.weights: expected weights under method weighted only, the method is sum',
    ],
    [
      'an unknown limit',
      'maxDailyLoss',
      'maxDailyLos',
      "run.yaml:10: risk.maxDailyLos: unknown key 'maxDailyLos'; did you mean 'maxDailyLoss'?",
    ],
    [
      'a limit beyond reason',
      'maxDailyLoss: 5000',
      'dailyLoss: 5',
      'run.yaml:10: risk.dailyLoss: expected a fraction above 0 and up to 1, or none (an amount of money is maxDailyLoss), was 5',
    ],
    [
      'an unknown profile',
      'profile: moderate',
      'profile: bold',
      'run.yaml:10: risk.profile: expected one of conservative, moderate, aggressive, unlimited, was bold',
    ],
    [
      'a participation above all',
      'participation: none',
      'participation: 2',
      'run.yaml:11: execution.participation: expected a share of the volume above 0 and up to 1, or none, was 2',
    ],
    [
      'costs given twice',
      'slippageBps: 1',
      'slippageBps: 1, slippage: { model: none }',
      'run.yaml:11: execution.slippageBps: expected either slippageBps or slippage, was both',
    ],
    [
      'an unknown cost model',
      'slippageBps: 1',
      'fees: { model: flat }',
      "run.yaml:11: execution.fees.model: expected one of none, bps, per-share, tiered, was 'flat'",
    ],
    [
      'fee tiers that do not rise',
      'slippageBps: 1',
      'fees: { model: tiered, tiers: [{ from: 0, bps: 5 }, { from: 0, bps: 4 }] }',
      'run.yaml:11: execution.fees.tiers: expected tiers that rise, was [{"from":0,"bps":5},{"from":0,"bps":4}]',
    ],
    [
      'a benchmark that is not there',
      'benchmark: SPX',
      'benchmark: NDX',
      "run.yaml:3: benchmark: expected one of the instruments (SPX), was 'NDX'",
    ],
    [
      'an instrument without data',
      'instruments: [SPX]',
      'instruments: [SPY]',
      "run.yaml:8: agents.mine.instruments[0]: expected one of the instruments under data, was 'SPY'; did you mean 'SPX'?",
    ],
    ['one id twice', 'id: mine', 'id: trend', "run.yaml:8: agents.trend.id: expected each id once, was 'trend' again"],
    [
      'the id of what nobody owns',
      'id: mine',
      'id: house',
      "run.yaml:8: agents.house.id: expected another id: 'house' is what no agent owns, was 'house'",
    ],
    ['an id that is a number', 'id: mine', 'id: 7', 'run.yaml:8: agents[1].id: expected a text, was 7'],
    [
      'no agents',
      FILE.slice(FILE.indexOf('agents:'), FILE.indexOf('consensus:')),
      'agents: []\n',
      'run.yaml:6: agents: expected at least one entry, was []',
    ],
    [
      'a list that is none',
      FILE.slice(FILE.indexOf('agents:'), FILE.indexOf('consensus:')),
      'agents: many\n',
      "run.yaml:6: agents: expected a list, was 'many'",
    ],
    [
      'a foreign currency without rates',
      'lotSize: 1',
      'lotSize: 1, currency: EUR',
      "run.yaml:5: data.SPX.currency: expected USD, the account's, or rates for EUR under rates, was 'EUR'",
    ],
    [
      'a stop loss in percent',
      'stopLoss: 0.05',
      'stopLoss: 5',
      'run.yaml:8: agents.mine.exits.stopLoss: expected a number < 1, was 5',
    ],
    [
      'half a bar',
      'maxBars: 60',
      'maxBars: 1.5',
      'run.yaml:8: agents.mine.exits.maxBars: expected a whole number, was 1.5',
    ],
    [
      'not a number',
      'slippageBps: 1',
      'slippageBps: .nan',
      'run.yaml:11: execution.slippageBps: expected a number, was NaN',
    ],
    [
      'a later version of the format',
      'name: quick',
      'apiVersion: 1\nname: quick',
      'run.yaml:1: apiVersion: expected 0, was 1',
    ],
    [
      'a fraction of a seed',
      'name: quick',
      'seed: 1.5\nname: quick',
      'run.yaml:1: seed: expected a whole number, was 1.5',
    ],
    [
      'text that is no YAML',
      'name: quick',
      'name: [quick',
      'run.yaml:2:1: expected YAML or JSON: flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'a key given twice',
      'name: quick',
      'name: quick\nname: quack',
      'run.yaml:2:1: expected YAML or JSON: map keys must be unique',
    ],
  ];
  it.each(cases)('%s', (_what, from, to, message) => {
    const fault = faultOf(() => parseRunFile(withText(from, to), 'run.yaml'));
    expect([fault.message, fault.exitCode]).toEqual([message, 3]);
  });

  it('all problems of a file are told at once', () => {
    const fault = faultOf(() =>
      parseRunFile(withText('cash: 100000', 'cash: 0').replace('stopLoss: 0.05', 'stopLoss: 5'), 'run.yaml'),
    );
    expect(fault.message).toMatch(/^run.yaml:2: account.cash/);
    expect(fault.details).toEqual(['run.yaml:8: agents.mine.exits.stopLoss: expected a number < 1, was 5']);
  });

  it('capital of more than all is refused, and a sum of decimals that is 1 is not', () => {
    expect(faultOf(() => parseRunFile(capital([0.6, 0.5]), 'run.yaml')).message).toBe(
      'run.yaml:6: agents.a1.capital: expected shares of at most 1 in all, they come to 1.1, was 0.5',
    );
    expect(parseRunFile(capital([0.1, 0.2, 0.3, 0.4]), 'run.yaml').agents).toHaveLength(4);
  });

  it('an override is named as such', () => {
    expect(faultOf(() => parseRunFile(FILE, 'run.yaml', ['account.cash=-1'])).message).toBe(
      '--set account.cash=-1: account.cash: expected an amount above 0, was -1',
    );
    expect(faultOf(() => parseRunFile(FILE, 'run.yaml', ['sed=1'])).message).toBe(
      "--set sed=1: sed: unknown key 'sed'; did you mean 'seed'?",
    );
  });

  it.each([
    ['seed', "--set: expected KEY=VALUE, was 'seed'"],
    ['a..b=1', "--set: expected a dotted path before '=', was 'a..b=1'"],
    ['agents.none.params.fast=1', "--set agents.none.params.fast=1: expected one of trend, mine, was 'none'"],
    ['seed=[', "--set seed=[: expected a value in YAML after '='"],
  ])('an override that cannot be placed is wrong usage: %s', (override, message) => {
    const fault = faultOf(() => parseRunFile(FILE, 'run.yaml', [override]));
    expect([fault.message, fault.exitCode]).toEqual([message, 2]);
  });

  it('a file that is not there, a folder, an empty file', () => {
    const dir = mkdtempSync(join(tmpdir(), 'conclave-'));
    writeFileSync(join(dir, 'empty.yaml'), '');
    expect(faultOf(() => readRunFile(join(dir, 'none.yaml'))).message).toBe(
      `${join(dir, 'none.yaml')}: no such file; a run file is expected`,
    );
    expect(faultOf(() => readRunFile(dir)).message).toBe(`${dir}: expected a run file, is a folder`);
    expect(faultOf(() => readRunFile(join(dir, 'empty.yaml'))).message).toBe(
      `${join(dir, 'empty.yaml')}: expected a run file, the file is empty`,
    );
  });
});

describe('a sweep', () => {
  const given = `name: x
account: { cash: 1000 }
data: [{ instrument: A, path: a.csv, interval: 1d, tickSize: 0.01, lotSize: 1 }]
agents: [{ id: trend, strategy: ema-cross }]
`;
  const messageOf = (sweep: string): string => {
    try {
      parseRunFile(`${given}sweep: ${sweep}`, 'run.yaml');
    } catch (error) {
      return (error as Fault).message;
    }
    return '';
  };

  it('names a method, what is searched, and how much', () => {
    const { sweep } = parseRunFile(
      `${given}sweep: { method: random, points: 20, agents: { trend: { fast: marked, slow: [20, 50] } } }`,
      'run.yaml',
    );
    expect(sweep).toMatchObject({ objective: 'sharpe', agents: { trend: { fast: 'marked', slow: [20, 50] } } });
  });

  it.each([
    ['{ method: gird }', 'sweep.method: expected one of grid, random, halving'],
    ['{ ponts: 3 }', "sweep.ponts: unknown key 'ponts'; did you mean 'points'?"],
    ['{ agents: { trend: { fast: { frm: 5 } } } }', 'sweep.agents.trend.fast: expected a list of values, { from, to'],
    ['{ agents: { trend: { fast: { from: 5, to: 3 } } } }', 'fast.to: expected a value above from, 5, was 3'],
    ['{ agents: { trend: { fast: [1, 1] } } }', 'fast: expected each value once'],
    [
      '{ agents: { trend: { fast: { from: 0, to: 3, scale: log } } } }',
      'from: expected a value above 0 on a log scale',
    ],
    ['{ halving: { factor: 1 } }', 'sweep.halving.factor: expected a number >= 2, was 1'],
  ])('is refused as %s', (sweep, message) => {
    expect(messageOf(sweep)).toContain(message);
  });
});
