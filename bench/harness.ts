import { readdirSync } from 'node:fs';

/**
 * One thing that is measured, in a process of its own, so that no case warms or fills the memory of another. A file in
 * `cases/` exports a list of them.
 */
export interface BenchCase<Input = unknown> {
  readonly name: string;
  /** What one run works through: bars, updates, fills, rows. */
  readonly events: number;
  /** Untimed runs before the timed one: for what is too short to warm up by itself. Default 0. */
  readonly warmUps?: number;
  /** Makes the input, untimed. */
  prepare?(): Input | Promise<Input>;
  /** What is timed. It returns what it worked out, so that no work can be left out. */
  run(input: Input): unknown;
  /** Further figures for the line, taken after the timed run so that taking them does not slow it. */
  further?(input: Input): Readonly<Record<string, number>>;
}

/** What is printed, one line of JSON for each case; a case may add figures of its own. */
export interface BenchLine {
  readonly case: string;
  readonly events: number;
  readonly seconds: number;
  /** What the process worked meanwhile, all its threads: on a busy machine less than the seconds that passed. */
  readonly cpuSeconds: number;
  /** Events per second. */
  readonly rate: number;
  /** Of the whole process: input, code and all. */
  readonly peakRssMiB: number;
  readonly node: string;
  /** The rate over that of `plain-loop-cross`, measured in the same session; added by `run.ts`. */
  readonly ratio?: number;
}

/** The names of all cases and the files they are in. */
export async function allCases(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const file of readdirSync(new URL('cases/', import.meta.url)).toSorted()) {
    for (const { name } of await casesOf(file)) {
      if (found.has(name)) throw new Error(`two cases are called ${name}`);
      found.set(name, file);
    }
  }
  return found;
}

export async function casesOf(file: string): Promise<readonly BenchCase[]> {
  const exported = (await import(new URL(`cases/${file}`, import.meta.url).href)) as Record<
    string,
    readonly BenchCase[]
  >;
  return Object.values(exported).flat();
}

export async function measure(benchCase: BenchCase): Promise<BenchLine> {
  const { name, events, warmUps = 0 } = benchCase;
  const input = await benchCase.prepare?.();
  for (let i = 0; i < warmUps; i++) await benchCase.run(input);
  const startCpu = process.cpuUsage();
  const startMs = performance.now();
  await benchCase.run(input);
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(startCpu);
  return {
    case: name,
    events,
    seconds: Number(seconds.toPrecision(4)),
    cpuSeconds: Number(((user + system) / 1e6).toPrecision(4)),
    rate: Math.round(events / seconds),
    peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    node: process.version,
    ...benchCase.further?.(input),
  };
}
