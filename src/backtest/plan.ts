import { createHash } from 'node:crypto';
import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import type { AgentSpec, EngineSpec, HoldingSpec } from '../core/engine/spec.ts';
import { type BarSource, memorySource } from '../core/market/series.ts';
import { calendarOf } from '../core/market/calendars.ts';
import { Resampler } from '../core/market/resample.ts';
import { formatDuration } from '../core/base/time.ts';
import type { LoadedData } from '../catalogue/load.ts';
import { canonicalJson } from '../config/canonical.ts';
import type { RunFile } from '../config/run-file.ts';
import { resolveRisk } from '../core/risk/risk-config.ts';
import { loadStrategy } from '../plugins/load-strategy.ts';
import { parseParams } from '../plugins/params.ts';
import { ActionTape } from './action-tape.ts';
import { compareNames } from './compare-names.ts';
import { Delivery } from './delivery.ts';
import { RateTape } from './rates.ts';
import { loadRunData, type RunData, type Window, within } from './run-data.ts';
import { requireExits } from './record-agents.ts';
import type { RunRecord } from './run-record.ts';
import { requireVolume } from './venue.ts';

/** A run file with its data and strategies loaded: everything an engine and a driver are made from. */
export interface Plan {
  readonly file: RunFile;
  readonly spec: EngineSpec;
  readonly data: readonly LoadedData[];
  /** Recorded markets, opened anew by each run. */
  readonly records: readonly RunRecord[];
  readonly delivery: Delivery;
  readonly rates: RateTape;
  readonly actions: ActionTape;
  /** Index of the benchmark's instrument, -1 for none. */
  readonly benchmark: number;
  readonly configHash: string;
  readonly dataHash: string;
  readonly warnings: readonly string[];
  readonly totalBars: number;
  /** Of all recorded markets, in whole: a window has fewer. */
  readonly totalEvents: number;
}

/** Loads what the file names. */
export async function makePlan(file: RunFile, baseDir: string): Promise<Plan> {
  return planOver(file, baseDir, await loadRunData(file, baseDir));
}

/** The same over data that is loaded already, in whole or a window of it. The data is the file's, and is not copied. */
export async function planOver(file: RunFile, baseDir: string, loaded: RunData, window: Window = {}): Promise<Plan> {
  const { data, records, rates } = within(loaded, window);
  const markets = [...data, ...records].sort((a, b) => a.instrument.index - b.instrument.index);
  for (const { instrument, series } of data) requireVolume(file.execution, instrument.name, series);
  const names = markets.map(({ instrument }) => instrument.name);
  const agents = await loadAgents(file, baseDir, names);
  requireRates(file, markets);
  requireExits(file, records, agents);
  return {
    file,
    spec: {
      seed: file.seed,
      instruments: markets.map(({ instrument }) => instrument),
      calendars: markets.map((market) => (isBars(market) ? market.calendar : calendarOf(market.side.calendar))),
      intervals: markets.map((market) =>
        isBars(market)
          ? [market.interval, ...market.resampleUs.toSorted((a, b) => a - b).map(formatDuration)]
          : [market.side.interval],
      ),
      agents,
      account: file.account,
      consensus: { ...file.consensus, costBps: file.consensus.costBps ?? costBps(file) },
      risk: resolveRisk(file.risk, { accountType: file.account.type, seed: file.seed }),
      costMethod: file.costMethod,
      holding: holdingOf(file),
      fromUs: startOf(markets),
    },
    data,
    records,
    delivery: new Delivery(
      // What has no bars stands in nobody's way.
      markets.map((market) => (isBars(market) ? market.intervalUs : (data.at(0)?.intervalUs ?? 0))),
      markets.map((market) =>
        isBars(market)
          ? market.resampleUs
              .toSorted((a, b) => a - b)
              .map((intervalUs, k) => ({ intervalUs, resampler: new Resampler(intervalUs, market.calendar, k + 1) }))
          : [],
      ),
    ),
    rates: new RateTape(rates),
    actions: new ActionTape(data.flatMap(({ actions }) => actions)),
    benchmark: file.benchmark === undefined ? -1 : names.indexOf(file.benchmark),
    configHash: configHashOf(file, window),
    dataHash: dataHashOf(data, records),
    warnings: [
      ...data.flatMap(({ report }) => report.warnings),
      ...records.flatMap(({ warnings }) => warnings),
      ...capitalWarnings(file),
      ...slicingWarnings(file),
    ],
    totalBars: data.reduce((sum, { series }) => sum + series.length, 0),
    totalEvents: records.reduce((sum, { side }) => sum + side.rows, 0),
  };
}

export async function loadAgents(file: RunFile, baseDir: string, names: readonly string[]): Promise<AgentSpec[]> {
  const sorted = file.agents.toSorted((a, b) => compareNames(a.id, b.id));
  const agents: AgentSpec[] = [];
  for (const agent of sorted) {
    const strategy = await loadStrategy(agent.strategy, baseDir);
    const wanted = (agent.instruments ?? names).map((name) => names.indexOf(name)).sort((a, b) => a - b);
    agents.push({
      id: agent.id,
      strategy,
      params: parseParams(strategy, agent.params, `agents.${agent.id}.params`),
      instruments: wanted,
      capital: agent.capital,
      exits: agent.exits,
    });
  }
  return agents;
}

/** Results start with the first bar of the latest `from`; without any, with the first bar of all. */
function startOf(markets: readonly Pick<LoadedData, 'fromUs'>[]): Us {
  return markets.reduce((latest, { fromUs }) => Math.max(latest, fromUs === undefined ? 0 : fromUs + 1), 0);
}

/** What a change of an agent's own target is taken to cost when its weight is learnt: the run's commission and slippage. */
export function costBps({ execution: { slippage, fees } }: RunFile): number {
  const slip =
    slippage.model === 'bps' ? slippage.bps : slippage.model === 'half-spread' ? (slippage.spreadBps ?? 0) / 2 : 0;
  const fee = fees.model === 'bps' ? fees.bps : fees.model === 'tiered' ? fees.tiers[0].bps : 0;
  return Math.max(0, slip + fee);
}

function requireRates(file: RunFile, data: readonly Pick<LoadedData, 'instrument'>[]): void {
  const known = new Set([file.account.currency, ...file.rates.map(({ currency }) => currency)]);
  for (const { instrument } of data) {
    if (known.has(instrument.currency)) continue;
    throw new Fault(
      'config',
      `rates: ${instrument.name} is in ${instrument.currency} and the account in ${file.account.currency}; expected a file of rates for ${instrument.currency}`,
    );
  }
}

function capitalWarnings(file: RunFile): string[] {
  if (file.consensus.method === 'sum') return [];
  const ignored = file.agents.filter(({ capital }) => capital !== undefined).map(({ id }) => id);
  return ignored.length === 0
    ? []
    : [`agents ${ignored.join(', ')}: 'capital' counts only under the method 'sum' and is ignored`];
}

/** Undefined where holding costs nothing. */
function holdingOf({ execution: { borrowBps = 0, marginInterestBps = 0 } }: RunFile): HoldingSpec | undefined {
  return borrowBps === 0 && marginInterestBps === 0 ? undefined : { borrowBps, marginInterestBps };
}

function slicingWarnings({ execution: { slicing } }: RunFile): string[] {
  return slicing === undefined
    ? []
    : [`execution.slicing: '${slicing.algorithm}' counts only in a live session and is ignored`];
}

/** Of what decides the result besides the data; equal texts of equal meaning have one hash. */
export function configHashOf(file: RunFile, window: Window = {}): string {
  return digest(configText(file, window));
}

export function dataHashOf(data: readonly LoadedData[], records: readonly RunRecord[] = []): string {
  const rows = [
    ...data.map(({ instrument, report: { sha256, actionsSha256 } }) => [
      instrument.name,
      sha256,
      ...(actionsSha256 === undefined ? [] : [actionsSha256]),
    ]),
    ...records.map(({ instrument, side }) => [instrument.name, ...side.sources]),
  ];
  return digest(canonicalJson(rows.sort((a, b) => compareNames(a[0], b[0]))));
}

/** What decides the result: not what only a live session or a search needs, nor where it is written to or in which order it is listed. */
function configText(
  { output: _output, live: _live, sweep: _sweep, walkForward: _walkForward, execution, ...file }: RunFile,
  window: Window,
): string {
  const { slicing: _slicing, ...venue } = execution;
  const data = file.data
    .toSorted((a, b) => compareNames(a.instrument, b.instrument))
    .map(({ path: _path, actions: _actions, group: _group, ...entry }) => entry);
  const agents = file.agents.toSorted((a, b) => compareNames(a.id, b.id));
  return canonicalJson({ ...file, execution: venue, data, agents, ...window });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Fresh sources over the loaded bars, for one walk; empty where an instrument has a recorded market. */
export function sourcesOf({ spec, data }: Plan): BarSource[] {
  return spec.instruments.map((instrument, index) => {
    const loaded = data.find((each) => each.instrument.index === index);
    if (loaded !== undefined) return memorySource(instrument, loaded.interval, loaded.series);
    return { instrument, interval: '', intervalUs: 0, next: () => undefined };
  });
}

function isBars(market: LoadedData | RunRecord): market is LoadedData {
  return 'series' in market;
}
