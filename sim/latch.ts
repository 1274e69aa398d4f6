import type { KillState, Latch, LatchedKill } from '../src/hosts/watchdog/latch.ts';

/** The kill latch without its files: durable at once, shared by all processes, and unreadable when somebody wants it so. */
export class SimLatch implements Latch {
  isUnreadable = false;
  private version = 0;
  private kills: readonly LatchedKill[] = [];

  read(): KillState {
    if (!this.isUnreadable) return { version: this.version, kills: this.kills, readable: true };
    const nobody = { scope: 'account', subject: '', who: 'the latch', why: 'it cannot be read', tsUs: 0 } as const;
    return { version: -1, kills: [nobody], readable: false };
  }

  kill(entry: LatchedKill): KillState {
    if (!this.kills.some((known) => isSame(known, entry))) {
      this.kills = [...this.kills, entry];
      this.version += 1;
    }
    return this.read();
  }

  release(entry: LatchedKill): KillState {
    const left = this.kills.filter((known) => !isSame(known, entry));
    if (left.length < this.kills.length) {
      this.kills = left;
      this.version += 1;
    }
    return this.read();
  }
}

function isSame(a: LatchedKill, b: LatchedKill): boolean {
  return a.scope === b.scope && a.subject === b.subject;
}
