import { createHash } from 'node:crypto';
import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import type { AgentSpec, EngineSpec } from '../core/engine/spec.ts';
import { memorySource } from '../core/market/series.ts';
import { Resampler } from '../core/market/resample.ts';
import { formatDuration } from '../core/base/time.ts';
import type { LoadedData } from '../catalogue/load.ts';
import { canonicalJson } from '../config/canonical.ts';
import type { RunFile } from '../config/run-file.ts';
import { resolveRisk } from '../core/risk/risk-config.ts';
import { loadStrategy } from '../plugins/load-strategy.ts';
import { parseParams } from '../plugins/params.ts';
import { compareNames } from './compare-names.ts';
import { Delivery } from './delivery.ts';
import { RateTape } from './rates.ts';
import { loadRunData, type RunData, type Window, within } from './run-data.ts';
import { requireVolume } from './venue.ts';

/** A run file with its data and strategies loaded: everything an engine and a driver are made from. */
export interface Plan {
  readonly file: RunFile;
  readonly spec: EngineSpec;
  readonly data: readonly LoadedData[];
  readonly delivery: Delivery;
  readonly rates: RateTape;
  /** Index of the benchmark's instrument, -1 for none. */
  readonly benchmark: number;
  readonly configHash: string;
  readonly dataHash: string;
  readonly warnings: readonly string[];
  readonly totalBars: number;
}

/** Loads what the file names. */
export async function makePlan(file: RunFile, baseDir: string): Promise<Plan> {
  return planOver(file, baseDir, await loadRunData(file, baseDir));
}

/** The same over data that is loaded already, in whole or a window of it. The data is the file's, and is not copied. */
export async function planOver(file: RunFile, baseDir: string, loaded: RunData, window: Window = {}): Promise<Plan> {
  const { data, rates } = within(loaded, window);
  for (const { instrument, series } of data) requireVolume(file.execution, instrument.name, series);
  const names = data.map(({ instrument }) => instrument.name);
  const agents = await loadAgents(file, baseDir, names);
  requireRates(file, data);
  return {
    file,
    spec: {
      seed: file.seed,
      instruments: data.map(({ instrument }) => instrument),
      calendars: data.map(({ calendar }) => calendar),
      intervals: data.map(({ interval, resampleUs }) => [
        interval,
        ...resampleUs.toSorted((a, b) => a - b).map(formatDuration),
      ]),
      agents,
      account: file.account,
      consensus: { ...file.consensus, costBps: file.consensus.costBps ?? costBps(file) },
      risk: resolveRisk(file.risk, { accountType: file.account.type, seed: file.seed }),
      costMethod: file.costMethod,
      fromUs: startOf(data),
    },
    data,
    delivery: new Delivery(
      data.map(({ intervalUs }) => intervalUs),
      data.map(({ resampleUs, calendar }) =>
        resampleUs
          .toSorted((a, b) => a - b)
          .map((intervalUs, k) => ({ intervalUs, resampler: new Resampler(intervalUs, calendar, k + 1) })),
      ),
    ),
    rates: new RateTape(rates),
    benchmark: file.benchmark === undefined ? -1 : names.indexOf(file.benchmark),
    configHash: configHashOf(file, window),
    dataHash: dataHashOf(data),
    warnings: [...data.flatMap(({ report }) => report.warnings), ...capitalWarnings(file), ...slicingWarnings(file)],
    totalBars: data.reduce((sum, { series }) => sum + series.length, 0),
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
function startOf(data: readonly LoadedData[]): Us {
  return data.reduce((latest, { fromUs }) => Math.max(latest, fromUs === undefined ? 0 : fromUs + 1), 0);
}

/** What a change of an agent's own target is taken to cost when its weight is learnt: the run's commission and slippage. */
export function costBps({ execution: { slippage, fees } }: RunFile): number {
  const slip =
    slippage.model === 'bps' ? slippage.bps : slippage.model === 'half-spread' ? (slippage.spreadBps ?? 0) / 2 : 0;
  const fee = fees.model === 'bps' ? fees.bps : fees.model === 'tiered' ? fees.tiers[0].bps : 0;
  return Math.max(0, slip + fee);
}

function requireRates(file: RunFile, data: readonly LoadedData[]): void {
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

function slicingWarnings({ execution: { slicing } }: RunFile): string[] {
  return slicing === undefined
    ? []
    : [`execution.slicing: '${slicing.algorithm}' counts only in a live session and is ignored`];
}

/** Of what decides the result besides the data; equal texts of equal meaning have one hash. */
export function configHashOf(file: RunFile, window: Window = {}): string {
  return digest(configText(file, window));
}

export function dataHashOf(data: readonly LoadedData[]): string {
  return digest(canonicalJson(data.map(({ instrument, report }) => [instrument.name, report.sha256])));
}

/** What decides the result: not what only a live session or a search needs, nor where it is written to or in which order it is listed. */
function configText(
  { output: _output, live: _live, sweep: _sweep, execution, ...file }: RunFile,
  window: Window,
): string {
  const { slicing: _slicing, ...venue } = execution;
  const data = file.data
    .toSorted((a, b) => compareNames(a.instrument, b.instrument))
    .map(({ path: _path, ...entry }) => entry);
  const agents = file.agents.toSorted((a, b) => compareNames(a.id, b.id));
  return canonicalJson({ ...file, execution: venue, data, agents, ...window });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Fresh sources over the loaded bars, for one walk. */
export function sourcesOf({ data }: Plan): ReturnType<typeof memorySource>[] {
  return data.map(({ instrument, interval, series }) => memorySource(instrument, interval, series));
}
