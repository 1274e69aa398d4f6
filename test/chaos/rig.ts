import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ControlClient } from '../../src/api/control-client.ts';
import { readEndpoint } from '../../src/brokers/paper/socket-link.ts';
import type { Death } from './die-at.ts';

const TRADER = fileURLToPath(new URL('trader-process.ts', import.meta.url));
const DIE_AT = new URL('die-at.ts', import.meta.url).href;
const CLOCK_BACK = new URL('clock-back.ts', import.meta.url).href;

/** Two markets that move fast, one agent that trades nearly every bar and one that a command may stop without harm. */
const CONFIG = `name: chaos
seed: 7
account: { currency: USD, cash: 100000, type: margin, dayZone: UTC }
data:
  - { instrument: ALFA, interval: 1m, tickSize: 0.01, lotSize: 1 }
  - { instrument: BRAVO, interval: 1m, tickSize: 0.01, lotSize: 1 }
agents:
  - { id: quick, strategy: ema-cross, params: { fast: 2, slow: 3 } }
  - { id: spare, strategy: rsi-reversion }
consensus: { method: sum }
risk: { profile: moderate }
execution: { slippageBps: 1, commissionBps: 1 }
live:
  feed: { source: synthetic, ticksPerSecond: 1000 }
  venue: { latencyMs: 0, jitterMs: 0 }
  snapshots: { records: 60 }
  audit: { checkpointRecords: 40 }
  telemetry: { logTo: file }
`;

/** What a trader says of itself; see trader-process.ts. */
export interface Said {
  readonly at: 'open' | 'running' | 'failed' | 'closed';
  readonly seconds: number;
  readonly recovery: { readonly inputs: number; readonly replayed: number; readonly seconds: number };
  readonly orders: number;
  readonly inputs: number;
  readonly why: string;
}

/** A command that the session said is on record. */
export interface Acknowledged {
  readonly sequence: number;
  readonly why: string;
}

/** A trader as a process of its own, and what it has said so far. */
export class TraderProcess {
  readonly child: ChildProcess;
  readonly said: Said[] = [];
  /** Resolves when it has ended, however. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly stderr: string }>;
  private waiting: (() => void)[] = [];

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    const child = spawn(process.execPath, [TRADER, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.child = child;
    let stderr = '';
    child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.said.push(JSON.parse(line) as Said);
      this.wake();
    });
    this.ended = once(child, 'close').then(([code, signal]) => {
      this.wake();
      return { code: code as number | null, signal: signal as string | null, stderr };
    });
  }

  /** Resolves with the first line for which this holds; rejects when it ends before. */
  async until(holds: (said: Said) => boolean): Promise<Said> {
    const over = this.ended.then(({ code, signal, stderr }) => `${code ?? signal}: ${stderr}`);
    for (;;) {
      const found = this.said.find(holds);
      if (found !== undefined) return found;
      const next = new Promise<undefined>((resolve) => this.waiting.push(() => resolve(undefined)));
      const end = await Promise.race([next, over]);
      if (end !== undefined && !this.said.some(holds)) throw new Error(`the trader ended with ${end}`);
    }
  }

  private wake(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<{ readonly code: number | null; readonly stderr: string }> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** A session in a folder, started and killed again and again. */
export class Rig {
  readonly dir: string;
  readonly home: string;
  /** How long each start took until it traded, and how many inputs it replayed. */
  readonly starts: { readonly seconds: number; readonly replayed: number; readonly recovery: number }[] = [];
  readonly acknowledged: Acknowledged[] = [];
  /** Sets the clock of what is started from now on back; see clock-back.ts. */
  clockBack = '';
  readonly config: string;
  private count = 0;
  private deaths = 0;
  private readonly traders: TraderProcess[] = [];

  /** `over` goes over the plain configuration, line by line replaced. */
  constructor(folder: string, over: readonly (readonly [line: string, by: string])[] = []) {
    this.dir = join(folder, 'session');
    this.home = join(folder, 'home');
    this.config = join(folder, 'chaos.yaml');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      this.config,
      over.reduce((text, [line, by]) => text.replace(line, by), CONFIG),
    );
  }

  /** Starts the trader; with a `death`, one that dies at that step (in the trader, or in the venue that it starts). */
  start(
    death?: Omit<Death, 'mark'>,
    mode: 'run' | 'settle' = 'run',
    env: Readonly<Record<string, string>> = {},
  ): TraderProcess {
    this.count += 1;
    return this.startAs(this.dir, this.count, mode, { ...this.preload(death), ...env });
  }

  /** With another folder or fence than it would have. */
  startAs(
    dir: string,
    fence: number,
    mode: 'run' | 'settle',
    env: Readonly<Record<string, string>> = {},
  ): TraderProcess {
    const args = [dir, this.config, String(fence), mode];
    const trader = new TraderProcess(args, { CONCLAVE_HOME: this.home, ...env });
    this.traders.push(trader);
    void trader
      .until(({ at }) => at === 'open')
      .then(
        ({ seconds, recovery }) =>
          this.starts.push({ seconds, replayed: recovery.replayed, recovery: recovery.seconds }),
        () => {},
      );
    return trader;
  }

  /** Whether the last death came where it was meant to. */
  get died(): boolean {
    return existsSync(this.mark(this.deaths));
  }

  /** Starts the session, hears everything that the venue has to say, and ends it in order: both sides are at rest. */
  async settle(): Promise<void> {
    const { code, stderr } = await this.start(undefined, 'settle').ended;
    if (code !== 0) throw new Error(`the session did not settle: ${stderr}`);
  }

  /** Sends commands until the session is gone, and keeps those that it said are on record. */
  async command(trader: TraderProcess): Promise<void> {
    const opened = await trader.until(({ at }) => at === 'open').catch(() => undefined);
    // It may have died before it took any.
    if (opened === undefined) return;
    const client = new ControlClient({ folder: this.dir });
    for (let n = 0; ; n++) {
      const why = `command ${this.count}.${n}`;
      const request = { command: { who: 'a test', why, idempotencyKey: `k${this.count}-${n}` }, strategy: 'spare' };
      try {
        const answer = await client.call(n % 2 === 0 ? 'PauseStrategy' : 'ResumeStrategy', 'trade', request);
        this.acknowledged.push({ sequence: Number((answer as { sequence: string }).sequence), why });
      } catch {
        return;
      }
    }
  }

  /** The process that runs in this part of the session now. */
  pid(part: 'venue' | 'watchdog'): number {
    const endpoint = readEndpoint(join(this.dir, part));
    if (endpoint === undefined) throw new Error(`no ${part} has listened`);
    return endpoint.pid;
  }

  /** Ends whatever of it still runs. */
  async close(): Promise<void> {
    for (const trader of this.traders) if (trader.child.exitCode === null) await trader.kill();
    for (const part of ['venue', 'watchdog'] as const) {
      const pid = readEndpoint(join(this.dir, part))?.pid;
      if (pid !== undefined) killIfThere(pid);
    }
  }

  private preload(death: Omit<Death, 'mark'> | undefined): Readonly<Record<string, string>> {
    if (death === undefined)
      return this.clockBack === ''
        ? {}
        : { NODE_OPTIONS: `--import=${CLOCK_BACK}`, CONCLAVE_CLOCK_BACK: this.clockBack };
    this.deaths += 1;
    const marked: Death = { ...death, mark: this.mark(this.deaths) };
    return { NODE_OPTIONS: `--import=${DIE_AT}`, CONCLAVE_DEATH: JSON.stringify(marked) };
  }

  private mark(death: number): string {
    return join(this.dir, '..', `died-${death}`);
  }
}

export function killIfThere(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
