import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Fault } from '../core/base/fault.ts';
import { PROTOCOL_VERSION } from '../brokers/paper/protocol.ts';
import { readEndpoint } from '../brokers/paper/socket-link.ts';
import { isAlive } from '../journal/is-alive.ts';
import { type Cancel, type Clock, sleep } from '../telemetry/clock.ts';
import { READY } from './host-process.ts';
import { isHeld } from './venue/hold.ts';

export interface SuperviseOptions {
  /** What it is called, to people: the venue. */
  readonly name: string;
  /** The file of the process. */
  readonly main: string;
  readonly args: readonly string[];
  /**
   * What it holds: a process that holds it already is taken over, as one that outlived a crash of ours; one that speaks another
   * version of the protocol, left by another version of us, is ended in order, and another begins in its place.
   */
  readonly folder: string;
  readonly clock: Clock;
  /** It ends with us, however we end. A session's processes do not: a crash of the trader must leave them. */
  readonly withParent?: boolean;
  /** After so long without a client it ends by itself; 0 is never. */
  readonly idleMs?: number;
  /** It died and was started again; `code` is null where a signal ended it, or where it was not our child. */
  readonly onRestart?: (code: number | null, restarts: number) => void;
  /** It will not be started again: it refuses to run. */
  readonly onGivenUp?: (fault: Fault) => void;
}

export interface Supervised {
  /** Of the process now; it changes with a restart. */
  readonly pid: number;
  readonly restarts: number;
  /** SIGTERM, and word when it has drained and gone. */
  stop(): Promise<void>;
  /** It is left alone and goes on. */
  leave(): void;
}

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 5_000;
const LOOK_MS = 200;
/** So long may a process that holds its folder take to say where it listens. */
const COMING_MS = 10_000;
const COMING_LOOK_MS = 20;
const READY_MS = 60_000;
const STDERR_BYTES_MAX = 4_000;

/** Starts a host in a process of its own, waits until it serves, and starts it again when it dies. */
export async function superviseProcess(options: SuperviseOptions): Promise<Supervised> {
  mkdirSync(options.folder, { recursive: true });
  const supervisor = new Supervisor(options);
  await supervisor.begin();
  return supervisor;
}

class Supervisor implements Supervised {
  pid = 0;
  restarts = 0;
  private readonly options: SuperviseOptions;
  private child: ChildProcess | undefined;
  private isOver = false;
  private waitMs = FIRST_WAIT_MS;
  private timer: Cancel | undefined;
  private gone: Promise<void> = Promise.resolve();

  constructor(options: SuperviseOptions) {
    this.options = options;
  }

  async begin(): Promise<void> {
    const { folder, clock } = this.options;
    const untilUs = clock.steadyUs() + COMING_MS * 1_000;
    let told: number | undefined;
    // One that a trader started just before it died holds the folder before it says where it listens.
    while ((await isHeld(folder)) && clock.steadyUs() < untilUs) {
      const former = readEndpoint(folder);
      if (former !== undefined && former.pid !== told && isAlive(former.pid)) {
        if (former.version === PROTOCOL_VERSION) {
          this.adopt(former.pid);
          return;
        }
        told = former.pid;
        process.kill(told, 'SIGTERM');
      }
      await sleep(clock, COMING_LOOK_MS);
    }
    await this.start();
  }

  async stop(): Promise<void> {
    this.leave();
    // Until it has gone we wait, though nothing else should keep us.
    this.child?.ref();
    if (isAlive(this.pid)) process.kill(this.pid, 'SIGTERM');
    await this.gone;
  }

  leave(): void {
    this.isOver = true;
    this.timer?.();
  }

  /** Resolves when it serves; a `Fault` with its own words when it ended before. */
  private start(): Promise<void> {
    const { name, main, args, folder, withParent = false, idleMs = 0, clock } = this.options;
    const log = openSync(join(folder, 'log'), 'a', 0o600);
    const { size } = fstatSync(log);
    const extra = [...(withParent ? ['--with-parent'] : []), ...(idleMs > 0 ? ['--idle-ms', String(idleMs)] : [])];
    // A detached child is not reached by the terminal's Ctrl-C: it is stopped by us, in order.
    const child = spawn(process.execPath, [main, ...args, ...extra], {
      detached: !withParent,
      stdio: [withParent ? 'pipe' : 'ignore', 'pipe', withParent ? 'pipe' : log],
    });
    closeSync(log);
    this.child = child;
    return new Promise((resolve, reject) => {
      let said = '';
      let complaint = '';
      let serves = false;
      const late = clock.after(READY_MS, () => child.kill('SIGKILL'));
      child.stdout?.on('data', (piece: Buffer) => {
        if (serves) return;
        said += piece.toString();
        if (!said.includes(`${READY}\n`)) return;
        serves = true;
        late();
        this.waitMs = FIRST_WAIT_MS;
        this.pid = child.pid ?? 0;
        unhandle(child, withParent);
        resolve();
      });
      child.stderr?.on('data', (piece: Buffer) => {
        if (complaint.length < STDERR_BYTES_MAX) complaint += piece.toString();
      });
      child.once('error', reject);
      this.gone = new Promise((over) => {
        child.once('close', (code) => {
          late();
          over();
          if (serves) this.died(code);
          else reject(refusal(code, complaint.trim() || loggedWords(name, join(folder, 'log'), size, code)));
        });
      });
    });
  }

  /** One that we did not start: it can only be looked at. What it holds tells more than its number, which outlives it. */
  private adopt(pid: number): void {
    const { clock, folder } = this.options;
    const lives = async (): Promise<boolean> => isAlive(pid) && (await isHeld(folder));
    this.pid = pid;
    this.gone = (async () => {
      while (await lives()) await sleep(clock, LOOK_MS);
    })();
    const look = async (): Promise<void> => {
      const isThere = await lives();
      if (this.isOver) return;
      if (isThere) this.timer = clock.after(LOOK_MS, () => void look());
      else this.died(null);
    };
    this.timer = clock.after(LOOK_MS, () => void look());
  }

  private died(code: number | null): void {
    if (this.isOver) return;
    this.timer = this.options.clock.after(this.waitMs, () => void this.again(code));
    this.waitMs = Math.min(LONGEST_WAIT_MS, 2 * this.waitMs);
  }

  private async again(code: number | null): Promise<void> {
    if (this.isOver) return;
    try {
      await this.start();
      this.restarts += 1;
      this.options.onRestart?.(code, this.restarts);
    } catch (error) {
      // Its record does not add up, or its folder is another's: starting again would not help.
      if (error instanceof Fault && error.kind !== 'world') this.options.onGivenUp?.(error);
      else this.died(code);
    }
    if (this.isOver && isAlive(this.pid)) process.kill(this.pid, 'SIGTERM');
  }
}

/** We may end without waiting for it. */
function unhandle(child: ChildProcess, withParent: boolean): void {
  if (withParent) return;
  child.unref();
  (child.stdout as unknown as { unref?: () => void } | null)?.unref?.();
}

/** What a process that has ended said first, behind so many bytes of its log. */
function loggedWords(name: string, path: string, from: number, code: number | null): string {
  const said = readFileSync(path).subarray(from).toString('utf8').trimStart();
  const [first] = said.split('\n', 1);
  return `${first || `the ${name} ended with ${code === null ? 'a signal' : `exit code ${code}`}`}; see ${path}`;
}

function refusal(code: number | null, words: string): Fault {
  const kind = code === 3 ? 'config' : code === 6 ? 'integrity' : 'world';
  return new Fault(kind, words);
}
