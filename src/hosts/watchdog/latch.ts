import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { platform } from 'node:process';
import { threadId } from 'node:worker_threads';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Us } from '../../core/base/time.ts';
import type { CancelScope } from '../../brokers/broker.ts';

const word = Type.String({ maxLength: 1_000 });
const scope = Type.Union([Type.Literal('account'), Type.Literal('strategy'), Type.Literal('instrument')]);
const kill = Type.Object({
  scope,
  /** An agent's id or an instrument's name; '' for the account. */
  subject: word,
  who: word,
  why: word,
  tsUs: Type.Integer(),
});
const file = Type.Object({
  version: Type.Integer({ minimum: 0 }),
  kills: Type.Array(kill),
  /** What made this version. */
  change: Type.Object({
    action: Type.Union([Type.Literal('begin'), Type.Literal('kill'), Type.Literal('release')]),
    ...kill.properties,
  }),
});
export type LatchedKill = Static<typeof kill>;
type LatchFile = Omit<Static<typeof file>, 'kills'> & { readonly kills: readonly LatchedKill[] };
const isFile = Compile(file);

/** What is latched now. */
export interface KillState {
  /** Rises with every kill and release, never falls. */
  readonly version: number;
  readonly kills: readonly LatchedKill[];
  /** False: nobody knows what is latched, so the account is. */
  readonly readable: boolean;
}

const NAME = /^kill\.(\d{1,9})\.json$/;

/**
 * The kill latch of a session: a folder with one small file per version, `kill.7.json`, each written once, synced, and put
 * under its name only if nobody else was faster. So a kill by the watchdog, one by a person and a release by the trader, at the same
 * moment and from three processes, all count; what was latched when stays on record; and whether something is new is one look
 * for one name. A latch that is missing or cannot be read is an account that is killed.
 */
export class KillLatch {
  private readonly folder: string;
  private version = -1;
  private stamp = '';
  private state: KillState = unreadable(-1);

  /** A latch that is there, or should be: where it is not, the account is killed. */
  constructor(folder: string) {
    this.folder = folder;
    this.find();
  }

  /** The latch of a new session: nothing is killed. One that is there already stays as it is. */
  static begin(folder: string, nowUs: Us): KillLatch {
    mkdirSync(folder, { recursive: true });
    const latch = new KillLatch(folder);
    if (latch.version < 0) {
      latch.write({ version: 0, kills: [], change: { action: 'begin', ...NOBODY, tsUs: nowUs } });
      latch.find();
    }
    return latch;
  }

  /** Before every send. Two looks at names, and a file only when something has changed. */
  read(): KillState {
    try {
      if (this.version < 0 || this.stampOf(this.version + 1) !== '' || this.stampOf(this.version) !== this.stamp)
        this.find();
    } catch {
      this.state = unreadable(this.version);
    }
    return this.state;
  }

  /** Latches, durably when it returns; latching the same again changes nothing. Throws when the disk refuses. */
  kill(entry: LatchedKill): KillState {
    for (;;) {
      const { kills, readable } = this.read();
      if (readable && kills.some((known) => isSame(known, entry))) return this.state;
      const before = readable ? kills : [...this.lastReadable(), ...kills];
      const next = {
        version: this.version + 1,
        kills: [...before, entry],
        change: { action: 'kill', ...entry },
      } as const;
      if (this.write(next)) return this.read();
    }
  }

  /**
   * Takes one scope back: the trader's alone, on behalf of somebody who may. Of a latch that cannot be read, releasing the
   * account brings back what was readable last. Returns the state as it was found when there is nothing to take back.
   */
  release(entry: LatchedKill): KillState {
    for (;;) {
      const { kills, readable } = this.read();
      const before = readable ? kills : this.lastReadable();
      const after = before.filter((known) => !isSame(known, entry));
      if (readable ? after.length === before.length : entry.scope !== 'account') return this.state;
      const next = { version: this.version + 1, kills: after, change: { action: 'release', ...entry } } as const;
      if (this.write(next)) return this.read();
    }
  }

  private find(): void {
    try {
      this.version = Math.max(-1, ...this.versions());
      this.stamp = this.version < 0 ? '' : this.stampOf(this.version);
      const found = this.version < 0 ? undefined : this.load(this.version);
      this.state =
        found === undefined ? unreadable(this.version) : { version: this.version, kills: found.kills, readable: true };
    } catch {
      this.state = unreadable(this.version);
    }
  }

  private versions(): number[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder).flatMap((name) => {
      const match = NAME.exec(name);
      return match === null ? [] : [Number(match[1])];
    });
  }

  private load(version: number): LatchFile | undefined {
    const value: unknown = JSON.parse(readFileSync(this.path(version), 'utf8'));
    return isFile.Check(value) && value.version === version ? value : undefined;
  }

  /** What the newest version that can be read had latched. */
  private lastReadable(): readonly LatchedKill[] {
    for (const version of this.versions().sort((a, b) => b - a)) {
      try {
        const found = this.load(version);
        if (found !== undefined) return found.kills;
      } catch {
        // The one before it may be whole.
      }
    }
    return [];
  }

  /** False when another process has written this version first. */
  private write(next: LatchFile): boolean {
    const temporary = join(this.folder, `kill.${process.pid}.${threadId}.tmp`);
    mkdirSync(this.folder, { recursive: true });
    const descriptor = openSync(temporary, 'w', 0o600);
    try {
      writeSync(descriptor, JSON.stringify(next));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    try {
      linkSync(temporary, this.path(next.version));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return false;
    } finally {
      rmSync(temporary, { force: true });
    }
    this.syncNames();
    return true;
  }

  private syncNames(): void {
    if (platform === 'win32') return;
    const descriptor = openSync(this.folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  /** Changes when somebody meddles with the file; '' when there is none. */
  private stampOf(version: number): string {
    const found = statSync(this.path(version), { throwIfNoEntry: false });
    return found === undefined ? '' : `${found.ino}.${found.size}.${found.mtimeMs}`;
  }

  private path(version: number): string {
    return join(this.folder, `kill.${version}.json`);
  }
}

/** What of a latch the trader needs: the simulator brings its own. */
export type Latch = Pick<KillLatch, 'read' | 'kill' | 'release'>;

/** The kill that holds an order back, if any: by its agents (`owners`) and its instrument's name. */
export function killOver(state: KillState, owners: readonly string[], instrument: string): LatchedKill | undefined {
  return state.kills.find(({ scope, subject }) => {
    if (scope === 'account') return true;
    return scope === 'strategy' ? owners.includes(subject) : subject === instrument;
  });
}

export function cancelScopeOf({ scope, subject }: Pick<LatchedKill, 'scope' | 'subject'>): CancelScope {
  return scope === 'account' ? { scope } : { scope, subject };
}

const NOBODY = { scope: 'account', subject: '', who: '', why: '' } as const;

function unreadable(version: number): KillState {
  const why = 'the kill latch is missing or cannot be read';
  return { version, kills: [{ ...NOBODY, who: 'the latch', why, tsUs: 0 }], readable: false };
}

function isSame(a: LatchedKill, b: LatchedKill): boolean {
  return a.scope === b.scope && a.subject === b.subject;
}
